import Catalog

extension Figure {
    /// The rules of the indicator over exact sums.
    ///
    /// Denominator 0 or missing: not available, never 0. Rounding half up, to 2 decimals of a percent and to whole counts and đồng. A ratio
    /// over 100 % is a data error and keeps its value. Source: QĐ 766/QĐ-TTg, as read in the list of indicators, decision 0.8.
    ///
    /// - Parameters:
    ///   - denominator: nil where it is missing; ignored when the indicator has none.
    ///   - basis: what the denominator is, known even where its value is missing.
    static func evaluate(_ indicator: Indicator, numerator: Int128, denominator: Int128?, basis: DenominatorBasis?) -> Figure {
        var figure = Figure(availability: .available, basis: indicator.denominator == nil ? nil : basis)
        guard let narrow = Int64(exactly: numerator) else { return figure.failed(.outOfRange) }
        figure.numerator = narrow

        var divisor: Int128 = 1
        // The factor that makes units of a number: a percentage without a denominator is a percentage already.
        var factor: Int128 = 1
        if indicator.denominator != nil {
            guard let denominator else { return figure.absent(.denominatorMissing) }
            guard let narrow = Int64(exactly: denominator) else { return figure.failed(.outOfRange) }
            figure.denominator = narrow
            if denominator == 0 { return figure.absent(.denominatorZero) }
            if denominator < 0 { return figure.failed(.negativeDenominator) }
            divisor = denominator
            if indicator.unit == .percent { factor = 100 }
        }

        switch indicator.unit {
        case .percent:
            guard let value = Int64(exactly: roundedHalfUp(numerator * factor * 100, by: divisor)) else {
                return figure.failed(.outOfRange)
            }
            figure.value = .hundredths(value)
        case .count, .vnd:
            guard let value = Int64(exactly: roundedHalfUp(numerator, by: divisor)) else { return figure.failed(.outOfRange) }
            figure.value = .whole(value)
        }

        if numerator < 0 {
            figure.dataError = .negativeNumerator
        } else if indicator.unit == .percent, indicator.denominator != nil, numerator > divisor {
            figure.dataError = .ratioOver100
        }
        if figure.dataError == nil, let target = indicator.target {
            figure.isTargetMet = target.isMet(by: numerator * factor, over: divisor)
        }
        return figure
    }

    /// Withheld: what could be computed back from it is gone too.
    static func withheld(_ reason: Suppression, basis: DenominatorBasis?) -> Figure {
        Figure(availability: .suppressed(reason), basis: basis)
    }

    private func absent(_ absence: Absence) -> Figure {
        var copy = self
        copy.availability = .notAvailable(absence)
        return copy
    }

    private func failed(_ error: DataError) -> Figure {
        var copy = absent(.dataError)
        copy.dataError = error
        return copy
    }
}

extension Target {
    /// Whether the exact, unrounded ratio meets it, by multiplying crosswise: 79.996 % is shown as 80.00 % and does not meet 80 %.
    func isMet(by numerator: Int128, over divisor: Int128) -> Bool {
        switch self {
        case .atLeast(let hundredths): numerator * 100 >= Int128(hundredths) * divisor
        case .atMost(let hundredths): numerator * 100 <= Int128(hundredths) * divisor
        }
    }
}

/// `numerator / divisor` to the nearest integer, a half upwards (−0.5 to 0); `divisor` > 0.
func roundedHalfUp(_ numerator: Int128, by divisor: Int128) -> Int128 {
    let (quotient, remainder) = (2 * numerator + divisor).quotientAndRemainder(dividingBy: 2 * divisor)
    return remainder < 0 ? quotient - 1 : quotient
}

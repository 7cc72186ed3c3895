import Catalog
import Testing

@testable import Publication

@Suite struct FigureTests {
    private func evaluate(
        _ numerator: Int128, over denominator: Int128?, unit: IndicatorUnit = .percent, target: Target? = nil
    ) -> Figure {
        let indicator = Indicator(
            id: "X", title: Localized(vi: "", en: ""), unit: unit, numerator: "a", denominator: .measure("b"), windows: [.month],
            target: target)
        return .evaluate(indicator, numerator: numerator, denominator: denominator, basis: DenominatorBasis(kind: .measure, name: "b"))
    }

    private func plain(_ numerator: Int128, unit: IndicatorUnit = .count, target: Target? = nil) -> Figure {
        let indicator = Indicator(
            id: "X", title: Localized(vi: "", en: ""), unit: unit, numerator: "a", windows: [.month], target: target)
        return .evaluate(indicator, numerator: numerator, denominator: nil, basis: nil)
    }

    @Test(
        "percentages are rounded half up to two decimals",
        arguments: [
            (9999, 20000, 5000),  // 49.995 %
            (99_989, 200_000, 4999),  // 49.9945 %
            (99_990, 200_000, 5000),  // 49.9950 %
            (1, 3, 3333), (2, 3, 6667), (1, 1, 10000), (0, 7, 0), (1, 20_001, 0), (1, 20_000, 1), (1, 19_999, 1),
        ] as [(Int128, Int128, Int64)])
    func rounding(numerator: Int128, denominator: Int128, hundredths: Int64) {
        let figure = evaluate(numerator, over: denominator)
        #expect(figure.value == .hundredths(hundredths))
        #expect(figure.availability == .available)
        #expect(figure.dataError == nil)
    }

    @Test("a half is rounded upwards below zero as well")
    func negativeHalves() {
        #expect(roundedHalfUp(-1, by: 2) == 0)
        #expect(roundedHalfUp(-3, by: 2) == -1)
        #expect(roundedHalfUp(-4, by: 3) == -1)
        #expect(roundedHalfUp(-5, by: 3) == -2)
        #expect(roundedHalfUp(3, by: 2) == 2)
    }

    @Test("the largest numbers of 64 bits divide exactly")
    func large() {
        let most = Int128(Int64.max)
        #expect(evaluate(most, over: most).value == .hundredths(10000))
        #expect(evaluate(most - 1, over: most).value == .hundredths(10000))
        #expect(evaluate(most - 1, over: most, target: .atLeast(hundredths: 10000)).isTargetMet == false)
    }

    @Test("denominator 0 is not available, never 0")
    func zeroDenominator() {
        let figure = evaluate(0, over: 0, target: .atMost(hundredths: 8000))
        #expect(figure.availability == .notAvailable(.denominatorZero))
        #expect(figure.value == nil)
        #expect(figure.isTargetMet == nil)
        #expect(figure.numerator == 0)
        #expect(figure.denominator == 0)
    }

    @Test("a missing denominator is not available, and the numerator stays")
    func missingDenominator() {
        let figure = evaluate(12, over: nil)
        #expect(figure.availability == .notAvailable(.denominatorMissing))
        #expect(figure.numerator == 12)
        #expect(figure.denominator == nil)
        #expect(figure.basis?.name == "b")
    }

    @Test("a ratio over 100 % is a data error, keeps its value and earns no target")
    func overHundred() {
        let figure = evaluate(3, over: 2, target: .atLeast(hundredths: 8000))
        #expect(figure.value == .hundredths(15000))
        #expect(figure.availability == .available)
        #expect(figure.dataError == .ratioOver100)
        #expect(figure.isTargetMet == nil)
    }

    @Test("a ratio that only rounds to 100 % is no data error, one barely over it is")
    func barelyOverHundred() {
        #expect(evaluate(999_999, over: 1_000_000).dataError == nil)
        #expect(evaluate(1_000_001, over: 1_000_000).dataError == .ratioOver100)
        #expect(evaluate(1_000_001, over: 1_000_000).value == .hundredths(10000))
    }

    @Test("a negative numerator is a data error and keeps its value")
    func negativeNumerator() {
        let figure = evaluate(-1, over: 4, target: .atMost(hundredths: 8000))
        #expect(figure.value == .hundredths(-2500))
        #expect(figure.dataError == .negativeNumerator)
        #expect(figure.isTargetMet == nil)
        #expect(plain(-5, unit: .vnd).dataError == .negativeNumerator)
        #expect(plain(-5, unit: .vnd).value == .whole(-5))
    }

    @Test("a negative denominator and numbers beyond 64 bits have no value and say so")
    func noValue() {
        #expect(evaluate(1, over: -1).availability == .notAvailable(.dataError))
        #expect(evaluate(1, over: -1).dataError == .negativeDenominator)
        #expect(plain(Int128(Int64.max) + 1).dataError == .outOfRange)
        #expect(plain(Int128(Int64.max) + 1).value == nil)
        #expect(evaluate(Int128(Int64.max), over: 1).dataError == .outOfRange)
        #expect(evaluate(1, over: Int128(Int64.max) + 1).dataError == .outOfRange)
    }

    @Test("the target is judged on the exact ratio: 79.996 % shows as 80.00 % and does not meet 80 %")
    func target() {
        let short = evaluate(19_999, over: 25_000, target: .atLeast(hundredths: 8000))
        #expect(short.value == .hundredths(8000))
        #expect(short.isTargetMet == false)
        #expect(evaluate(4, over: 5, target: .atLeast(hundredths: 8000)).isTargetMet == true)
        #expect(evaluate(4, over: 5, target: .atMost(hundredths: 8000)).isTargetMet == true)
        #expect(evaluate(20_001, over: 25_000, target: .atMost(hundredths: 8000)).isTargetMet == false)
        #expect(evaluate(4, over: 5).isTargetMet == nil)
    }

    @Test("counts and đồng are whole numbers, and their targets count in units")
    func whole() {
        #expect(plain(28).value == .whole(28))
        #expect(plain(28).basis == nil)
        #expect(plain(28, target: .atLeast(hundredths: 2800)).isTargetMet == true)
        #expect(plain(27, target: .atLeast(hundredths: 2800)).isTargetMet == false)
        #expect(plain(0).value == .whole(0))
        #expect(plain(Int128(Int64.max), unit: .vnd).value == .whole(.max))
        #expect(evaluate(7, over: 2, unit: .vnd, target: .atMost(hundredths: 350)).value == .whole(4))
        #expect(evaluate(7, over: 2, unit: .vnd, target: .atMost(hundredths: 350)).isTargetMet == true)
        #expect(evaluate(7, over: 2, unit: .vnd).dataError == nil)
    }
}

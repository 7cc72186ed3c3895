import Catalog
import Publication

/// A figure or measure as it stands, in the words of tests.
struct FoundFigure {
    typealias Field = ExpectedFigure.Field
    typealias Content = ExpectedFigure.Content

    private let contents: [Field: Content]

    /// - Parameter update: what was last published of the figure; nil: nothing ever.
    init(_ update: IndicatorUpdate?) {
        guard let update else {
            contents = [.published: .flag(false)]
            return
        }
        let figure = update.figure
        contents = [
            .published: .flag(true), .value: figure.value.map(Content.init) ?? .none,
            .numerator: figure.numerator.map(Content.init) ?? .none, .denominator: figure.denominator.map(Content.init) ?? .none,
            .status: .word(update.status.rawValue), .available: .flag(figure.availability == .available),
            .suppressed: .flag(figure.availability.isSuppressed), .reason: figure.availability.reason.map { .word($0) } ?? .none,
            .met: figure.isTargetMet.map { .flag($0) } ?? .none, .dataError: figure.dataError.map { .word($0.rawValue) } ?? .none,
            .approximate: update.approximateRecords.map(Content.init) ?? .none, .revision: Content(update.revision),
        ]
    }

    init(measure value: Int128) { contents = [.value: .number(hundredths: value * 100)] }

    /// The fields that are not as expected, in the order of the file.
    func differences(from expected: ExpectedFigure) -> [PipelineTestFailure.Difference] {
        expected.checks.filter { contents[$0.field] != $0.content }.map { check in
            PipelineTestFailure.Difference(
                field: check.field.rawValue, expected: check.content.description, found: contents[check.field]?.description ?? "nothing",
                place: check.place)
        }
    }

    /// All that can be said of it, as one would write it in YAML; empty where nothing was published.
    var summary: String {
        let fields = Field.allCases.filter { field in
            switch field {
            case .published: false
            case .value, .numerator, .denominator, .status, .revision: true
            // Only where they say something.
            case .suppressed: contents[field] == .flag(true)
            case .available: contents[field] == .flag(false) && contents[.suppressed] == .flag(false)
            case .reason, .met, .dataError: contents[field] != Content.none
            case .approximate: contents[field] != .number(hundredths: 0) && contents[field] != Content.none
            }
        }
        return fields.compactMap { field in contents[field].map { "\(field.rawValue): \($0)" } }.joined(separator: ", ")
    }
}

extension ExpectedFigure.Content {
    init(_ whole: Int64) { self = .number(hundredths: Int128(whole) * 100) }

    init(_ value: Figure.Value) {
        switch value {
        case .hundredths(let hundredths): self = .number(hundredths: Int128(hundredths))
        case .whole(let whole): self.init(whole)
        }
    }
}

import Aggregation

/// What a figure must be at some point of a test: any of its fields.
public struct ExpectedFigure: Sendable {
    public enum Name: Hashable, Sendable {
        case indicator(String)
        /// What stands behind indicators: never suppressed, never published.
        case measure(String)
    }

    /// What can be looked at; raw values are the keys in YAML.
    public enum Field: String, CaseIterable, Sendable {
        case value, numerator, denominator, status, available, suppressed, reason, met
        case dataError = "data_error"
        case approximate
        case revision
        /// Whether anything was ever published of it.
        case published
    }

    /// What a field holds.
    public enum Content: Hashable, Sendable, CustomStringConvertible {
        case none
        /// 66.67 is 6667.
        case number(hundredths: Int128)
        case word(String)
        case flag(Bool)

        /// As one writes it in YAML.
        public var description: String {
            switch self {
            case .none: return "none"
            case .word(let word): return word
            case .flag(let flag): return flag ? "true" : "false"
            case .number(let hundredths):
                let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
                let sign = hundredths < 0 ? "-" : ""
                return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
            }
        }
    }

    /// One field, and where the file says what it must be.
    public struct Check: Sendable {
        public var field: Field
        public var content: Content
        public var place: Place

        public init(field: Field, content: Content, place: Place) {
            self.field = field
            self.content = content
            self.place = place
        }
    }

    public var place: Place
    public var name: Name
    /// Five digits, the province's two, or `unlocated`.
    public var commune: String
    public var window: Window
    public var checks: [Check]
    /// Of the names above.
    public var namePlace: Place
    public var communePlace: Place
    public var windowPlace: Place

    public init(
        place: Place, name: Name, commune: String, window: Window, checks: [Check], namePlace: Place, communePlace: Place,
        windowPlace: Place
    ) {
        self.place = place
        self.name = name
        self.commune = commune
        self.window = window
        self.checks = checks
        self.namePlace = namePlace
        self.communePlace = communePlace
        self.windowPlace = windowPlace
    }
}

extension ExpectedFigure: CustomStringConvertible {
    /// `EP01 of 14797 in 2026-05`.
    public var description: String {
        switch name {
        case .indicator(let id): "\(id) of \(commune) in \(window.key)"
        case .measure(let measure): "measure \(measure) of \(commune) in \(window.key)"
        }
    }
}

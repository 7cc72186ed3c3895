/// Something that is counted or read off, with what it is called and labelled by: one HELP and one TYPE line of the exposition.
public struct Instrument: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// Only rises; the name ends in `_total`.
        case counter
        case gauge
        /// Rising upper bounds; a last one at infinity is added.
        case histogram(bounds: [Double])
    }

    /// Without a unit's prefix: `_seconds` and `_bytes` are the only units.
    public let name: String
    public let kind: Kind
    /// In the order in which values are given.
    public let labels: [LabelName]
    /// One sentence.
    public let help: String

    public static func counter(_ name: String, _ labels: [LabelName], _ help: String) -> Instrument {
        precondition(name.hasSuffix("_total"), "a counter's name ends in _total")
        return Instrument(name: name, kind: .counter, labels: labels, help: help)
    }

    public static func gauge(_ name: String, _ labels: [LabelName], _ help: String) -> Instrument {
        precondition(!name.hasSuffix("_total"), "a gauge's name does not end in _total")
        return Instrument(name: name, kind: .gauge, labels: labels, help: help)
    }

    public static func histogram(_ name: String, _ labels: [LabelName], bounds: [Double], _ help: String) -> Instrument {
        precondition(!bounds.isEmpty && zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds rise")
        precondition(bounds.allSatisfy(\.isFinite), "the last bound, infinity, is added")
        return Instrument(name: name, kind: .histogram(bounds: bounds), labels: labels, help: help)
    }
}

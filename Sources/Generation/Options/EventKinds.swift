/// Which parts of the province send events.
public struct EventKinds: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bills of the power company and payments of the bank.
    public static let electricity = EventKinds(rawValue: 1)
    /// Only payments of one bill each, one a contract and month: for benchmarks.
    public static let payments = EventKinds(rawValue: 2)
    public static let dossiers = EventKinds(rawValue: 4)
    public static let ocop = EventKinds(rawValue: 8)

    public static let all: EventKinds = [.electricity, .dossiers, .ocop]

    static let named: [(name: String, kind: EventKinds)] = [
        ("electricity", .electricity), ("payments", .payments), ("dossiers", .dossiers), ("ocop", .ocop),
    ]

    /// Names parted by commas, e.g. `electricity,ocop`; nil when one of them is unknown.
    public init?(names: String) {
        var kinds: EventKinds = []
        for name in names.split(separator: ",", omittingEmptySubsequences: false) {
            guard let found = EventKinds.named.first(where: { $0.name == name }) else { return nil }
            kinds.insert(found.kind)
        }
        self = kinds
    }

    /// In a fixed order.
    public var names: [String] { EventKinds.named.filter { contains($0.kind) }.map(\.name) }
}

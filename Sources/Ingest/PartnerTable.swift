/// The partners that have been seen, by number, and which of them each `source` attribute belongs to.
///
/// The partner of a source is its first path segment, or its host: `/power-company/billing` and `https://power-company/billing` are
/// both `power-company`.
struct PartnerTable {
    private(set) var names: [String]
    private var numberOfName: [String: UInt16] = [:]
    private var sources: [(text: [UInt8], partner: UInt16)] = []
    /// Slots of an open-addressing table: index into `sources` plus one.
    private var slots = [UInt16](repeating: 0, count: 4096)
    /// Sources beyond these are read anew each time.
    static let maximumSources = 2048
    /// Each has a column in every cell, so there must be an end to them.
    static let maximumPartners = 4096
    private let maximum: Int

    init(names: [String], maximum: Int = PartnerTable.maximumPartners) {
        self.names = names
        self.maximum = maximum
        for (number, name) in names.enumerated() { numberOfName[name] = UInt16(number) }
    }

    /// The partner of a source; nil where the source names none, or there are more partners than the table holds.
    @inline(__always) mutating func partner(ofSource source: Text) -> UInt16? {
        var at = Int(truncatingIfNeeded: source.hash) & 4095
        while slots[at] != 0 {
            let entry = Int(slots[at]) - 1
            let isSame = sources[entry].text.withUnsafeBufferPointer {
                $0.baseAddress.map { Text(start: $0, count: sources[entry].text.count) == source } ?? false
            }
            if isSame { return sources[entry].partner }
            at = (at + 1) & 4095
        }
        return add(source, at)
    }

    @inline(never) private mutating func add(_ source: Text, _ slot: Int) -> UInt16? {
        guard let name = PartnerTable.partnerName(ofSource: source.string), let number = self.number(of: name) else { return nil }
        guard sources.count < PartnerTable.maximumSources else { return number }
        sources.append((Array(UnsafeBufferPointer(start: source.start, count: source.count)), number))
        slots[slot] = UInt16(sources.count)
        return number
    }

    private mutating func number(of name: String) -> UInt16? {
        if let number = numberOfName[name] { return number }
        guard names.count < maximum else { return nil }
        let number = UInt16(names.count)
        names.append(name)
        numberOfName[name] = number
        return number
    }

    /// The first path segment, or the host; nil where it is not a name in lower-case letters, digits, `-`, `.` and `_`.
    static func partnerName(ofSource source: String) -> String? {
        var rest = source[...]
        if let scheme = rest.firstRange(of: "://") {
            rest = rest[scheme.upperBound...]
        } else if rest.first == "/" {
            rest = rest.dropFirst()
        }
        let name = rest.prefix { $0 != "/" }
        let isName = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 || $0 == 95 }
        return !name.isEmpty && name.utf8.count <= 64 && isName ? String(name) : nil
    }
}

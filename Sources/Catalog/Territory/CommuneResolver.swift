import Aggregation

/// The territory's tables compiled to flat memory, for a call per event: two loads and a scan of one to four entries.
///
/// `@unchecked Sendable`: the memory is written in `init` only, never changed, and freed in `deinit`.
public final class CommuneResolver: @unchecked Sendable {
    /// A stretch of a code, with the answer already worked out.
    @usableFromInline struct Entry {
        @usableFromInline var validFrom: Int32
        @usableFromInline var validTo: Int32
        /// The unit in force today; 0 when none took over.
        @usableFromInline var target: UInt32
        /// The unit was split and `target` is its default successor.
        @usableFromInline var isSplit: Bool
    }

    /// Codes have five digits.
    @inlinable static var codeLimit: Int { 100_000 }

    /// `starts[code] ..< starts[code + 1]` are the entries of a code.
    @usableFromInline let starts: UnsafeMutablePointer<UInt32>
    @usableFromInline let entries: UnsafeMutablePointer<Entry>
    /// The day on which codes of a vintage are read: its last.
    @usableFromInline let vintageDays: UnsafeMutablePointer<Int32>
    /// The names of the vintages one after the other, and where each ends.
    @usableFromInline let vintageNames: UnsafeMutablePointer<UInt8>
    @usableFromInline let vintageNameEnds: UnsafeMutablePointer<Int32>
    @usableFromInline let vintageCount: Int

    /// - Parameter units: sorted by code, then by first day.
    init(vintages: [Territory.Vintage], units: [Territory.Unit], successors: [Territory.Successor]) {
        struct Ended: Hashable {
            var code: CommuneCode
            var until: CivilDate
        }
        let takenOver = Dictionary(grouping: successors) { Ended(code: $0.code, until: $0.until) }
        let known = units.filter { $0.code.rawValue < UInt32(Self.codeLimit) }

        entries = .allocate(capacity: max(1, known.count))
        for (index, unit) in known.enumerated() {
            let heirs = unit.validTo == .endless ? [] : takenOver[Ended(code: unit.code, until: unit.validTo)] ?? []
            let heir = heirs.first(where: \.isDefault) ?? heirs.first
            let target = unit.validTo == .endless ? unit.code : heir?.successor ?? .unlocated
            (entries + index).initialize(
                to: Entry(
                    validFrom: unit.validFrom.rawValue, validTo: unit.validTo.rawValue, target: target.rawValue, isSplit: heirs.count > 1))
        }

        starts = .allocate(capacity: Self.codeLimit + 1)
        var next = 0
        for code in 0...Self.codeLimit {
            while next < known.count, Int(known[next].code.rawValue) < code { next += 1 }
            (starts + code).initialize(to: UInt32(next))
        }

        let names = vintages.map { Array($0.name.utf8) }
        vintageCount = vintages.count
        vintageDays = .allocate(capacity: max(1, vintages.count))
        vintageNameEnds = .allocate(capacity: max(1, vintages.count))
        vintageNames = .allocate(capacity: max(1, names.joined().count))
        var end = 0
        for (index, vintage) in vintages.enumerated() {
            (vintageDays + index).initialize(to: vintage.validTo.rawValue)
            for byte in names[index] {
                (vintageNames + end).initialize(to: byte)
                end += 1
            }
            (vintageNameEnds + index).initialize(to: Int32(end))
        }
    }

    deinit {
        starts.deallocate()
        entries.deallocate()
        vintageDays.deallocate()
        vintageNames.deallocate()
        vintageNameEnds.deallocate()
    }

    /// What the code means on that day or, with a vintage, in that vintage.
    @inlinable public func resolve(_ code: CommuneCode, on day: CivilDate, vintage: Territory.VintageID?) -> Territory.Resolution {
        let number = Int(code.rawValue)
        guard number < Self.codeLimit else { return .unknown }
        var index = Int(starts[number])
        let end = Int(starts[number + 1])
        guard index < end else { return .unknown }
        var on = day.rawValue
        if let vintage {
            guard Int(vintage.rawValue) < vintageCount else { return .notInForce }
            on = vintageDays[Int(vintage.rawValue)]
        }
        while index < end {
            let entry = entries[index]
            if on >= entry.validFrom && on <= entry.validTo {
                guard entry.target != 0 else { return .notInForce }
                let target = CommuneCode(rawValue: entry.target)
                return entry.isSplit ? .ambiguous(defaultSuccessor: target) : .unit(target)
            }
            index += 1
        }
        return .notInForce
    }

    /// The vintage whose name in UTF-8 is these bytes.
    @inlinable public func vintage(named bytes: UnsafeRawBufferPointer) -> Territory.VintageID? {
        var start = 0
        for index in 0..<vintageCount {
            let end = Int(vintageNameEnds[index])
            if bytes.count == end - start {
                var same = true
                for place in 0..<bytes.count where bytes[place] != vintageNames[start + place] { same = false }
                if same { return Territory.VintageID(rawValue: UInt8(truncatingIfNeeded: index)) }
            }
            start = end
        }
        return nil
    }
}

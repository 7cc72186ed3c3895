import Aggregation
import Catalog

/// The codes that partners write for a unit: today's, those of earlier lists, and wrong ones.
struct CodeBook: Sendable {
    /// What an event says about its commune.
    struct Entry {
        var code: UInt32
        /// The list that the code is taken from, written beside it; nil: the business date decides.
        var vintage: Int?
    }

    /// The lists' names in UTF-8.
    let vintageNames: [[UInt8]]
    private let vintages: [Territory.Vintage]
    /// The list in force today.
    private let today: Int
    /// Codes of list `v` all of whose territory went to unit `u`: `codes[starts[v × units + u] ..< starts[v × units + u + 1]]`.
    private let starts: [Int32]
    private let codes: [UInt32]
    private let unitCount: Int
    /// Codes of split units, with a list in which they stand.
    private let split: [Entry]
    /// Every code that some list has.
    private let known: [UInt32]
    private let territory: Territory

    init(territory: Territory, province: Province) throws(GenerationError) {
        let vintages = territory.vintages
        self.vintages = vintages
        vintageNames = vintages.map { Array($0.name.utf8) }
        guard let today = vintages.indices.max(by: { vintages[$0].validTo < vintages[$1].validTo }) else {
            throw GenerationError(.content, "the territory has no list of units")
        }
        self.today = today
        self.territory = territory
        var known: [UInt32] = []
        for unit in territory.units where known.last != unit.code.rawValue { known.append(unit.code.rawValue) }
        var split: [Entry] = []
        var starts: [Int32] = [0]
        var codes: [UInt32] = []
        for vintage in vintages.indices {
            var heirs: [(unit: Int, code: UInt32)] = []
            for code in known {
                let id = Territory.VintageID(rawValue: UInt8(clamping: vintage))
                switch territory.resolve(CommuneCode(rawValue: code), on: vintages[vintage].validFrom, vintage: id) {
                case .unit(let unit): if let place = province.place(of: unit.rawValue) { heirs.append((place, code)) }
                case .ambiguous: split.append(Entry(code: code, vintage: vintage))
                case .notInForce, .unknown: break
                }
            }
            heirs.sort { ($0.unit, $0.code) < ($1.unit, $1.code) }
            var next = 0
            for unit in province.codes.indices {
                while next < heirs.count, heirs[next].unit == unit {
                    codes.append(heirs[next].code)
                    next += 1
                }
                starts.append(Int32(codes.count))
            }
        }
        self.known = known
        self.split = split
        self.starts = starts
        self.codes = codes
        unitCount = province.codes.count
    }

    /// How a sender that keeps its lists up to date names the unit: today's code, with its list where the business day is older than it.
    @inline(__always) func current(_ code: UInt32, on day: CivilDate) -> Entry {
        Entry(code: code, vintage: day >= vintages[today].validFrom ? nil : today)
    }

    /// A code of an earlier list that stands for all of the unit; nil when no such list has one.
    ///
    /// An event of a day of that list may go without the list's name, and does so mostly.
    func old(unit: Int, on day: CivilDate, _ hash: UInt64) -> Entry? {
        let ofDay = vintages.firstIndex { $0.validFrom <= day && day <= $0.validTo } ?? today
        if ofDay != today, hash & 3 != 0, let code = code(of: unit, in: ofDay, hash >> 8) { return Entry(code: code, vintage: nil) }
        for step in 1...max(1, vintages.count) {
            let vintage = (Int(hash >> 2 & 63) + step) % vintages.count
            if vintage != today, let code = code(of: unit, in: vintage, hash >> 8) { return Entry(code: code, vintage: vintage) }
        }
        return nil
    }

    private func code(of unit: Int, in vintage: Int, _ hash: UInt64) -> UInt32? {
        let place = vintage * unitCount + unit
        let count = Int(starts[place + 1] - starts[place])
        return count == 0 ? nil : codes[Int(starts[place]) + Int(hash % UInt64(count))]
    }

    /// What must be rejected for that reason on that day; nil where the territory has nothing of the kind.
    func wrong(_ reason: Fault.Reason, on day: CivilDate, _ hash: UInt64) -> Entry? {
        switch reason {
        case .communeAmbiguous: return split.isEmpty ? nil : split[Int(hash % UInt64(split.count))]
        case .communeNotInForce:
            return first(of: known.count, from: hash) { place in
                let isGone = territory.resolve(CommuneCode(rawValue: known[place]), on: day) == .notInForce
                return isGone ? Entry(code: known[place], vintage: nil) : nil
            }
        case .communeUnknown:
            return first(of: 99_999, from: hash) { place in
                let code = UInt32(place + 1)
                return territory.resolve(CommuneCode(rawValue: code), on: day) == .unknown ? Entry(code: code, vintage: nil) : nil
            }
        default: return nil
        }
    }

    private func first(of count: Int, from hash: UInt64, _ entry: (Int) -> Entry?) -> Entry? {
        guard count > 0 else { return nil }
        let start = Int(hash % UInt64(count))
        for step in 0..<count {
            if let found = entry((start + step) % count) { return found }
        }
        return nil
    }
}

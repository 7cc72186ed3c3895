import Aggregation
import Catalog

/// The units in force today, with what share of all subjects each has.
struct Province: Sendable {
    let codes: [UInt32]
    /// `ends[u]` people live in the units up to and with `u`.
    private let ends: [Int64]

    var people: Int64 { ends.last ?? 0 }

    /// - Parameter population: its latest row of each unit counts. A unit without one has no subjects.
    init(territory: Territory, population: ReferenceTable) throws(GenerationError) {
        var latest: [CommuneCode: ReferenceTable.Row] = [:]
        for row in population.rows where (latest[row.commune]?.validFrom ?? .init(rawValue: .min)) <= row.validFrom {
            latest[row.commune] = row
        }
        var ends: [Int64] = []
        var sum: Int64 = 0
        for unit in territory.unitsInForce {
            // Bounded, so that products with subjects stay far from overflow.
            sum += min(latest[unit.code]?.value ?? 0, 1 << 32)
            ends.append(sum)
        }
        guard sum > 0, ends.count <= 10_000 else {
            throw GenerationError(.content, "the table \(population.id) gives no people for the units in force")
        }
        codes = territory.unitsInForce.map(\.code.rawValue)
        self.ends = ends
    }

    /// The place of a unit in force today.
    func place(of code: UInt32) -> Int? {
        var low = 0
        var high = codes.count
        while low < high {
            let middle = (low + high) / 2
            if codes[middle] < code { low = middle + 1 } else { high = middle }
        }
        return low < codes.count && codes[low] == code ? low : nil
    }

    /// The unit in which the person of that number lives.
    func unit(ofPerson person: Int64) -> Int {
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= person { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Some unit, the larger ones more often.
    func unit(atRandom hash: UInt64) -> Int { unit(ofPerson: Int64(hash.multipliedFullWidth(by: UInt64(people)).high)) }

    /// How many people live in the units before `unit`.
    func people(before unit: Int) -> Int64 { unit == 0 ? 0 : ends[unit - 1] }
}

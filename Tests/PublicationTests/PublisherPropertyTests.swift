import Aggregation
import Catalog
import Testing

@testable import Publication

@Suite struct PublisherPropertyTests {
    private let windows = [may2026, Window(length: .month, ordinal: may2026.ordinal + 1), Window.current]
    private let communes: [CommuneCode] = [hacThanh, hamRong, bimSon, .unlocated]
    private let table = ReferenceTable(
        id: "population",
        rows: [row(hacThanh, 30, from: "2025-07-01"), row(hamRong, 40, from: "2026-06-01"), row(bimSon, 0, from: "2025-07-01")])

    /// One contribution per subject or so: small cells that any partition may hold.
    private func contributions(_ generator: inout SeededGenerator) -> [Cell] {
        (0..<Int.random(in: 1...60, using: &generator)).map { _ in
            let billed = Int64.random(in: 0...3, using: &generator)
            return Cell(
                window: windows.randomElement(using: &generator) ?? .current,
                commune: communes.randomElement(using: &generator) ?? .unlocated,
                values: [billed, Int64.random(in: -1...3, using: &generator), billed], subjects: billed + 1,
                partners: [PartnerCount(partner: UInt16.random(in: 1...2, using: &generator), records: billed + 1)],
                approximateRecords: Int64.random(in: 0...1, using: &generator), isRevised: Bool.random(using: &generator))
        }
    }

    /// What a partition's aggregate would hold: its contributions added up per window and commune.
    private func cells(of contributions: [Cell]) -> [Cell] {
        var sums: [Window: [CommuneCode: CellSum]] = [:]
        for cell in contributions { sums[cell.window, default: [:]][cell.commune, default: CellSum(measureCount: 3)].add(cell) }
        return sums.flatMap { window, communes in
            communes.map { commune, sum in
                Cell(
                    window: window, commune: commune, values: sum.values.map { Int64($0) }, subjects: sum.subjects, partners: sum.partners,
                    approximateRecords: sum.approximateRecords, isRevised: sum.isRevised)
            }
        }
    }

    private func documents(_ parts: [[Cell]], generator: inout SeededGenerator, disturbed: Bool) -> [String] {
        var publisher = Publisher(electricity(minimumSubjects: 10), references: [table], partitions: parts.count)
        var steps: [(cells: [Cell], partition: Int, position: Int64)] = []
        for (partition, part) in parts.enumerated() {
            for cell in cells(of: part) {
                steps.append(([cell], partition, 9))
                guard disturbed else { continue }
                // Repeats, and what stood before.
                if Bool.random(using: &generator) { steps.append(([cell], partition, 9)) }
                var older = cell
                older.values[0] += 1
                older.subjects += 20
                steps.append(([older], partition, Int64.random(in: 0...8, using: &generator)))
            }
            steps.append(([], partition, 9))
        }
        if disturbed { steps.shuffle(using: &generator) }
        for step in steps {
            publisher.accept(cells: step.cells, partition: step.partition, position: step.position, progress: [], watermark: .distantFuture)
        }
        return publisher.changes().map { $0.document() }
    }

    @Test(
        "any split of cells over partitions, in any order and with repeats and older partials, gives the same updates", arguments: 1...150)
    func split(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let all = contributions(&generator)
        let whole = documents([all], generator: &generator, disturbed: false)
        for count in [1, 2, 7] {
            var parts = Array(repeating: [Cell](), count: count)
            for cell in all { parts[Int.random(in: 0..<count, using: &generator)].append(cell) }
            let found = documents(parts, generator: &generator, disturbed: true)
            #expect(found == whole, "seed \(seed), \(count) partitions")
        }
    }

    @Test("revisions rise by one per key, and the last update of each key is what a fresh publisher says", arguments: 1...60)
    func revisions(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var publisher = Publisher(electricity(minimumSubjects: 10), references: [table])
        var standing: [IndicatorKey: IndicatorUpdate] = [:]
        var newest: [[Cell]] = []
        var contributed: [Cell] = []
        for position in 1...8 as ClosedRange<Int64> {
            contributed += contributions(&generator)
            newest = [cells(of: contributed)]
            publisher.accept(cells: newest[0], partition: 0, position: position, progress: [], watermark: .distantFuture)
            for update in publisher.changes() {
                #expect(update.revision == (standing[update.key]?.revision ?? 0) + 1, "seed \(seed)")
                #expect(update.contentDigest != standing[update.key]?.contentDigest, "seed \(seed)")
                standing[update.key] = update
            }
        }
        var fresh = Publisher(electricity(minimumSubjects: 10), references: [table])
        fresh.accept(cells: newest[0], partition: 0, position: 1, progress: [], watermark: .distantFuture)
        let expected = Dictionary(fresh.changes().map { ($0.key, $0.contentDigest) }, uniquingKeysWith: { $1 })
        #expect(standing.mapValues(\.contentDigest) == expected, "seed \(seed)")
    }

    @Test("no withheld figure can be computed from the province and what is published", arguments: 1...300)
    func privacy(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let all = cells(of: contributions(&generator))
        var publisher = Publisher(electricity(minimumSubjects: 10), references: [table])
        publisher.accept(cells: all, partition: 0, position: 1, progress: [], watermark: .distantFuture)
        let updates = publisher.changes()
        for window in windows {
            let rows = updates.filter { $0.key.window == window && $0.key.indicator == "EC01" }
            let withheld = Set(rows.filter { $0.figure.availability.isSuppressed }.map(\.area))
            if withheld.isEmpty || withheld.contains(.province) { continue }
            let hidden = all.filter { $0.window == window && withheld.contains(Area(cell: $0.commune)) }
            #expect(hidden.count >= 2, "seed \(seed)")
            #expect(hidden.reduce(0) { $0 + $1.subjects } >= 10, "seed \(seed)")
        }
    }
}

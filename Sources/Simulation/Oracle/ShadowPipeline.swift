import Aggregation
import Catalog
import Publication
import Stages

/// One pipeline folded straight from its facts, and the figures that must come of it.
final class ShadowPipeline {
    let pipeline: Pipeline
    let partitions: [ShadowPartition]
    private let measureIndex: [String: Int]
    private let territory: Territory
    private var sums: [SumKey: (versions: Int, sums: Set<[Int64]>)] = [:]

    private struct SumKey: Hashable {
        var window: Window
        var commune: CommuneCode
        var measures: [Int]
    }

    init(_ pipeline: Pipeline, territory: Territory, partitions count: Int, idleAfterMilliseconds: Int64) {
        self.pipeline = pipeline
        self.territory = territory
        let plan = pipeline.countingPlan()
        partitions = (0..<count).map { _ in ShadowPartition(plan: plan, idleAfterMilliseconds: idleAfterMilliseconds) }
        measureIndex = Dictionary(uniqueKeysWithValues: pipeline.measures.enumerated().map { ($0.element.name, $0.offset) })
    }

    /// The positions of the measures that the indicator names.
    func measures(of indicator: Indicator) -> [Int] {
        var names = [indicator.numerator]
        if case .measure(let name)? = indicator.denominator { names.append(name) }
        return names.compactMap { measureIndex[$0] }
    }

    /// Whether the measures of a commune could be this: of each partition some value that they once had, added up.
    func wasEverTrue(_ values: [Int64], of measures: [Int], in window: Window, _ commune: CommuneCode) -> Bool {
        let key = SumKey(window: window, commune: commune, measures: measures)
        let versions = partitions.reduce(0) { $0 + ($1.history[window]?[commune]?.count ?? 0) }
        if let known = sums[key], known.versions == versions { return known.sums.contains(values) }
        var found: Set<[Int64]> = [measures.map { _ in 0 }]
        for partition in partitions {
            let own = Set((partition.history[window]?[commune] ?? []).map { cell in measures.map { cell[$0] } })
            if own.isEmpty { continue }
            var next: Set<[Int64]> = []
            for sum in found { for value in own { next.insert(zip(sum, value).map { $0 + $1 }) } }
            found = next
        }
        sums[key] = (versions, found)
        return found.contains(values)
    }

    /// All figures as they should stand now.
    func figures(at time: EventTime, source: String) -> [String: IndicatorUpdate] {
        let names = Array(Set(partitions.flatMap(\.partnerNames))).sorted()
        let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, UInt16($0.offset)) })
        let territory = self.territory
        let context = PublicationContext(
            unitsInForce: territory.unitsInForce.map(\.code), communeName: { territory.name(of: $0) },
            partnerName: { Int($0) < names.count ? names[Int($0)] : nil }, source: source, partitionCount: partitions.count)
        var publisher = Publisher(pipeline: pipeline, references: [], context: context)
        for (index, partition) in partitions.enumerated() {
            let own = partition.partnerNames.map { numbers[$0] ?? 0 }
            let cells = partition.aggregate.cells().map { cell in
                var cell = cell
                cell.partners = cell.partners.map { PartnerCount(partner: own[Int($0.partner)], records: $0.records) }
                    .sorted { $0.partner < $1.partner }
                return cell
            }
            publisher.accept(
                cells: cells, partition: index, position: partition.position, progress: [], watermark: partition.aggregate.watermark)
        }
        let updates = publisher.changes(at: time, asOf: pipeline.timeZone.day(of: time))
        return Dictionary(updates.map { ($0.key.description, $0) }, uniquingKeysWith: { $1 })
    }

    /// Values and subjects of all cells, the partitions added up: what does not depend on the order of the facts.
    var totals: [CellPlace: [Int64]] {
        var totals: [CellPlace: [Int64]] = [:]
        for partition in partitions {
            for cell in partition.aggregate.cells() { totals.add(cell) }
        }
        return totals.filter { $0.value.contains { $0 != 0 } }
    }
}

/// Which cell.
struct CellPlace: Hashable {
    var window: Window
    var commune: CommuneCode
}

extension [CellPlace: [Int64]] {
    mutating func add(_ cell: Cell) {
        let values = cell.values + [cell.subjects, cell.approximateRecords]
        let place = CellPlace(window: cell.window, commune: cell.commune)
        self[place] = self[place].map { zip($0, values).map { $0 + $1 } } ?? values
    }
}

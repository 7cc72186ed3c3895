import Aggregation
import Catalog
import Ingest
import Stages

/// What must become of each input event, judged straight, one event after the other.
final class InputOracle {
    enum Fate: Equatable {
        case facts(Int)
        case unused
        case rejected(RejectReason)
    }

    private var ingester: Ingester
    private let pipelines: [Pipeline]
    /// One per pipeline: all facts of all events, without partitions, blocks or time.
    private var aggregates: [AggregateBox] = []
    /// By `topic/partition/offset`.
    private(set) var fates: [String: Fate] = [:]

    private final class AggregateBox {
        var aggregate: Aggregate
        init(_ plan: CountingPlan) { aggregate = Aggregate(plan: plan) }
    }

    init(catalog: Catalog, key: PseudonymKey) throws(SimulationFailure) {
        do throws(IngestError) { ingester = try Ingester(catalog: catalog, key: key) } catch {
            throw SimulationFailure(.accounting, error.description)
        }
        pipelines = catalog.pipelines
        aggregates = pipelines.map { AggregateBox($0.countingPlan()) }
    }

    func take(_ record: StoredRecord, of partition: TopicPartition, partner: String) {
        fates["\(partition)/\(record.offset)"] = fate(of: record, partner: partner)
    }

    private func fate(of record: StoredRecord, partner: String) -> Fate {
        guard let value = record.value, !value.isEmpty else { return .rejected(.notCloudEvents) }
        ingester.emptyBlocks()
        let attributes = record.headers.compactMap { header -> (name: String, value: String)? in
            let name = String(decoding: header.name, as: UTF8.self)
            return name.hasPrefix("ce_") ? (String(name.dropFirst(3)), String(decoding: header.value, as: UTF8.self)) : nil
        }
        let padded = Array(value) + [UInt8](repeating: 0, count: Ingester.padding)
        let outcome = padded.withUnsafeBytes { bytes in
            let data = UnsafeRawBufferPointer(rebasing: bytes[..<value.count])
            return attributes.isEmpty
                ? ingester.ingest(structured: data, number: 0, now: record.time, partner: partner)
                : ingester.ingest(attributes: attributes, value: data, number: 0, now: record.time, partner: partner)
        }
        switch outcome {
        case .reject(let reject): return .rejected(reject.reason)
        case .facts(0): return .unused
        case .facts(let count):
            for index in pipelines.indices {
                aggregates[index].aggregate.partnerNames = ingester.partnerNames
                for fact in ingester.facts(ofPipeline: index) { aggregates[index].aggregate.fold(fact) }
            }
            return .facts(count)
        }
    }

    /// Values and subjects of all cells of a pipeline.
    func totals(ofPipeline index: Int) -> [CellPlace: [Int64]] {
        var totals: [CellPlace: [Int64]] = [:]
        for cell in aggregates[index].aggregate.cells() { totals.add(cell) }
        return totals.filter { $0.value.contains { $0 != 0 } }
    }
}

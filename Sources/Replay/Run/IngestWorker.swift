import Aggregation
import Ingest

/// The ingester of one thread.
final class IngestWorker {
    var ingester: Ingester

    /// What the workers of a run share.
    static func compile(_ options: ReplayOptions) throws(ReplayError) -> IngestProgram {
        do throws(IngestError) { return try IngestProgram(catalog: options.catalog) } catch {
            throw ReplayError(.usage, error.description)
        }
    }

    init(_ program: IngestProgram, _ options: ReplayOptions) {
        // One partner more than a run may have: `PartnerNumbers` refuses it, at the same event with any number of threads.
        ingester = Ingester(
            program: program, key: options.key, maximumPartners: Aggregate.partnersMax + 1, maximumBytes: options.maximumEventBytes)
    }
}

/// The run's numbers of partners, and what each worker's own numbers are among them.
struct PartnerNumbers {
    private(set) var names: [String]
    private var numberOfName: [String: UInt16] = [:]
    private var numbers: [[UInt16]]

    init(names: [String], workers: Int) {
        self.names = names
        for (number, name) in names.enumerated() { numberOfName[name] = UInt16(number) }
        numbers = Array(repeating: [], count: workers)
    }

    /// Learns the partners that a worker has met.
    mutating func note(_ workerNames: [String], worker: Int) throws(ReplayError) {
        for name in workerNames.dropFirst(numbers[worker].count) {
            let number = numberOfName[name] ?? UInt16(names.count)
            if numberOfName[name] == nil {
                guard names.count < Aggregate.partnersMax else {
                    throw ReplayError(
                        .usage,
                        "the sources of the events name more than \(Aggregate.partnersMax) partners: replay them in parts by partner")
                }
                names.append(name)
                numberOfName[name] = number
            }
            numbers[worker].append(number)
        }
    }

    /// nil where a worker's numbers are the run's.
    func numbers(ofWorker worker: Int) -> [UInt16]? {
        let own = numbers[worker]
        return own.enumerated().allSatisfy { $0.offset == Int($0.element) } ? nil : own
    }
}

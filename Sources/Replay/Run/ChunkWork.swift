import Aggregation
import Ingest

/// A chunk on its way through the stages, with all that is made of it.
final class ChunkWork {
    let chunk = EventChunk()
    let facts: FactBatch
    /// Which source it came of.
    var source = 0
    /// Which worker reads it, or has read it last: partner numbers are that worker's.
    var worker = 0
    /// The partners that the worker knew once it had read it, by its numbers.
    private(set) var partnerNames: [String] = []
    /// The run's partners once this chunk was read, and its number of each of the worker's; nil where they are the same.
    var runPartners: (names: [String], numbers: [UInt16]?) = ([], nil)
    /// Whether it has been through ingest.
    var isIngested = false
    /// The largest business time of its good events.
    private(set) var latest = EventTime.distantPast
    /// Rejects of ingest, by line.
    private(set) var rejects: [(line: Int, reject: Reject)] = []
    let tally = LineTally()

    init(pipelineCount: Int, partitionCount: Int) { facts = FactBatch(pipelineCount: pipelineCount, partitionCount: partitionCount) }

    /// Takes the chunk's lines through ingest.
    func ingest(_ ingester: inout Ingester, now: EventTime, maximumBytes: Int) {
        let lines = chunk.lines
        tally.begin(lines.count)
        rejects.removeAll(keepingCapacity: true)
        latest = .distantPast
        facts.removeAll()
        ingester.batch = facts
        for (number, line) in lines.enumerated() {
            let bytes = chunk.bytes(line)
            if line.fullCount > line.count {
                rejects.append((number, Reject(.tooLarge, path: "", message: tooLong(line, maximumBytes))))
                continue
            }
            if isBlank(bytes) {
                tally.note(.blank, number)
                continue
            }
            switch ingester.ingest(structured: bytes, number: UInt32(number), now: now, partner: chunk.partner) {
            case .facts(let count):
                latest = max(latest, ingester.lastTime)
                if count == 0 { tally.note(.unused, number) }
            case .reject(let reject):
                rejects.append((number, reject))
            }
        }
        for (number, _) in rejects { tally.note(.rejected, number) }
        partnerNames = ingester.partnerNames
    }

    private func tooLong(_ line: InputLine, _ maximumBytes: Int) -> String {
        "the line has \(line.fullCount) bytes; at most \(maximumBytes) are accepted"
    }

    private func isBlank(_ bytes: UnsafeRawBufferPointer) -> Bool {
        // Events begin with a brace: only what does not needs a closer look.
        if bytes.count > 0, bytes[0] == 0x7B { return false }
        return bytes.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
    }

    /// Folds the facts of a partition.
    func fold(_ partition: Int, _ states: [PipelineState]) {
        for (index, state) in states.enumerated() {
            let block = facts.facts(ofPipeline: index, partition: partition)
            guard block.count > 0 else { continue }
            if let numbers = runPartners.numbers {
                for fact in 0..<block.count { block[fact].partner = numbers[Int(block[fact].partner)] }
            }
            state.aggregate.fold(UnsafeBufferPointer(block), outcomes: facts.outcomes(ofPipeline: index, partition: partition))
        }
    }
}

extension Aggregate {
    /// Makes an aggregate of the chunks of a snapshot as they come; of each it keeps nothing but the rows that it becomes.
    ///
    /// After an error it takes no more: there is no aggregate of a snapshot of which something is wrong.
    public struct Restorer: ~Copyable {
        private var aggregate: Aggregate
        private let planDigest: UInt64
        private let form: FactForm
        /// Of the header, once it has come, its counts lessened by what has come since.
        private var header: SnapshotHeader?
        private var chunks: UInt32 = 0
        private var previous: UInt64 = 0
        private var failure: SnapshotError?
        /// Facts and places have all come, and what they have made dirty is forgotten.
        private var isSettled = false

        public init(plan: CountingPlan, advice: MemoryAdvice = .none) {
            aggregate = Aggregate(plan: plan, advice: advice)
            planDigest = plan.digest
            form = FactForm(plan: plan, layout: aggregate.layout)
        }

        /// All chunks have come.
        public var isComplete: Bool { failure == nil && header?.isExhausted == true }

        /// How many records have come.
        public var records: Int { aggregate.liveRecords }

        /// So much of a chunk says how long it is.
        public static var chunkHeadBytes: Int { SnapshotChunk.headBytes }

        /// How many bytes the chunk has that begins here, as it says itself.
        public static func byteCount(ofChunk head: UnsafeRawBufferPointer) -> Int {
            SnapshotChunk.byteCount(at: head)
        }

        /// Takes the next chunk.
        ///
        /// - Throws: `SnapshotError` where it is damaged, of another plan or snapshot, or not the next one.
        public mutating func take(_ chunk: UnsafeRawBufferPointer) throws(SnapshotError) {
            if let failure { throw failure }
            do throws(SnapshotError) { try read(chunk) } catch {
                failure = error
                throw error
            }
        }

        /// The aggregate, once all chunks have come.
        ///
        /// - Throws: `SnapshotError`: `incomplete` where chunks are still to come; else what was wrong with one that came.
        public consuming func finish() throws(SnapshotError) -> Aggregate {
            if let failure { throw failure }
            guard let header, header.isExhausted else {
                throw SnapshotError(.incomplete, "it ends after \(chunks) chunks and \(aggregate.liveRecords) records: more must follow")
            }
            settle()
            aggregate.resume(watermark: header.watermark)
            return aggregate
        }

        private mutating func read(_ bytes: UnsafeRawBufferPointer) throws(SnapshotError) {
            let chunk: SnapshotChunk
            do throws(SnapshotError) { chunk = try SnapshotChunk(bytes) } catch {
                // Behind a good chunk, what does not look like one is damage.
                throw chunks == 0 ? error : SnapshotError(.damaged, "behind chunk \(chunks - 1): \(error.message)")
            }
            guard chunk.planDigest == planDigest else {
                throw SnapshotError(
                    .otherPlan, "it is of a pipeline that counts something else; fold the facts again, or restore it with its own pipeline")
            }
            guard chunk.number == chunks else {
                throw SnapshotError(.outOfPlace, "chunk \(chunk.number) comes where chunk \(chunks) is due")
            }
            guard chunk.previous == previous else {
                throw SnapshotError(.outOfPlace, "chunk \(chunk.number) is of another snapshot than the one before it")
            }
            chunks += 1
            previous = chunk.checksum
            guard var rest = header else { return try begin(chunk) }
            try read(chunk, &rest)
            header = rest
        }

        /// What was dirty before the snapshot says the snapshot itself.
        private mutating func settle() {
            if !isSettled { _ = aggregate.store.takeDirtyRows() }
            isSettled = true
        }

        private mutating func begin(_ chunk: SnapshotChunk) throws(SnapshotError) {
            guard chunk.part == .header else { throw SnapshotError(.damaged, "its first chunk is no header") }
            let header = try SnapshotHeader(chunk.content)
            // Set before the facts come, so that what has expired does not count at all; and before the cells, of which closed ones stand alone.
            aggregate.expiredThrough = header.expiredThrough
            aggregate.closedBefore = header.closedBefore
            aggregate.makeRoom(
                records: header.records, subjects: header.subjects, standings: header.standings, items: header.items)
            self.header = header
        }

        private mutating func read(_ chunk: SnapshotChunk, _ rest: inout SnapshotHeader) throws(SnapshotError) {
            var reader = ByteReader(chunk.content)
            switch chunk.part {
            case .header: throw SnapshotError(.damaged, "it has two headers")
            case .partners:
                while reader.remaining > 0 {
                    try SnapshotHeader.take(1, of: &rest.partners)
                    try aggregate.readPartnerName(&reader)
                }
            case .subjects: try SnapshotHeader.take(try aggregate.readSubjects(&reader, form), of: &rest.records)
            case .places:
                while reader.remaining > 0 {
                    try SnapshotHeader.take(1, of: &rest.places)
                    try aggregate.readPlace(&reader)
                }
            case .progress:
                while reader.remaining > 0 {
                    try SnapshotHeader.take(1, of: &rest.progress)
                    try aggregate.readProgress(&reader)
                }
            case .cells:
                settle()
                while reader.remaining > 0 {
                    try SnapshotHeader.take(1, of: &rest.cells)
                    try aggregate.readCell(&reader)
                }
            }
        }
    }
}

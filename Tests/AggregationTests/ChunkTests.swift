import Aggregation
import Testing

@Suite("Snapshots in chunks") struct ChunkTests {
    private struct Stop: Error, Equatable {}

    private struct Example: ~Copyable {
        var aggregate: Aggregate
        let plan: CountingPlan
        let later: [Fact]
    }

    private func chunks(_ aggregate: borrowing Aggregate, of byteCount: Int) -> [[UInt8]] {
        var chunks: [[UInt8]] = []
        aggregate.writeSnapshot(chunkBytes: byteCount) { chunks.append([UInt8]($0)) }
        return chunks
    }

    private func restore(_ chunks: [[UInt8]], _ plan: CountingPlan) throws(SnapshotError) -> Aggregate {
        var restorer = Aggregate.Restorer(plan: plan)
        for chunk in chunks { try take(chunk, &restorer) }
        return try restorer.finish()
    }

    private func take(_ chunk: [UInt8], _ restorer: inout Aggregate.Restorer) throws(SnapshotError) {
        var failure: SnapshotError?
        chunk.withUnsafeBytes { bytes in
            do throws(SnapshotError) { try restorer.take(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private func refusal(_ chunks: [[UInt8]], _ plan: CountingPlan) -> SnapshotError.Code? {
        do throws(SnapshotError) {
            _ = try restore(chunks, plan)
            return nil
        } catch { return error.code }
    }

    /// Facts of a random plan, cut where time has passed, so that windows are final, closed and expired.
    private func example(_ seed: UInt64) -> Example {
        var random = Seeded(seed: seed)
        var plan = CountingPlan.random(&random)
        plan.graceDays = 3
        if plan.base != .current, Bool.random(using: &random) { plan.retentionDays = 20 }
        let facts = plan.randomFacts(count: Int.random(in: 0...200, using: &random), &random)
        let cut = Int.random(in: 0...facts.count, using: &random)
        let taken = Int.random(in: 0...facts.count, using: &random)
        var aggregate = Aggregate(plan: plan, partnerNames: (0..<6).map { "partner-\($0)" })
        for (index, fact) in facts.enumerated() {
            if index == cut { aggregate.advance(to: .start(of: "2026-03-10")) }
            if index == taken { _ = aggregate.takeDirtyCells() }
            aggregate.fold(fact)
        }
        return Example(aggregate: aggregate, plan: plan, later: plan.randomFacts(count: 60, &random))
    }

    @Test("Chunks of any size restore to the same figures, dirty cells and answers", arguments: [1, 100, 333, 5000, .max])
    func anySize(_ byteCount: Int) throws {
        for seed: UInt64 in 1...150 {
            var example = example(seed)
            let plan = example.plan
            let chunks = chunks(example.aggregate, of: byteCount)
            if byteCount >= 333 { #expect(chunks.allSatisfy { $0.count <= byteCount }, "seed \(seed)") }
            var restored = try restore(chunks, plan)
            #expect(restored.cells() == example.aggregate.cells(), "seed \(seed)")
            #expect(restored.partnerProgress() == example.aggregate.partnerProgress(), "seed \(seed)")
            #expect(restored.takeDirtyCells() == example.aggregate.takeDirtyCells(), "seed \(seed)")
            #expect(
                restored.liveRecords == example.aggregate.liveRecords && restored.watermark == example.aggregate.watermark, "seed \(seed)")
            for (index, fact) in example.later.enumerated() {
                if index == 30 {
                    example.aggregate.advance(to: .start(of: "2026-04-20"))
                    restored.advance(to: .start(of: "2026-04-20"))
                }
                #expect(restored.fold(fact) == example.aggregate.fold(fact), "seed \(seed)")
            }
            #expect(restored.cells() == example.aggregate.cells(), "seed \(seed)")
            #expect(
                restored.takeDirtyCells().filter { !$0.isEmpty } == example.aggregate.takeDirtyCells().filter { !$0.isEmpty },
                "seed \(seed)")
        }
    }

    @Test("The chunks one after the other are the snapshot") func oneAfterTheOther() throws {
        let example = example(7)
        for byteCount in [1, 200, 4000] {
            let restored = try Aggregate.restore(chunks(example.aggregate, of: byteCount).flatMap { $0 }, plan: example.plan)
            #expect(restored.cells() == example.aggregate.cells())
        }
        #expect(chunks(example.aggregate, of: 1 << 20).flatMap { $0 } == example.aggregate.snapshot())
    }

    @Test("A subject with many records goes on over many chunks, and counts once") func manyRecords() throws {
        let plan = CountingPlan.plain()
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        for record in 0..<3000 { aggregate.fold(.plain(record, of: 1, version: Int64(record), at: record == 1500 ? 14_797 : 0)) }
        let chunks = chunks(aggregate, of: 2000)
        #expect(chunks.count > 50)
        var restored = try restore(chunks, plan)
        #expect(restored.table()["2026-05 14797"]?.values == [1, 3000, 3000])
        // The record that locates it is known as such: when it no longer does, the subject is unlocated.
        restored.fold(.plain(1500, of: 1, version: 9000))
        #expect(restored.table()["2026-05 unlocated"]?.values == [1, 3000, 3000])
    }

    @Test("A chunk that is missing, doubled, swapped or follows the end is refused") func outOfPlace() {
        let example = example(11)
        let chunks = chunks(example.aggregate, of: 300)
        #expect(chunks.count > 10)
        #expect(refusal(chunks, example.plan) == nil)
        for index in chunks.indices {
            var missing = chunks
            missing.remove(at: index)
            #expect(refusal(missing, example.plan) == (index == chunks.count - 1 ? .incomplete : .outOfPlace), "without \(index)")
            var doubled = chunks
            doubled.insert(chunks[index], at: index)
            #expect(refusal(doubled, example.plan) == .outOfPlace, "\(index) twice")
            #expect(refusal(Array(chunks.prefix(index)), example.plan) == .incomplete, "the first \(index)")
            for other in chunks.indices where other > index {
                var swapped = chunks
                swapped.swapAt(index, other)
                #expect(refusal(swapped, example.plan) == .outOfPlace, "\(index) for \(other)")
            }
        }
        #expect(refusal(chunks + chunks, example.plan) == .outOfPlace)
    }

    @Test("A chunk of another snapshot is refused, even of the same counts") func otherSnapshot() {
        let plan = CountingPlan.plain()
        let all = [1, 2].map { version in
            var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
            for subject in 0..<100 { aggregate.fold(.plain(1, of: subject, version: subject < 50 ? 1 : Int64(version), at: 14_797)) }
            return chunks(aggregate, of: 400)
        }
        #expect(all[0].count == all[1].count && all[0].count > 10)
        #expect(refusal(all[1], plan) == nil)
        let different = all[0].indices.filter { all[0][$0] != all[1][$0] }
        #expect(different.count > 3)
        for index in different {
            var mixed = all[0]
            mixed[index] = all[1][index]
            #expect(refusal(mixed, plan) == .outOfPlace, "\(index)")
            // All that differs from the other is the other.
            let continued = refusal(Array(all[0][..<index] + all[1][index...]), plan)
            #expect(continued == (index == different.first ? nil : .outOfPlace), "from \(index)")
        }
        #expect(refusal(all[0], .plain(windows: [.month])) == .otherPlan)
    }

    @Test("A damaged or cut chunk is refused") func damaged() {
        let example = example(5)
        let chunks = chunks(example.aggregate, of: 700)
        for (number, chunk) in chunks.enumerated() {
            for index in chunk.indices {
                var changed = chunks
                changed[number][index] ^= 1 << UInt8(index % 8)
                let expected: SnapshotError.Code = number > 0 || index >= 8 ? .damaged : index < 4 ? .notASnapshot : .unknownVersion
                #expect(refusal(changed, example.plan) == expected, "byte \(index) of chunk \(number)")
            }
            for count in chunk.indices {
                var cut = chunks
                cut[number] = Array(chunk.prefix(count))
                #expect(refusal(cut, example.plan) != nil, "\(count) bytes of chunk \(number)")
            }
            var longer = chunks
            longer[number].append(0)
            #expect(refusal(longer, example.plan) == .damaged)
        }
    }

    @Test("After a chunk is refused, none is taken") func staysRefused() throws {
        let example = example(11)
        let chunks = chunks(example.aggregate, of: 300)
        var restorer = Aggregate.Restorer(plan: example.plan)
        try take(chunks[0], &restorer)
        #expect(throws: SnapshotError.self) { try take(chunks[2], &restorer) }
        #expect(throws: SnapshotError.self) { try take(chunks[1], &restorer) }
        let isComplete = restorer.isComplete
        #expect(!isComplete)
        do throws(SnapshotError) {
            _ = try restorer.finish()
            Issue.record("it has made an aggregate")
        } catch { #expect(error.code == .outOfPlace) }
    }

    @Test("It is complete with its last chunk and not before") func complete() throws {
        let example = example(11)
        var restorer = Aggregate.Restorer(plan: example.plan)
        for chunk in chunks(example.aggregate, of: 300) {
            let isComplete = restorer.isComplete
            #expect(!isComplete)
            try take(chunk, &restorer)
        }
        let (isComplete, records) = (restorer.isComplete, restorer.records)
        #expect(isComplete)
        #expect(records == example.aggregate.liveRecords)
    }

    @Test("Writing ends where a chunk cannot be handed over") func failedWriting() {
        let example = example(11)
        let all = chunks(example.aggregate, of: 300).count
        for last in 0..<all {
            var count = 0
            #expect(throws: Stop.self) {
                try example.aggregate.writeSnapshot(chunkBytes: 300) { _ throws(Stop) in
                    if count == last { throw Stop() }
                    count += 1
                }
            }
            #expect(count == last)
        }
    }

    @Test("A cell that becomes empty is dirty once, as an empty cell, also over a snapshot") func emptied() throws {
        let plan = CountingPlan.plain(windows: [.month])
        var aggregate = Aggregate(plan: plan, partnerNames: .partners(6))
        aggregate.fold(.plain(1, of: 1, version: 1, at: 14_797))
        #expect(aggregate.takeDirtyCells().map(\.commune.rawValue) == [14_797])
        var restored = try Aggregate.restore(aggregate.snapshot(), plan: plan)
        #expect(restored.takeDirtyCells().isEmpty, "what was taken before the snapshot is not dirty after it")
        restored.fold(.plain(1, of: 1, version: 2, at: 16_543))
        restored = try Aggregate.restore(restored.snapshot(), plan: plan)
        let dirty = restored.takeDirtyCells()
        #expect(dirty.map(\.commune.rawValue) == [14_797, 16_543])
        #expect(dirty.map(\.isEmpty) == [true, false])
        #expect(restored.cells().map(\.commune.rawValue) == [16_543])
        #expect(restored.takeDirtyCells().isEmpty)
    }
}

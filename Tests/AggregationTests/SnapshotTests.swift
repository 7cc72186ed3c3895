import Aggregation
import Testing

@Suite("Snapshots are whole or refused") struct SnapshotTests {
    private let plan = CountingPlan.plain(windows: [.month, .current], hasItems: true, hasExpiry: true, graceDays: 3, retentionDays: 400)

    private func bytes() -> [UInt8] {
        var aggregate = Aggregate(plan: plan, partnerNames: ["bank", "power-company"])
        aggregate.fold(.plain(1, of: 1, at: 14_797, item: 3))
        aggregate.fold(.plain(2, of: 2, in: nil, item: 4, partner: 1, expires: "2027-01-01"))
        aggregate.advance(to: .start(of: "2026-07-01"))
        aggregate.fold(.plain(3, of: 1, at: 16_543, item: 3))
        return aggregate.snapshot()
    }

    private func refusal(_ bytes: [UInt8], plan other: CountingPlan? = nil) -> SnapshotError? {
        do throws(SnapshotError) {
            _ = try Aggregate.restore(bytes, plan: other ?? plan)
            return nil
        } catch { return error }
    }

    @Test("What was written is read back") func roundTrip() throws {
        let bytes = bytes()
        let restored = try Aggregate.restore(bytes, plan: plan)
        #expect(restored.watermark == .start(of: "2026-07-01"))
        #expect(restored.partnerNames == ["bank", "power-company"])
        #expect(restored.liveRecords == 3)
        #expect(restored.liveSubjects == 2)
        #expect(try Aggregate.restore(restored.snapshot(), plan: plan).cells() == restored.cells())
    }

    @Test("Each changed byte is noticed") func damagedBytes() {
        let whole = bytes()
        #expect(refusal(whole) == nil)
        for index in whole.indices {
            var damaged = whole
            damaged[index] ^= 1 << UInt8(index % 8)
            let code = refusal(damaged)?.code
            let expected: [SnapshotError.Code] = index < 4 ? [.notASnapshot] : index < 8 ? [.unknownVersion] : [.damaged]
            #expect(code.map { expected.contains($0) } == true, "byte \(index)")
        }
    }

    @Test("Each cut is noticed, and so is what follows the end") func cutShort() {
        let whole = bytes()
        for count in whole.indices { #expect(refusal(Array(whole.prefix(count))) != nil, "\(count) of \(whole.count) bytes") }
        #expect(refusal(whole + [0])?.code == .damaged)
        #expect(refusal(whole + whole)?.code == .damaged)
    }

    @Test("What is no snapshot, or one of another version, is named so") func otherFiles() {
        #expect(refusal([])?.code == .notASnapshot)
        #expect(refusal(Array("specversion,id,source,type".utf8))?.code == .notASnapshot)
        var later = bytes()
        later[4] += 1
        #expect(refusal(later)?.code == .unknownVersion)
    }

    @Test("A snapshot is not restored under another plan, however small the difference") func otherPlans() {
        let whole = bytes()
        var plans: [CountingPlan] = []
        for index in plan.measures.indices {
            var other = plan
            other.measures[index].condition.none = 2
            plans.append(other)
        }
        var fewer = plan
        fewer.measures.removeLast()
        var swapped = plan
        swapped.measures.swapAt(0, 1)
        var flags = plan
        flags.flagCount = 3
        var zone = plan
        zone.timeZone = FixedTimeZone(offsetMinutes: 0)
        var windows = plan
        windows.windows = [.month, .year, .current]
        for other in plans + [fewer, swapped, flags, zone, windows] { #expect(refusal(whole, plan: other)?.code == .otherPlan) }
    }

    @Test("An item flag more and a measure less make another plan") func itemFlagsAndMeasures() {
        let condition = FlagCondition(all: 1)
        let measure = Measure(kind: .subjects, condition: condition)
        let raised = CountingPlan(
            base: .month, windows: [.month], flagCount: 3, hasItems: true, itemFlags: [ItemFlag(bit: 2, condition: condition)],
            measures: [measure])
        let counted = CountingPlan(
            base: .month, windows: [.month], flagCount: 3, hasItems: true, measures: [Measure(kind: .items, condition: condition), measure])
        #expect(refusal(Aggregate(plan: raised).snapshot(), plan: counted)?.code == .otherPlan)
    }
}

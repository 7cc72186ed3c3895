import Aggregation
import Foundation
import Testing

@testable import Publication
@testable import Simulation
@testable import Stages

/// Real records of every topic, changed field by field and sealed again, in front of the stages. `NHIPSO_SEED=… swift test --filter
/// HostileRecordTests` repeats a run.
@Suite("Records that were changed and sealed again") struct HostileRecordTests {
    private static let seed = ProcessInfo.processInfo.environment["NHIPSO_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 1...1_000_000)
    private static let april = "EP01|14797|2026-04"
    private static let may = "EP01|14797|2026-05"

    /// What a real run has left in each topic: of the facts a block for 2024, which is closed, one for April and one for May.
    private struct Recorded {
        var records: [String: [StoredRecord]] = [:]

        init() throws {
            let probe = try StageProbe()
            let (ingest, _) = try probe.ingest()
            let (aggregate, _) = try probe.aggregate { $0.snapshotFacts = 1 }
            let (publish, _) = try probe.publish()
            for (month, numbers) in [("2024-05", 1..<4), ("2026-04", 4..<7), ("2026-05", 7..<11)] {
                // Of the subjects of 2024 one has bills later on: where it was is remembered.
                for number in numbers {
                    let contract = number == 7 ? 101 : 100 + number
                    probe.send(StageProbe.bill(number, contract: contract, month: month, issued: "\(month)-05"))
                }
                for stage: any Stage in [ingest, aggregate, publish] { try probe.turn(stage, times: 8) }
            }
            for topic in ["facts.electricity", "snapshots.electricity", "partials", "indicator-updates"] {
                records[topic] = probe.records(topic)
            }
        }

        func put(_ topic: String, into probe: StageProbe, changing change: (Int, StoredRecord) -> [UInt8]? = { $1.value.map { Array($0) } })
        {
            for (index, record) in (records[topic] ?? []).enumerated() {
                let headers = record.headers.map { LogHeader(String(decoding: $0.name, as: UTF8.self), $0.value) }
                probe.cluster.append(
                    OutgoingRecord(
                        to: TopicPartition(topic, 0), key: record.key.map { Array($0) } ?? [], value: change(index, record),
                        headers: headers))
            }
        }
    }

    /// Turns the stage until it ends or has nothing to do; what ended it.
    private func end(of stage: any Stage, _ probe: StageProbe) -> StageError? {
        do { try probe.turn(stage, times: 8) } catch let error as StageError { return error } catch {}
        return nil
    }

    private func chance(_ number: Int, _ what: String) -> SimulatedChance {
        print("hostile \(what): NHIPSO_SEED=\(HostileRecordTests.seed)")
        return SimulatedChance(seed: HostileRecordTests.seed &+ UInt64(number))
    }

    @Test("facts are counted or refused with what to do, and other windows stay right") func facts() throws {
        let (chance, recorded) = (chance(1, "facts"), try Recorded())
        let blocks = recorded.records["facts.electricity"] ?? []
        let rowsOfMay = try #require(blocks.lastIndex { ($0.value?.count ?? 0) > 2 * FactBlock.factSize })
        var refused = 0
        for round in 0..<400 {
            let probe = try StageProbe()
            var changed: [UInt8] = []
            recorded.put("facts.electricity", into: probe) { index, record in
                let bytes = record.value.map { Array($0) } ?? []
                guard index == rowsOfMay else { return bytes }
                changed = HostileRecords.resealed(bytes, chance)
                return changed
            }
            let (aggregate, _) = try probe.aggregate()
            let error = end(of: aggregate, probe)
            if let error {
                refused += 1
                #expect([.damagedRecord, .otherPlan, .otherKey].contains(error.code), "round \(round): \(error)")
                #expect(error.code != .damagedRecord || error.message.contains("rebuild the state"), "round \(round): \(error)")
                continue
            }
            #expect(end(of: try probe.publish().stage, probe) == nil, "round \(round)")
            let hasMovedToApril = try changed.withUnsafeBytes { bytes in
                let rows = try FactBlock.decode(bytes).facts
                return (0..<rows.count / FactBlock.factSize).contains { FactBlock.fact($0, in: rows).fact.period == 2026 * 12 + 3 }
            }
            if !hasMovedToApril { #expect(probe.figure(HostileRecordTests.april)?.document.denominator == 3, "round \(round)") }
        }
        #expect(refused > 100 && refused < 400)
    }

    @Test("snapshots are restored or passed over with a word, and the facts do instead") func snapshots() throws {
        let (chance, recorded) = (chance(2, "snapshots"), try Recorded())
        let stored = recorded.records["snapshots.electricity"] ?? []
        // The newest snapshot alone: chunks, then the manifest.
        let end = try #require(stored.lastIndex { $0.keyText.hasSuffix("|manifest") })
        let start = try #require(stored[..<end].lastIndex { $0.keyText.hasSuffix("|manifest") || $0.value == nil }) + 1
        let chunks = stored[start..<end].map { $0.value.map { Array($0) } ?? [] }
        #expect(chunks.count >= 5, "of each part there is one")
        let manifest = try #require(stored[end].value.map { Array($0) })
        var passedOver = 0
        for round in 0..<600 {
            let probe = try StageProbe()
            recorded.put("facts.electricity", into: probe)
            let isManifest = round % 3 == 0
            let changed = isManifest ? chunks : HostileRecords.resealed(chunks: chunks, chance)
            for (offset, bytes) in (changed + [isManifest ? HostileRecords.resealed(manifest, chance) : manifest]).enumerated() {
                let key = stored[start + offset].key.map { Array($0) } ?? []
                probe.cluster.append(OutgoingRecord(to: TopicPartition("snapshots.electricity", 0), key: key, value: bytes))
            }
            let (aggregate, _) = try probe.aggregate { $0.snapshotFacts = 1 }
            let error = self.end(of: aggregate, probe)
            #expect(
                error.map { [.otherPlan, .otherKey, .recordsLost].contains($0.code) } ?? true, "round \(round): \(error?.description ?? "")"
            )
            guard error == nil, aggregate.account.restores == 0 else { continue }
            passedOver += 1
            #expect(aggregate.takeNotices().contains { $0.level == .warning && $0.text.contains("snapshot") }, "round \(round)")
            #expect(self.end(of: try probe.publish().stage, probe) == nil, "round \(round)")
            #expect(probe.figure(HostileRecordTests.april)?.document.denominator == 3, "round \(round)")
            #expect(probe.figure(HostileRecordTests.may)?.document.denominator == 4, "round \(round)")
        }
        #expect(passedOver > 100)
    }

    @Test("partials never end a publisher, and windows of which none was changed stay right") func partials() throws {
        let (chance, recorded) = (chance(3, "partials"), try Recorded())
        let stored = recorded.records["partials"] ?? []
        var damaged = 0
        for round in 0..<400 {
            let probe = try StageProbe()
            recorded.put("partials", into: probe)
            let (publish, log) = try probe.publish()
            #expect(end(of: publish, probe) == nil)
            let record = stored[chance.below(stored.count)]
            let bytes = HostileRecords.resealed(record.value.map { Array($0) } ?? [], chance)
            let key = record.key.map { Array($0) } ?? []
            probe.cluster.append(OutgoingRecord(to: TopicPartition("partials", 0), key: key, value: bytes))
            let error = end(of: publish, probe)
            #expect(error.map { [.otherPlan, .topic].contains($0.code) } ?? true, "round \(round): \(error?.description ?? "")")
            damaged += publish.account.damagedPartials
            #expect(publish.takeNotices().contains { $0.text.contains("is passed over") } == (publish.account.damagedPartials > 0))
            if error == nil { #expect(probe.figure(HostileRecordTests.april)?.document.denominator == 3, "round \(round)") }
            log.crash()
            let second = end(of: try probe.publish().stage, probe)
            #expect(second?.code == error?.code, "round \(round): \(second?.description ?? "")")
        }
        #expect(damaged > 50)
    }

    @Test("updates of others are repaired, whatever their headers say") func updates() throws {
        let (chance, recorded) = (chance(4, "updates"), try Recorded())
        let numbers = [
            "9223372036854775807", "-1", "9007199254740992", "9007199254740993", "", "١", "+5", "0", "999999999999999999999", "7",
        ]
        for round in 0..<150 {
            let probe = try StageProbe()
            recorded.put("partials", into: probe)
            let (publish, _) = try probe.publish()
            if round % 2 == 0 { #expect(end(of: publish, probe) == nil) }
            let headers = (0..<chance.number(1...3)).map { _ in
                LogHeader(
                    [UpdateRecord.revision, UpdateRecord.digest, UpdateRecord.writer][chance.below(3)], numbers[chance.below(numbers.count)]
                )
            }
            probe.cluster.append(
                OutgoingRecord(
                    to: TopicPartition("indicator-updates", 0), key: Array(HostileRecordTests.may.utf8), value: Array("{}".utf8),
                    headers: headers))
            #expect(end(of: publish, probe) == nil, "round \(round)")
            let figure = try #require(probe.figure(HostileRecordTests.may), "round \(round)")
            #expect(figure.document.denominator == 4, "round \(round): \(headers)")
            #expect((1...PublishedFigure.revisionMax).contains(figure.revision), "round \(round): \(headers)")
        }
    }

    @Test("references and versions are used or refused with a word") func tables() throws {
        let (chance, recorded) = (chance(5, "references and versions"), try Recorded())
        let table = Array("commune,value,valid_from,basis,source,estimate\n14797,5,2025-07-01,counted,a list,no\n".utf8)
        for round in 0..<150 {
            let probe = try StageProbe()
            recorded.put("partials", into: probe)
            let (publish, _) = try probe.publish()
            var (key, value) = (Array("households_estimate".utf8), table)
            if chance.happens(500) { key = HostileRecords.mutated(key, in: key.indices, chance) }
            value = HostileRecords.mutated(value, in: value.indices, chance)
            probe.cluster.append(OutgoingRecord(to: TopicPartition("references", 0), key: key, value: chance.happens(200) ? nil : value))
            #expect(end(of: publish, probe) == nil, "round \(round)")
            let said = publish.takeNotices().filter { $0.text.contains("reference table") }
            #expect(said.count == 1, "round \(round): \(said)")
            #expect(probe.figure(HostileRecordTests.may)?.document.denominator == 4, "round \(round)")
            #expect(publish.references.allSatisfy { $0.key == $0.value.id })
            let count = probe.records("indicator-updates").count
            let version = HostileRecords.mutated(Array("default-version".utf8), in: 0..<15, chance)
            probe.cluster.append(OutgoingRecord(to: TopicPartition("versions", 0), key: Array(VersionRecord.key.utf8), value: version))
            #expect(end(of: publish, probe) == nil, "round \(round)")
            #expect(
                publish.target == nil && probe.records("indicator-updates").count == count, "round \(round): another is in force, or none")
        }
    }

    @Test("events are facts or rejects") func events() throws {
        let (chance, probe) = (chance(6, "events"), try StageProbe())
        let (ingest, _) = try probe.ingest()
        let event = Array(
            #"{"specversion":"1.0","id":"E","source":"/x","type":"vn.thanhhoa.elec.bill.issued","data":\#(StageProbe.bill(1))}"#.utf8)
        for _ in 0..<500 { probe.send(raw: HostileRecords.mutated(event, in: event.indices, chance)) }
        #expect(end(of: ingest, probe) == nil)
        #expect(ingest.account.facts + ingest.account.unused + probe.records("rejected.pcthanhhoa").count == 500)
    }
}

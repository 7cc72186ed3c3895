import Catalog
import Foundation
import Stages
import Testing
import Workers

/// Where every event that was sent has gone.
struct EventAccount {
    /// Ids (`topic/partition/offset`) of all events that stand in topics of partners.
    var sent: Set<String> = []
    /// Of those that facts came of; of those that were rejected, with how often each reject was written.
    var counted: Set<String> = []
    var rejected: [String: Int] = [:]

    init(_ run: LiveRun, topics: [String]) throws {
        for topic in topics { sent.formUnion(try run.records(of: topic).map(\.id)) }
        for pipeline in run.catalog.pipelines {
            for record in try run.records(of: run.options.topics.facts(of: pipeline.id)) {
                try record.value.withUnsafeBytes { bytes in
                    let (block, rows) = try FactBlock.decode(bytes)
                    for index in 0..<rows.count / 96 {
                        let origin = FactBlock.fact(index, in: rows).origin
                        counted.insert("\(block.sources[Int(origin.source)].source)/\(origin.offset)")
                    }
                }
            }
        }
        for partner in Set(topics.compactMap { run.options.topics.source(ofInput: $0)?.partner }) {
            for record in try run.records(of: run.options.topics.rejected(of: partner)) {
                rejected[try #require(record.header("nhipso_id")), default: 0] += 1
            }
        }
    }

    /// The account once all events but so many have become something: figures may be right before, since the last events may change none.
    static func settled(_ run: LiveRun, topics: [String], unused: Int, within seconds: Double) throws -> EventAccount {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            let account = try EventAccount(run, topics: topics)
            if account.unused.count <= unused || Date() > end { return account }
            Thread.sleep(forTimeInterval: 0.2)
        }
    }

    var unused: Set<String> { sent.subtracting(counted).subtracting(rejected.keys) }
}

@Suite("The account of events", .ownThread) struct AccountTests {
    @Test("Every event is counted, of no use, or rejected under one id; repeated or not, in both modes") func account() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 1_500, seed: 4)
        let run = try LiveRun(catalog: catalog, partners: events.topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        _ = run.startWorker()
        try run.send(events)
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.prefix(5).joined(separator: "\n"))")
        let account = try EventAccount.settled(run, topics: Array(events.lines.keys), unused: expected.unused, within: 30)
        #expect(account.sent.count == events.count)
        #expect(account.counted.isDisjoint(with: account.rejected.keys))
        #expect(account.counted.union(account.rejected.keys).isSubset(of: account.sent))
        #expect(account.rejected.count == expected.rejected)
        #expect(account.rejected.count > 5)
        #expect(account.rejected.values.allSatisfy { $0 == 1 })
        #expect(account.unused.count == expected.unused)
    }
}

import Catalog
import Clients
import Foundation
import Testing
import Workers

@Suite("Workers that come and go", .ownThread) struct MembershipTests {
    @Test("Three workers join and leave while events flow: the figures are the replay's, and revisions rise strictly in the log")
    func membership() throws {
        let catalog = try ProvinceEvents.catalog()
        let events = try ProvinceEvents(catalog, count: 2_000, seed: 5)
        let run = try LiveRun(catalog: catalog, partitions: 4, partners: events.topics)
        defer { run.close() }
        let expected = try events.replayed(catalog, key: run.options.key)
        let first = run.startWorker()
        #expect(run.waitUntilReady(first))
        try run.send(events, part: 0..<0.2)
        let second = run.startWorker()
        try run.send(events, part: 0.2..<0.4)
        #expect(run.waitUntilReady(second))
        _ = run.startWorker()
        try run.send(events, part: 0.4..<0.6)
        #expect(first.stop(), "a worker that is asked to leave does so in time")
        try run.send(events, part: 0.6..<0.8)
        #expect(second.stop(), "a worker that is asked to leave does so in time")
        try run.send(events, part: 0.8..<1)
        let left = try run.differences(from: expected.figures, within: 60)
        #expect(left.isEmpty, "\(left.count): \(left.prefix(5).joined(separator: "\n"))")
        #expect(try run.fallingRevisions().isEmpty)
        let account = try EventAccount.settled(run, topics: Array(events.lines.keys), unused: expected.unused, within: 30)
        #expect(account.rejected.count == expected.rejected)
        #expect(account.unused.count == expected.unused)
    }
}

extension LiveRun {
    /// Updates whose revision is not above that of the one before them under the same key.
    func fallingRevisions() throws -> [String] {
        var last: [String: Int64] = [:]
        var falling: [String] = []
        for record in try records(of: options.topics.updates) {
            let key = String(decoding: record.key, as: UTF8.self)
            let revision = record.header("nhipso_revision").flatMap { Int64($0) } ?? 0
            if revision <= last[key] ?? 0 { falling.append("\(key): \(revision) after \(last[key] ?? 0)") }
            last[key] = revision
        }
        return falling
    }
}

import Kafka
import Stages
import Testing
import Workers

/// Each of these waits for rebalances of the embedded broker, which take seconds; they run side by side.
@Suite("A group shares the partitions", .ownThread) struct GroupTests {
    private let broker: EmbeddedBroker

    init() throws { broker = try EmbeddedBroker() }

    @Test("A second member takes over half: nothing is lost, and nothing is let go before the first has finished") func handOver() throws {
        try broker.createTopic("in.a", partitions: 2)
        let partitions = [TopicPartition("in.a", 0), TopicPartition("in.a", 1)]
        let one = try KafkaLog.embedded(broker, topics: ["in.a"])
        defer { one.close() }
        for partition in partitions { try one.write(["0", "1"], to: partition) }
        #expect(one.hear() == .assigned(partitions))
        one.assign(partitions.map { LogStart($0, .committed) })
        #expect(try one.keys(of: 4) == [0: ["0", "1"], 1: ["0", "1"]])

        let two = try KafkaLog.embedded(broker, topics: ["in.a"])
        defer { two.close() }
        let end = ContinuousClock.now + .seconds(40)
        var given: [TopicPartition] = []
        var shares: [[TopicPartition]?] = [nil, nil]
        var isRevoked = false
        while shares.contains(where: { $0 == nil || $0?.count == 2 }), ContinuousClock.now < end {
            for (member, log) in [one, two].enumerated() {
                switch log.hearOnce(waitingMilliseconds: 20) {
                case .assigned(let share):
                    shares[member] = share
                    given = share
                    log.assign(given.map { LogStart($0, .committed) })
                case .revoked where member == 0:
                    isRevoked = true
                    // The other member waits: it has nothing until this one polls again.
                    #expect(two.hear(within: .seconds(1)) == nil)
                    #expect(one.flush(waitingMilliseconds: 1_000))
                    // The embedded broker refuses what a real one takes while members join; a stage has to bear both.
                    do throws(LogError) { try one.commit([partitions[0]: 1]) } catch { #expect(error.code == "REBALANCE_IN_PROGRESS") }
                case .failed(let error) where error.recovery != .retry: Issue.record("\(error)")
                default: break
                }
            }
        }
        #expect(isRevoked)
        #expect((shares[0] ?? []) + (shares[1] ?? []) == partitions || (shares[1] ?? []) + (shares[0] ?? []) == partitions)
    }

    @Test("Partitions that were lost while the member slept are told from those that are asked back", .tags(.bugClass)) func lost() throws {
        try broker.createTopic("in.a", partitions: 1)
        let partition = TopicPartition("in.a", 0)
        let log = try KafkaLog.embedded(broker, topics: ["in.a"])
        defer { log.close() }
        try log.write(["0"], to: partition)
        #expect(log.hear() == .assigned([partition]))
        log.assign([LogStart(partition, .committed)])
        _ = try log.keys(of: 1)
        // What a broker answers to a member that it has put out of the group.
        try broker.fail(.heartbeat, with: .unknownMemberID)
        #expect(log.hear() == .lost)
        #expect(throws: LogError.self) { try log.commit([partition: 1]) }
        #expect(log.hear() == .assigned([partition]))
        log.assign([LogStart(partition, .committed)])
        #expect(try log.keys(of: 1) == [0: ["0"]])
    }

    @Test("Partitions of a member's own choice are read beside those of the group") func extraPartitions() throws {
        try broker.createTopic("in.a", partitions: 1)
        try broker.createTopic("references", partitions: 1)
        let given = TopicPartition("in.a", 0)
        let chosen = TopicPartition("references", 0)
        let log = try KafkaLog.embedded(broker, topics: ["in.a"])
        defer { log.close() }
        try log.write(["g0"], to: given)
        try log.write(["c0", "c1"], to: chosen)
        #expect(log.hear() == .assigned([given]))
        log.assign([LogStart(chosen, .offset(1)), LogStart(given, .committed)])
        #expect(try log.keys(of: 2) == [0: ["c1"], 1: ["g0"]])
        try log.write(["g1"], to: given)
        try log.write(["c2"], to: chosen)
        #expect(try log.keys(of: 2) == [0: ["c2"], 1: ["g1"]])
        try log.commit([given: 2])
    }

    @Test("A pattern finds a topic that is made later") func pattern() throws {
        try broker.createTopic("in.a", partitions: 1)
        try broker.createTopic("other", partitions: 1)
        let log = try KafkaLog.embedded(broker, topics: ["^in\\..+"])
        defer { log.close() }
        #expect(log.hear() == .assigned([TopicPartition("in.a", 0)]))
        log.assign([LogStart(TopicPartition("in.a", 0), .committed)])
        try broker.createTopic("in.b", partitions: 2)
        var heard: [Heard] = []
        let end = ContinuousClock.now + .seconds(30)
        while heard.count < 2, ContinuousClock.now < end { if let next = log.hearOnce(waitingMilliseconds: 50) { heard.append(next) } }
        #expect(heard == [.revoked, .assigned([TopicPartition("in.a", 0), TopicPartition("in.b", 0), TopicPartition("in.b", 1)])])
    }

    @Test("A commit between the word that partitions go and the next poll stands") func commitOnRevocation() throws {
        try broker.createTopic("in.a", partitions: 1)
        let partition = TopicPartition("in.a", 0)
        let log = try KafkaLog.embedded(broker, topics: ["^in\\..+"])
        defer { log.close() }
        try log.write(["0", "1"], to: partition)
        #expect(log.hear() == .assigned([partition]))
        log.assign([LogStart(partition, .committed)])
        _ = try log.keys(of: 2)
        // The member itself finds another topic and will rejoin: its generation is still in force while it lets go.
        try broker.createTopic("in.b", partitions: 1)
        #expect(log.hear() == .revoked)
        try log.commit([partition: 1])
        #expect(log.hear() == .assigned([partition, TopicPartition("in.b", 0)]))
        log.assign([LogStart(partition, .committed)])
        #expect(try log.keys(of: 1) == [0: ["1"]])
    }
}

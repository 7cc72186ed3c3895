import Foundation
import Kafka
import Stages
import Testing
import Workers

/// Something that goes wrong with the brokers, and what becomes of it.
///
/// There are three brokers: the first leads the partners' topics, the second all topics of the workers and coordinates the groups. So a fault of the
/// second touches the workers, and not who sends events. The third leads one topic of the workers, where a fault is aimed at that alone.
struct FaultCase: Sendable, CustomTestStringConvertible {
    enum Time: Sendable {
        /// Before the worker starts.
        case starting
        /// While events flow.
        case running
        /// The same, but nobody can send meanwhile.
        case standstill
    }

    enum Outcome: Sendable {
        case recovers
        /// So many stages stop, and each says these words.
        case stops(ClosedRange<Int>, [String])
    }

    var name: String
    var time = Time.running
    var outcome = Outcome.recovers
    /// What the third broker leads.
    var topic: String?
    var begin: @Sendable (LiveRun) throws -> Void
    var end: @Sendable (LiveRun) throws -> Void = { _ in }

    var testDescription: String { name }

    /// The next requests of these kinds at the workers' broker are answered with the fault.
    static func answers(
        _ requests: EmbeddedBroker.Request..., with fault: EmbeddedBroker.Fault, count: Int = 4, topic: String? = nil,
        time: Time = .running,
        outcome: Outcome = .recovers
    ) -> FaultCase {
        let kinds = requests.map { "\($0)" }.joined(separator: ", ") + (topic.map { " to \($0)" } ?? "")
        let name = "\(kinds) → \(fault)\(time == .starting ? ", at the start" : "")"
        return FaultCase(name: name, time: time, outcome: outcome, topic: topic) { run in
            for request in requests { try run.broker.fail(request, with: fault, count: count, broker: topic == nil ? 2 : 3) }
        }
    }

    /// All of them, or those whose name has what NHIPSO_TEST_FAULT says.
    static var all: [FaultCase] {
        let all = connections + leaders + members + producers + starts + stops
        guard let wanted = ProcessInfo.processInfo.environment["NHIPSO_TEST_FAULT"] else { return all }
        return all.filter { $0.name.contains(wanted) }
    }

    private static let connections: [FaultCase] = [
        FaultCase(name: "the workers' broker goes down and comes up") {
            try $0.broker.setDown(broker: 2)
        } end: {
            try $0.broker.setUp(broker: 2)
        },
        FaultCase(name: "all brokers go down and come up", time: .standstill) { run in
            for broker in LiveRun.faultBrokers { try run.broker.setDown(broker: broker) }
        } end: { run in
            for broker in LiveRun.faultBrokers { try run.broker.setUp(broker: broker) }
        },
        FaultCase(name: "every answer takes 300 ms") {
            try $0.broker.setRoundTrip(milliseconds: 300, broker: 2)
        } end: {
            try $0.broker.setRoundTrip(milliseconds: 0, broker: 2)
        },
        .answers(.produce, .fetch, .commitOffsets, .heartbeat, with: .disconnect, count: 3),
    ]

    private static let leaders: [FaultCase] = [
        .answers(.produce, .fetch, with: .notLeaderForPartition),
        FaultCase(name: "the topics of the workers get another leader") { run in
            for topic in run.options.plannedTopics {
                for partition in 0..<Int32(topic.partitions ?? 2) {
                    try run.broker.setLeader(of: KafkaPartition(topic.name, partition), broker: 1)
                }
            }
        },
        FaultCase(name: "the groups get another coordinator") { run in
            for stage in WorkerStage.allCases { try run.broker.setCoordinator(ofGroup: "nhipso.\(stage)", broker: 1) }
        },
        .answers(.commitOffsets, .heartbeat, with: .notCoordinator),
        .answers(.commitOffsets, .heartbeat, with: .coordinatorNotAvailable),
    ]

    private static let members: [FaultCase] = [
        .answers(.heartbeat, with: .illegalGeneration, count: 3), .answers(.heartbeat, with: .unknownMemberID, count: 3),
        .answers(.commitOffsets, with: .illegalGeneration), .answers(.commitOffsets, with: .unknownMemberID),
        .answers(.commitOffsets, with: .requestTimedOut),
    ]

    private static let producers: [FaultCase] = [
        .answers(.produce, with: .requestTimedOut), .answers(.produce, with: .notEnoughReplicas),
        .answers(.produce, with: .notEnoughReplicasAfterAppend), .answers(.produce, with: .outOfOrderSequenceNumber, count: 1),
        .answers(.produce, with: .invalidProducerEpoch, count: 1), .answers(.produce, with: .storageError),
    ]

    private static let starts: [FaultCase] = [
        .answers(.listOffsets, .fetchOffsets, with: .requestTimedOut, time: .starting),
        .answers(.listOffsets, with: .notLeaderForPartition, time: .starting),
        .answers(.findCoordinator, .initProducerID, with: .coordinatorNotAvailable, time: .starting),
        .answers(.joinGroup, .syncGroup, with: .notCoordinator, time: .starting),
        .answers(.joinGroup, .syncGroup, with: .disconnect, time: .starting),
        .answers(.metadata, with: .disconnect, time: .starting),
    ]

    private static let stops: [FaultCase] = [
        .answers(
            .produce, with: .messageSizeTooLarge, count: 1, topic: "facts.electricity",
            outcome: .stops(1...1, ["MSG_SIZE_TOO_LARGE", "facts.electricity", "raise max.message.bytes"])),
        .answers(
            .produce, with: .messageSizeTooLarge, count: 1, topic: "indicator-updates",
            outcome: .stops(1...1, ["MSG_SIZE_TOO_LARGE", "indicator-updates", "raise max.message.bytes"])),
        .answers(
            .produce, with: .topicAuthorizationFailed, count: 1, outcome: .stops(1...1, ["TOPIC_AUTHORIZATION_FAILED", "kafka-acls"])),
        // Each stage joins once.
        .answers(
            .joinGroup, with: .groupAuthorizationFailed, count: 3, time: .starting,
            outcome: .stops(3...3, ["GROUP_AUTHORIZATION_FAILED", "nhipso.", "kafka-acls"])),
        // Whoever knows a topic already may go on writing to it, as far as the embedded broker is concerned.
        FaultCase(
            // Aggregate, which reads it, stops at once, and ingest, which writes it, once it has something to write.
            name: "the topic facts.electricity may not be seen", time: .starting, outcome: .stops(1...2, ["facts.electricity", "right"])
        ) {
            $0.broker.setFault(.topicAuthorizationFailed, ofTopic: "facts.electricity")
        } end: {
            $0.broker.setFault(nil, ofTopic: "facts.electricity")
        },
        FaultCase(
            name: "the topic indicator-updates may not be seen", time: .starting,
            outcome: .stops(1...1, ["_UNKNOWN_PARTITION", "indicator-updates", "may not see it", "rights"])
        ) {
            $0.broker.setFault(.topicAuthorizationFailed, ofTopic: "indicator-updates")
        } end: {
            $0.broker.setFault(nil, ofTopic: "indicator-updates")
        },
        FaultCase(
            name: "the group has committed an offset that the log does not have", time: .starting,
            outcome: .stops(1...1, ["OFFSET", "in.bank.electricity/0", "records were deleted before they were read"])
        ) {
            try $0.commit(["in.bank.electricity": 77_777], as: .ingest)
        } end: {
            // What an operator decides: from the beginning again, which doubles nothing.
            try $0.commit(["in.bank.electricity": 0], as: .ingest)
        },
    ]
}

extension LiveRun {
    /// Commits the offset for partition 0 of each topic, as a member of the stage's group: others the embedded broker refuses.
    func commit(_ offsets: [String: Int64], as stage: WorkerStage) throws {
        var configuration = options.kafka
        configuration.consumer.groupID = "nhipso.\(stage)"
        let log = try KafkaLog(configuration, topics: Array(offsets.keys), logger: logger)
        defer { log.close() }
        let end = Date(timeIntervalSinceNow: 30)
        while Date() < end {
            guard case .assigned = log.poll(waitingMilliseconds: 100) else { continue }
            log.assign([])
            return try log.commit(Dictionary(uniqueKeysWithValues: offsets.map { (TopicPartition($0.key, 0), $0.value) }))
        }
        Issue.record("no member of the group in time")
    }
}

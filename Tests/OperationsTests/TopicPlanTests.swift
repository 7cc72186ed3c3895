import Kafka
import Stages
import Testing
import Workers

@testable import Operations

@Suite("The plan of topics and its difference to a cluster") struct TopicPlanTests {
    private static let yaml = """
        partners:
          bank: {kinds: [elec, elec-payment], partitions: 8, retention: 10d, principal: "User:bank"}
          shop: {kinds: [ocop]}
        """

    private func plan(_ yaml: String = yaml, worker: (inout WorkerConfiguration) -> Void = { _ in }) throws -> TopicPlan {
        let (partners, findings) = Partners.read(yaml: yaml)
        var configuration = WorkerConfiguration()
        worker(&configuration)
        return TopicPlan(
            pipelines: ["electricity"], worker: configuration, partners: try #require(partners, "\(findings)"))
    }

    /// A cluster that is as planned.
    private func cluster(of plan: TopicPlan) -> ClusterTopics {
        ClusterTopics(
            topics: Dictionary(
                plan.topics.map { ($0.name, .init(partitions: $0.partitions, properties: $0.initialProperties)) }, uniquingKeysWith: { $1 }),
            rules: Set(plan.rules))
    }

    @Test("every topic of pipelines and partners is planned, with its partitions and cleanup") func names() throws {
        let plan = try plan { $0.topicPrefix = "test." }
        let expected = [
            "test.facts.electricity 4 delete", "test.snapshots.electricity 4 compact", "test.partials 4 compact",
            "test.indicator-updates 4 compact", "test.versions 1 compact", "test.references 1 compact", "test.redrives 1 compact",
            "test.in.bank.elec 8 delete",
            "test.in.bank.elec-payment 8 delete", "test.rejected.bank 8 delete", "test.in.shop.ocop 4 delete",
            "test.rejected.shop 4 delete",
        ]
        #expect(plan.topics.map { "\($0.name) \($0.partitions) \($0.initialProperties["cleanup.policy"] ?? "")" } == expected)
        #expect(plan.faults.isEmpty)
    }

    @Test("facts and events bear the brokers' time, and no bound of size deletes them") func times() throws {
        for topic in try plan().topics where topic.name.hasPrefix("in.") || topic.name.hasPrefix("facts.") {
            #expect(topic.initialProperties["message.timestamp.type"] == "LogAppendTime")
            #expect(topic.initialProperties["retention.bytes"] == "-1")
        }
        let bank = try #require(try plan().topics.first { $0.name == "in.bank.elec" })
        #expect(bank.initialProperties["retention.ms"] == "864000000")
        #expect(bank.initialProperties["max.message.bytes"] == "1114112")
    }

    @Test("a reject has more room than any event that it is of") func roomForRejects() throws {
        let plan = try plan { $0.maximumEventBytes = 5_000_000 }
        func room(_ topic: String) -> Int {
            plan.topics.first { $0.name == topic }.flatMap { Int($0.initialProperties["max.message.bytes"] ?? "") } ?? 0
        }
        #expect(room("in.bank.elec") > 5_000_000 && room("rejected.bank") == 5_000_000 + RejectRecord.headroomBytes)
        #expect(room("rejected.bank") > room("in.bank.elec"))
    }

    @Test("what is read as a whole at each assignment is compacted soon; larger segments are made smaller, smaller ones stay")
    func compaction() throws {
        let plan = try plan { $0.pipelineVersion = "v2" }
        let read = plan.topics.filter { topic in ["partials", "snapshots", "indicator-updates"].contains { topic.name.contains($0) } }
        #expect(read.count == 4)
        for topic in read {
            #expect(topic.initialProperties["segment.bytes"] == "67108864" && topic.initialProperties["segment.ms"] == "3600000")
            #expect(topic.initialProperties["min.cleanable.dirty.ratio"] == "0.2")
        }
        var cluster = cluster(of: plan)
        cluster.topics["v2.partials"]?.properties["segment.bytes"] = "1073741824"
        cluster.topics["v2.partials"]?.properties["segment.ms"] = "60000"
        let changes = plan.difference(to: cluster)
        #expect(changes.count == 1 && changes[0].text.contains("v2.partials: segment.bytes from 1073741824 to 67108864"))
    }

    @Test("an empty cluster lacks everything, a finished one nothing") func wholeDifference() throws {
        let plan = try plan()
        let all = plan.difference(to: ClusterTopics())
        #expect(all == plan.topics.map { .create($0) } + plan.rules.map { .grant($0) })
        #expect(plan.difference(to: cluster(of: plan)).isEmpty)
    }

    @Test("brokers without an authorizer are asked for no rights") func withoutRights() throws {
        let plan = try plan()
        var cluster = cluster(of: plan)
        cluster.rules = nil
        #expect(plan.difference(to: cluster).isEmpty)
    }

    @Test("a partner's topic may get more partitions, and never fewer") func partnerPartitions() throws {
        let plan = try plan()
        var cluster = cluster(of: plan)
        cluster.topics["in.bank.elec"]?.partitions = 3
        #expect(plan.difference(to: cluster) == [.addPartitions(topic: "in.bank.elec", from: 3, to: 8)])
        cluster.topics["in.bank.elec"]?.partitions = 9
        let changes = plan.difference(to: cluster)
        #expect(changes.count == 1 && !changes[0].isPossible)
        #expect(changes[0].text.contains("it has 9 partitions, and 8 are planned"))
    }

    @Test("the state's topics keep their number of partitions", arguments: [2, 8]) func statePartitions(_ count: Int) throws {
        let plan = try plan()
        for topic in ["facts.electricity", "snapshots.electricity", "partials", "indicator-updates", "references", "redrives"] {
            var cluster = cluster(of: plan)
            cluster.topics[topic]?.partitions = count
            let changes = plan.difference(to: cluster)
            #expect(changes.count == 1 && !changes[0].isPossible, "\(topic)")
            #expect(changes[0].text.hasPrefix("cannot  \(topic): "))
        }
    }

    @Test("compaction of facts and deletion of partials are mended, with a warning that records may be gone")
    func cleanup() throws {
        let plan = try plan()
        var cluster = cluster(of: plan)
        cluster.topics["facts.electricity"]?.properties["cleanup.policy"] = "compact"
        cluster.topics["partials"]?.properties["cleanup.policy"] = "delete"
        let changes = plan.difference(to: cluster)
        #expect(changes.count == 2)
        for change in changes { #expect(change.text.contains("records may be gone already")) }
        #expect(changes.first?.text.contains("cleanup.policy from compact to delete") == true)
    }

    @Test("a larger bound than needed stays, a smaller one is raised") func bounds() throws {
        let plan = try plan()
        var cluster = cluster(of: plan)
        cluster.topics["rejected.shop"]?.properties["max.message.bytes"] = "9000000"
        #expect(plan.difference(to: cluster).isEmpty)
        cluster.topics["rejected.shop"]?.properties["max.message.bytes"] = "1048588"
        guard case .set(_, "max.message.bytes", "1048588", "1179648", _)? = plan.difference(to: cluster).first else {
            Issue.record("the bound is not raised")
            return
        }
    }

    @Test("a shorter retention says that it deletes") func shorterRetention() throws {
        let plan = try plan()
        var cluster = cluster(of: plan)
        cluster.topics["in.bank.elec"]?.properties["retention.ms"] = "-1"
        #expect(plan.difference(to: cluster).first?.text.contains("older records are deleted") == true)
        cluster.topics["in.bank.elec"]?.properties["retention.ms"] = "1000"
        #expect(plan.difference(to: cluster).first?.text.contains("deleted") == false)
    }

    @Test("facts that a worker may need after its longest absence are never planned to be deleted") func factsRetention() throws {
        let short = Self.yaml + "\nfacts_retention: 7d\nlongest_absence: 7d"
        let faults = try plan(short).faults
        #expect(faults.count == 1 && !faults[0].isPossible)
        #expect(faults.first?.text.contains("give 8d or more") == true)
        #expect(try plan(short.replacing("facts_retention: 7d", with: "facts_retention: 8d")).faults.isEmpty)
        // Snapshots are rare: their margin is larger than a day.
        let rare = try plan(Self.yaml + "\nfacts_retention: 8d") { $0.snapshot.every = .seconds(7_200) }
        #expect(rare.faults.first?.text.contains("give 16d or more") == true)
        #expect(rare.difference(to: cluster(of: rare)) == rare.faults)
    }

    @Test("events that workers have not read yet are never planned to be deleted") func eventsRetention() throws {
        let faults = try plan(Self.yaml + "\nlongest_absence: 11d").faults
        #expect(faults.map(\.text).count == 1 && faults[0].text.contains("partner bank: retention 10d"))
    }

    @Test("a partner may write only to its own topics and read only its own rejects") func partnerRights() throws {
        let rules = try plan().rules.filter { $0.principal == "User:bank" }
        let expected: Set = [
            "User:bank may write topics in.bank.*", "User:bank may describe topics in.bank.*", "User:bank may read topic rejected.bank",
            "User:bank may describe topic rejected.bank", "User:bank may read groups bank.*",
        ]
        #expect(Set(rules.map(\.words)) == expected)
    }

    @Test("workers may write what they make, and read what they need") func workerRights() throws {
        let words = Set(try plan(Self.yaml + "\nworker_principal: \"User:w\"").rules.filter { $0.principal == "User:w" }.map(\.words))
        for needed in [
            "read topics in.*", "write topics facts.*", "write topics snapshots.*", "write topics rejected.*", "write topic partials",
            "write topic indicator-updates", "read topic references", "read groups nhipso.*",
        ] { #expect(words.contains("User:w may \(needed)")) }
        #expect(!words.contains("User:w may write topics in.*"))
        #expect(!words.contains("User:w may write topic references"))
    }

    @Test("three copies demand that two brokers have a record; one copy does not") func copies() throws {
        #expect(try plan().topics.allSatisfy { $0.initialProperties["min.insync.replicas"] == "2" })
        let single = try plan { $0.replication = 1 }
        #expect(single.topics.allSatisfy { $0.initialProperties["min.insync.replicas"] == nil && $0.replicas == 1 })
    }
}

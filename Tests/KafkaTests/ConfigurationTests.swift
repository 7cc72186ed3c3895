import Kafka
import Testing

import struct Logging.Logger

@Suite("A configuration") struct ConfigurationTests {
    @Test("All that is wrong is named at once, by librdkafka's names and in its words") func allFindings() {
        var configuration = KafkaConfiguration(bootstrapServers: [])
        configuration.consumer.fetchBytesMin = 0
        configuration.consumer.heartbeatInterval = .seconds(40)
        configuration.producer.batchRecordsMax = 2_000_000
        configuration.extra = ["no.such.property": "1", "acks": "1", "socket.keepalive.enable": "perhaps", "transactional.id": "t"]
        let findings = configuration.findings()
        let names = [
            "bootstrap.servers", "group.id", "fetch.min.bytes", "heartbeat.interval.ms", "batch.num.messages", "no.such.property", "acks",
            "socket.keepalive.enable", "transactional.id",
        ]
        for name in names { #expect(findings.count { $0.hasPrefix(name + ":") } == 1, "\(name): \(findings)") }
        #expect(findings.contains { $0.contains("fetch.min.bytes\" value 0 is outside allowed range 1..100000000") }, "\(findings)")
        let error = #expect(throws: KafkaError.self) { try Consumer(configuration, logger: Logger(label: "test")) }
        #expect(error?.recovery == .stop)
        #expect(error?.message.contains("no.such.property") == true)
    }

    @Test("The one for the embedded broker has nothing wrong, nor has a default one with servers and a group") func inOrder() {
        #expect(KafkaConfiguration.forEmbeddedBroker("127.0.0.1:1", groupID: "g").findings() == [])
        var configuration = KafkaConfiguration(bootstrapServers: ["kafka:9092"])
        configuration.consumer.groupID = "g"
        #expect(configuration.findings() == [])
    }

    @Test("A queue of writes that cannot hold the largest record is refused, whichever way it was set") func largestRecord() {
        var configuration = KafkaConfiguration(bootstrapServers: ["kafka:9092"])
        configuration.consumer.groupID = "g"
        configuration.messageBytesMax = 20 << 20
        configuration.producer.queuedKilobytesMax = 20 << 10
        #expect(configuration.findings() == [])
        configuration.extra = ["queue.buffering.max.kbytes": "20479"]
        #expect(configuration.findings() == ["queue.buffering.max.kbytes: must be at least 20480, to hold the largest record"])
        configuration.extra = [:]
        configuration.producer.queuedKilobytesMax = 20_479
        #expect(configuration.findings().count == 1)
    }

    @Test("Every way of security is known to the library") func security() {
        let provider = KafkaSecurity.OpenIDConnect(
            clientID: "c", clientSecret: Secret("hidden-1"), tokenEndpoint: "https://id.example/token", scope: "kafka")
        let ways: [KafkaSecurity] = [
            KafkaSecurity(tls: .init()), KafkaSecurity(tls: .init(keyPassword: Secret("hidden-1"))),
            KafkaSecurity(tls: .init(), sasl: .plain(user: "u", password: Secret("hidden-1"))),
            KafkaSecurity(tls: .init(), sasl: .scramSHA256(user: "u", password: Secret("hidden-1"))),
            KafkaSecurity(sasl: .scramSHA512(user: "u", password: Secret("hidden-1"))),
            KafkaSecurity(tls: .init(), sasl: .oauthBearer(provider)),
        ]
        for way in ways {
            var configuration = KafkaConfiguration(bootstrapServers: ["kafka:9093"])
            configuration.consumer.groupID = "g"
            configuration.security = way
            // Debian 12's library is built without what fetches tokens, and says so of each property.
            let findings = configuration.findings().filter {
                !$0.hasPrefix("sasl.oauthbearer.") || !$0.contains("not supported in this build")
            }
            #expect(findings == [])
        }
    }

    @Test("Secrets are in no description, reflection or finding") func secrets() {
        var configuration = KafkaConfiguration(bootstrapServers: ["kafka:9093"])
        configuration.consumer.groupID = "g"
        configuration.security = KafkaSecurity(
            tls: .init(keyFile: "/no/such/key.pem", keyPassword: Secret("hidden-1")), sasl: .plain(user: "u", password: Secret("hidden-2")))
        configuration.extra = ["ssl.keystore.password": "hidden-3", "sasl.oauthbearer.client.secret": "hidden-4", "debug": "hidden-5"]
        var dumped = ""
        dump(configuration, to: &dumped)
        dump(configuration.security, to: &dumped)
        let texts = [
            "\(configuration)", String(reflecting: configuration), dumped, "\(configuration.security)", "\(Secret("hidden-6"))",
            String(reflecting: Secret("hidden-6")), configuration.findings().joined(),
        ]
        for number in [1, 2, 3, 4, 6] { for text in texts { #expect(!text.contains("hidden-\(number)"), "\(text)") } }
        #expect(configuration.findings().contains { $0.hasPrefix("debug:") })
        #expect("\(configuration)".contains("sasl.username=u"))
        #expect("\(configuration)".contains("sasl.password=•••"))
    }

    @Test("The library is new enough") func version() throws {
        try KafkaVersion.requireSupported()
        #expect(KafkaVersion.loaded >= KafkaVersion(2, 0, 2))
        #expect(KafkaVersion(2, 0, 1) < .oldestSupported)
    }
}

import CRdKafka
import Logging

/// Kafka brokers in this process, for tests and demonstrations: librdkafka's mock cluster.
public final class EmbeddedBroker {
    private let client: OpaquePointer
    private let cluster: OpaquePointer
    private var isClosed = false

    public let bootstrapServers: String

    public init(brokers: Int = 1) throws(KafkaError) {
        let conf = rd_kafka_conf_new()
        var words = [CChar](repeating: 0, count: 512)
        guard let client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, &words, words.count) else {
            rd_kafka_conf_destroy(conf)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, attempting: "start the embedded broker", detail: words.text)
        }
        guard let cluster = rd_kafka_mock_cluster_new(client, Int32(clamping: brokers)) else {
            rd_kafka_destroy(client)
            throw KafkaError(RD_KAFKA_RESP_ERR__FAIL, attempting: "start the embedded broker")
        }
        self.client = client
        self.cluster = cluster
        bootstrapServers = String(cString: rd_kafka_mock_cluster_bootstraps(cluster))
    }

    deinit { close() }

    public func createTopic(_ name: String, partitions: Int) throws(KafkaError) {
        let error = rd_kafka_mock_topic_create(cluster, name, Int32(clamping: partitions), 1)
        guard error == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(error, attempting: "create topic \(name)") }
    }

    public func close() {
        guard !isClosed else { return }
        isClosed = true
        rd_kafka_mock_cluster_destroy(cluster)
        rd_kafka_destroy(client)
    }
}

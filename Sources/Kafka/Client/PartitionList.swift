import CRdKafka

/// librdkafka's list of partitions, each with an offset; freed at the end of its scope.
struct PartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    init(capacity: Int) {
        // librdkafka ends the process when there is no memory; it never answers NULL.
        guard let pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity)) else {
            preconditionFailure("no memory for a list of partitions")
        }
        self.pointer = pointer
    }

    init(_ partitions: some Collection<KafkaPartition>) {
        self.init(capacity: partitions.count)
        for partition in partitions { add(partition) }
    }

    deinit { rd_kafka_topic_partition_list_destroy(pointer) }

    func add(_ partition: KafkaPartition, offset: Int64? = nil) {
        let element = rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition)
        if let offset { element?.pointee.offset = offset }
    }

    func forEach(_ body: (KafkaPartition, _ offset: Int64, rd_kafka_resp_err_t) -> Void) { Self.forEach(of: pointer, body) }

    static func forEach(
        of list: UnsafePointer<rd_kafka_topic_partition_list_t>, _ body: (KafkaPartition, _ offset: Int64, rd_kafka_resp_err_t) -> Void
    ) {
        for index in 0..<Int(list.pointee.cnt) {
            let element = list.pointee.elems[index]
            body(KafkaPartition(String(cString: element.topic), element.partition), element.offset, element.err)
        }
    }
}

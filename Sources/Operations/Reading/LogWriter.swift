import Kafka

import struct Logging.Logger

/// Writes single records of operators' topics, and waits until each is acknowledged.
public final class LogWriter {
    private let producer: Producer

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        producer = try Producer(configuration, logger: logger)
    }

    /// - Throws: what the brokers have against it, or `_TIMED_OUT` where they do not answer: then whether it stands there is unknown.
    public func write(to topic: String, key: [UInt8], value: [UInt8]) throws(KafkaError) {
        try producer.send(to: KafkaPartition(topic, 0), key: key, value: value)
        let isDone = producer.flush(waitingMilliseconds: 30_000)
        var failure: KafkaError?
        producer.takeReports { failure = failure ?? $0.failure }
        if let failure { throw failure }
        guard isDone else {
            throw KafkaError(
                code: "_TIMED_OUT", message: "\(topic): not acknowledged within 30 s; look whether it stands there", recovery: .retry)
        }
    }

    /// Frees everything.
    public func close() { producer.close(waitingMilliseconds: 0) }
}

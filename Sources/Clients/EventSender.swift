import Kafka

import struct Logging.Logger

/// Sends a partner's events to its topics. Not for sharing between threads.
public final class EventSender {
    /// How an event stands in a record.
    public enum Mode: String, CaseIterable, Sendable {
        /// The whole event is the record's value.
        case structured
        /// Attributes are headers (`ce_…`), the data is the value.
        case binary
    }

    /// What became of the events so far.
    public struct Account: Equatable, Sendable {
        public var sent = 0
        public var acknowledged = 0
        public var failed = 0
        public var lastFailure: String?
    }

    private let producer: Producer
    public private(set) var account = Account()

    public init(_ configuration: KafkaConfiguration, logger: Logger) throws(KafkaError) {
        producer = try Producer(configuration, logger: logger)
    }

    /// Sends one event in structured JSON; waits while too many are under way.
    ///
    /// - Parameters:
    ///   - topic: `in.<partner>.<kind>`.
    ///   - key: decides the partition; none: any.
    public func send(_ event: [UInt8], to topic: String, mode: Mode, key: [UInt8] = []) throws(KafkaError) {
        let partition = KafkaPartition(topic, -1)
        switch mode {
        case .structured:
            try producer.send(
                to: partition, key: key, value: event, headers: [("content-type", Array("application/cloudevents+json".utf8))], ticket: 0)
        case .binary:
            guard let parts = BinaryEvent(structured: event) else {
                // What is no event cannot be taken apart; it goes as it is, to be rejected.
                try producer.send(to: partition, key: key, value: event, headers: [], ticket: 0)
                break
            }
            try producer.send(to: partition, key: key, value: parts.data, headers: parts.headers, ticket: 0)
        }
        account.sent += 1
        takeReports()
    }

    /// Waits until all that was sent is acknowledged or has failed, at most so long; says whether it is.
    public func finish(waitingMilliseconds: Int32) -> Bool {
        let isDone = producer.flush(waitingMilliseconds: waitingMilliseconds)
        takeReports()
        return isDone
    }

    private func takeReports() {
        producer.takeReports { report in
            if let failure = report.failure {
                account.failed += 1
                account.lastFailure = failure.description
            } else {
                account.acknowledged += 1
            }
        }
    }

    public func close() { producer.close(waitingMilliseconds: 5_000) }
}

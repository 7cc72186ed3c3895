import Foundation

/// What librdkafka says about itself from time to time.
public struct KafkaStatistics: Sendable {
    public init?(json: [UInt8]) { nil }
}

import CRdKafka

/// The version of librdkafka that is loaded at run time.
public struct KafkaVersion: Comparable, Sendable, CustomStringConvertible {
    public var major: Int
    public var minor: Int
    public var patch: Int

    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// The oldest that this code is tested with (Debian 12's).
    public static let oldestSupported = KafkaVersion(2, 0, 2)

    public static var loaded: KafkaVersion {
        let number = Int(rd_kafka_version())
        return KafkaVersion(number >> 24 & 0xFF, number >> 16 & 0xFF, number >> 8 & 0xFF)
    }

    /// - Throws: `_UNSUPPORTED_FEATURE` where the loaded library is too old.
    public static func requireSupported() throws(KafkaError) {
        guard loaded < oldestSupported else { return }
        throw KafkaError(
            code: "_UNSUPPORTED_FEATURE", message: "librdkafka \(loaded) is too old: install \(oldestSupported) or later", recovery: .stop)
    }

    public static func < (left: KafkaVersion, right: KafkaVersion) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    public var description: String { "\(major).\(minor).\(patch)" }
}

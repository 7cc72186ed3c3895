import ArgumentParser
import Foundation
import Kafka

import struct Logging.Logger

/// How a command that is no worker reaches the brokers.
struct BrokerOptions: ParsableArguments {
    @Option(help: "The brokers, host:port parted by commas. Default: the environment variable NHIPSO_BROKERS.")
    var brokers: String?

    @Option(
        name: .customLong("property"),
        help:
            "A property of librdkafka, name=value, e.g. security.protocol=sasl_ssl. May be given several times. For a secret give name=@FILE."
    )
    var properties: [String] = []

    func configuration() throws -> KafkaConfiguration {
        guard let brokers = brokers ?? ProcessInfo.processInfo.environment["NHIPSO_BROKERS"], !brokers.isEmpty else {
            throw ValidationError("name the brokers: --brokers host:port, or NHIPSO_BROKERS")
        }
        var configuration = KafkaConfiguration(bootstrapServers: brokers.split(separator: ",").map(String.init))
        configuration.consumer.groupID = "nhipso.reader"
        configuration.requestWaitMax = .seconds(10)
        // As large as an event may be, wherever it is sent or sent again; the topics have bounds of their own.
        configuration.messageBytesMax = 65 << 20
        for property in properties {
            let parts = property.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { throw ValidationError("--property \(property): expected name=value") }
            var value = String(parts[1])
            if value.hasPrefix("@") {
                guard let text = try? String(contentsOfFile: String(value.dropFirst()), encoding: .utf8) else {
                    throw ValidationError("--property \(parts[0]): the file \(value.dropFirst()) cannot be read")
                }
                value = text.trimmingCharacters(in: .newlines)
            }
            configuration.extra[String(parts[0])] = value
        }
        let findings = configuration.findings()
        guard findings.isEmpty else { throw ValidationError(findings.joined(separator: "\n")) }
        if let admin = try? Admin(configuration, logger: Self.logger) {
            if admin.isEmbeddedBroker { configuration.adaptToEmbeddedBroker() }
            admin.close()
        }
        return configuration
    }

    /// librdkafka's own words go to standard error from warnings on.
    static var logger: Logger {
        var logger = Logger(label: "nhipso") { ConsoleLog(label: $0) }
        logger.logLevel = .error
        return logger
    }
}

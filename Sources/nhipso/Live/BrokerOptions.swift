import ArgumentParser
import Foundation
import Kafka
import Workers

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
        let servers = brokers.split(separator: ",").map(String.init)
        for server in servers where !BrokerAddress.isValid(server) {
            throw ValidationError("\(server): is no broker host:port, e.g. kafka-1:9092 (--brokers, or NHIPSO_BROKERS)")
        }
        var configuration = KafkaConfiguration(bootstrapServers: servers)
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
        return try reached(configuration)
    }

    /// Asks the brokers once, so that those who cannot be reached are told at once, and only once.
    private func reached(_ configuration: KafkaConfiguration) throws -> KafkaConfiguration {
        var configuration = configuration
        do {
            let admin = try Admin(configuration, logger: Self.quietLogger)
            defer { admin.close() }
            _ = try admin.topics()
            if admin.isEmbeddedBroker { configuration.adaptToEmbeddedBroker() }
        } catch {
            Console.error(Self.words(unreached: configuration.bootstrapServers, error))
            throw ExitCode(3)
        }
        return configuration
    }

    /// What to look at where brokers do not answer.
    static func words(unreached servers: [String], _ error: KafkaError) -> String {
        guard error.recovery == .retry else { return words(error) }
        return "the brokers \(servers.joined(separator: ", ")) do not answer (\(error.code)): check --brokers or NHIPSO_BROKERS, the "
            + "network, and that they run; where they want TLS or a password, also security.protocol and what belongs to it"
    }

    /// A command that ends does not try again.
    static func words(_ error: KafkaError) -> String { "\(error)".replacingOccurrences(of: "; it is tried again", with: "") }

    /// For asking whether anybody is there: no answer is said in our words.
    static var quietLogger: Logger {
        var logger = logger
        logger.logLevel = .critical
        return logger
    }

    /// librdkafka's own words go to standard error from warnings on.
    static var logger: Logger {
        var logger = Logger(label: "nhipso") { ConsoleLog(label: $0) }
        logger.logLevel = .error
        return logger
    }
}

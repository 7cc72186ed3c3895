import Foundation
import Testing

@testable import Workers

/// A configuration with one fault: `▸` marks the place at which it is expected.
struct FaultyConfiguration: Sendable, CustomTestStringConvertible {
    var code: String
    var field: String
    var yaml: String
    var origin: String
    var testDescription: String { "\(code): \(yaml.replacing("\n", with: " ⏎ "))" }

    init(_ code: String, _ field: String, _ marked: String) {
        self.code = code
        self.field = field
        yaml = marked.replacing("▸", with: "")
        let lines = marked.prefix { $0 != "▸" }.split(separator: "\n", omittingEmptySubsequences: false)
        origin = "worker.yaml:\(lines.count):\((lines.last?.unicodeScalars.count ?? 0) + 1)"
    }
}

enum ConfigurationProbe {
    /// The configuration of a text that is in order.
    static func read(
        _ yaml: String, environment: [String: String] = [:], flags: [ConfigurationFlag] = []
    ) throws -> WorkerConfiguration {
        let reading = WorkerConfigurationReading(yaml: yaml, environment: environment, flags: flags)
        #expect(reading.problems.map(\.description) == [])
        return try #require(reading.configuration)
    }

    static func problems(_ yaml: String, environment: [String: String] = [:], flags: [ConfigurationFlag] = []) -> [ConfigurationProblem] {
        WorkerConfigurationReading(yaml: yaml, environment: environment, flags: flags).problems
    }
}

/// A folder of its own, gone with the test.
final class ScratchFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-worker-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)")) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

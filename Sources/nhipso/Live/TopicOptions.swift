import ArgumentParser
import Foundation
import Kafka
import Operations
import Stages

/// What the names of all topics begin with.
struct TopicOptions: ParsableArguments {
    @Option(help: "What the names of all topics begin with. Default: NHIPSO_TOPIC_PREFIX, or nothing.") var topicPrefix: String?

    var topics: Topics { Topics(prefix: topicPrefix ?? ProcessInfo.processInfo.environment["NHIPSO_TOPIC_PREFIX"] ?? "") }

    /// - Throws: where no version can be called so.
    static func check(version: String) throws {
        let isWord = version.utf8.allSatisfy {
            (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || [45, 46, 95].contains($0)
        }
        guard let first = version.first, first.isLetter || first.isNumber, isWord, !Topics.isReserved(version: version) else {
            throw ValidationError(
                "--pipeline-version \(version): no version can be called so; take letters, digits, `.`, `_` and `-`, and no topic's first word"
            )
        }
    }
}

/// Which version of the pipelines is read.
struct VersionOptions: ParsableArguments {
    @Option(
        help: "The version of the pipelines: `default`, or a pipeline_version. Default: NHIPSO_PIPELINE_VERSION, else the one in force.")
    var pipelineVersion: String?

    func validate() throws {
        if let pipelineVersion { try TopicOptions.check(version: pipelineVersion) }
    }

    /// The version's name; nil: nobody has named one.
    var named: String? {
        if let pipelineVersion { return pipelineVersion }
        let variable = ProcessInfo.processInfo.environment["NHIPSO_PIPELINE_VERSION"] ?? ""
        return variable.isEmpty ? nil : variable
    }
}

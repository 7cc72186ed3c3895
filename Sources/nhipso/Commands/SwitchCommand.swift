import ArgumentParser
import Foundation
import Kafka
import Operations

/// `nhipso switch`: which version of the pipelines publishes.
struct SwitchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Let another version of the pipelines publish, or the former one again.", usage: "nhipso switch [<version>] [<options>]",
        discussion: """
            Workers with another pipeline_version read the same events from the oldest \
            that is kept, with a state of their own, and publish to \
            <version>.indicator-updates, where their figures can be looked at and \
            compared. This command puts a version in force: its workers go on in \
            indicator-updates from what stands there, with rising revisions, and those of \
            the former version stop writing there. They may run on: then the same command \
            with the former version takes the switch back at once. Without a version it \
            says which is in force. The version of workers without a pipeline_version is \
            called default.

            EXAMPLES
              nhipso switch
              nhipso switch v2
              nhipso switch default

            EXIT CODES
              0 done, or it was so already
              1 wrong usage
              3 the brokers do not answer, or refuse
              4 the version cannot come into force; nothing was changed
            """)

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var topics: TopicOptions
    @Argument(help: "The version to put in force.") var version: String?
    @Flag(
        help:
            "Also where older events are no longer kept, so that the version may know of old windows only a part, or no worker of it runs.")
    var force = false

    func run() throws {
        try withLogReader(broker, topics) { configuration, reader in
            guard let version else {
                try Console.print("\(try VersionSwitch.current(reader))\n")
                return
            }
            let writer = try LogWriter(configuration, logger: BrokerOptions.logger)
            defer { writer.close() }
            do {
                let before = try VersionSwitch(reader, writer).put(inForce: version, isForced: force, now: .now)
                if before == version {
                    Console.note("\(version) is in force already\n")
                } else {
                    Console.note("\(version) is in force; to take it back: nhipso switch \(before)\n")
                }
            } catch let refusal as VersionSwitch.Refusal {
                Console.error("\(refusal)")
                throw ExitCode(4)
            }
        }
    }
}

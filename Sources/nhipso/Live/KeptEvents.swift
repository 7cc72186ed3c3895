import Aggregation
import ArgumentParser
import Catalog
import Foundation
import Kafka
import Operations
import Synchronization

/// A folder of what identifies people: it goes with the command, also when that is interrupted.
private final class PassingFolder: Sendable {
    private let path: String
    private let isRemoved = Atomic(false)

    init(path: String) {
        self.path = path
        let interruption = Interruption()
        Thread.detachNewThread { [self] in
            while !isRemoved.load(ordering: .relaxed) {
                interruption.sleep(milliseconds: 200)
                guard interruption.isRequested else { continue }
                remove()
                Console.note("interrupted\n")
                exit(130)
            }
        }
    }

    func remove() {
        if isRemoved.exchange(true, ordering: .relaxed) { return }
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The events of a time that partners' topics keep, as files for the while of a replay.
struct KeptEvents {
    private let since: EventTime?
    private let until: EventTime?

    /// - Parameter range: `FROM..TO`; each a day, an RFC 3339 time, or nothing.
    init(_ range: String) throws {
        guard let dots = range.range(of: "..") else {
            throw ValidationError("--from-kafka \(range): expected FROM..TO, e.g. 2026-05-01..2026-06-01, or .. for all that is kept")
        }
        func time(_ text: Substring) throws -> EventTime? {
            text.isEmpty ? nil : try RejectOptions.time("--from-kafka", String(text))
        }
        since = try time(range[..<dots.lowerBound])
        until = try time(range[dots.upperBound...])
        if let since, let until, since >= until { throw ValidationError("--from-kafka \(range): the end is not after the beginning") }
    }

    /// Calls `body` with a folder of the events, which only this user may read and which is gone afterwards.
    ///
    /// - Throws: exit code 4 at the end where older events of the range may be gone already.
    func withFiles(_ broker: BrokerOptions, _ topics: TopicOptions, _ body: (_ folder: String, _ until: EventTime?) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-events-\(UUID().uuidString)").path
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            Console.error("\(folder): cannot be made: \(FileFailure.words(error))")
            throw ExitCode(3)
        }
        let files = PassingFolder(path: folder)
        defer { files.remove() }
        var cut: [String] = []
        try withLogReader(broker, topics) { _, reader in
            let account: EventExport.Account
            do { account = try EventExport(reader, folder: folder).run(since: since, until: until, topics: []) } catch let error
                where !(error is KafkaError)
            {
                Console.error("\(folder): cannot be written: \(FileFailure.words(error))")
                throw ExitCode(3)
            }
            guard account.events.values.contains(where: { $0 > 0 }) else {
                Console.error(
                    "partners' topics keep no event of that time (topics: \(account.events.keys.sorted().joined(separator: ", ")))")
                throw ExitCode(4)
            }
            cut = account.cutPartitions
        }
        // Nobody has seen an event of the future: it is judged as when it came.
        try body(folder, until.map { min($0, .now) })
        guard !cut.isEmpty else { return }
        Console.error("older events of that time are no longer kept, the figures may lack them: \(cut.joined(separator: ", "))")
        throw ExitCode(4)
    }
}

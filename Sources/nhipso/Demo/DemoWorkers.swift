import Foundation

/// The demo's workers: processes of this very program.
final class DemoWorkers {
    private struct Member {
        var name: String
        var process: Process
    }

    private let environment: [String: String]
    private let folder: String
    private var members: [Member] = []
    private var started = 0

    /// - Parameter folder: where their words go.
    init(environment: [String: String], folder: String) {
        self.environment = environment
        self.folder = folder
    }

    /// Names of those that run.
    var running: [String] { members.filter(\.process.isRunning).map(\.name) }

    func start() throws {
        started += 1
        let name = "worker-\(started)"
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["worker"]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let path = "\(folder)/\(name).log"
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let log = FileHandle(forWritingAtPath: path)
        process.standardError = log
        process.standardOutput = log
        process.standardInput = FileHandle.nullDevice
        try process.run()
        members.append(Member(name: name, process: process))
    }

    /// Ends the oldest that runs, at once and without warning; its name.
    func killOne() -> String? {
        guard let victim = members.first(where: \.process.isRunning) else { return nil }
        kill(victim.process.processIdentifier, SIGKILL)
        victim.process.waitUntilExit()
        return victim.name
    }

    /// Asks all to finish; says whether all have left in good order within 12 seconds. Who has not is ended.
    func stop() -> Bool {
        let running = members.filter(\.process.isRunning)
        for member in running { member.process.terminate() }
        let end = Date(timeIntervalSinceNow: 12)
        while running.contains(where: \.process.isRunning), Date() < end { Thread.sleep(forTimeInterval: 0.05) }
        for member in running where member.process.isRunning { kill(member.process.processIdentifier, SIGKILL) }
        return running.allSatisfy { !$0.process.isRunning && $0.process.terminationStatus == 0 }
    }
}

import Foundation
import Testing

@Suite("nhipso worker as a process") struct WorkerCommandTests {
    /// Signals whose handlers would write the memory behind registers to standard error, as bits of `SigCgt`.
    private static let crashSignals = [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV].reduce(UInt64(0)) {
        $0 | 1 << UInt64($1 - 1)
    }

    @Test(
        "what it writes when it crashes holds no memory: nothing at all, unless registers are left out by name",
        arguments: ["", "registers=none"])
    func crashReports(backtrace: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try CommandRun.executable())
        process.arguments = ["worker", "--pipelines", CommandRun.pipelines]
        process.environment = [
            "PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": ["enable=yes", backtrace].filter { !$0.isEmpty }.joined(separator: ","),
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        // It has begun.
        var said = ""
        while !said.contains("librdkafka") {
            let data = errors.fileHandleForReading.availableData
            guard !data.isEmpty else { break }
            said += String(decoding: data, as: UTF8.self)
        }
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        process.terminate()
        process.waitUntilExit()
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") })
        let caught = try #require(UInt64(line.split(separator: "\t")[1], radix: 16))
        if backtrace.isEmpty { #expect(caught & Self.crashSignals == 0) } else { #expect(caught & Self.crashSignals != 0) }
    }
}

import Foundation
import Testing

/// One run of the built `nhipso` as a process of its own.
struct CommandRun {
    let exitCode: Int32
    let output: String
    let errors: String

    /// No run of a test takes longer.
    private static let limitSeconds = 60.0

    /// - Parameters:
    ///   - input: what is on its standard input.
    ///   - output: a file to write standard output to, in place of keeping it.
    ///   - wrapper: a program, with its arguments, that runs it.
    ///   - stop: asked again and again while it runs; when it says so, the process is asked to end (SIGTERM).
    init(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], output: String? = nil, wrapper: [String] = [],
        stopWhen stop: ((Progress) -> Bool)? = nil
    ) throws {
        let scratch = try ScratchFolder()
        let command = wrapper + [try CommandRun.executable()] + arguments
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ["PATH": "/usr/bin:/bin", "NO_COLOR": "1"].merging(environment) { $1 }
        // Files, not pipes: nothing can wait for a reader.
        let paths = (
            input: try scratch.write("input", input), output: try scratch.write("output", ""), errors: try scratch.write("errors", "")
        )
        process.standardInput = FileHandle(forReadingAtPath: paths.input)
        process.standardOutput = FileHandle(forWritingAtPath: output ?? paths.output)
        process.standardError = FileHandle(forWritingAtPath: paths.errors)
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
        let end = DispatchTime.now() + CommandRun.limitSeconds
        if let stop {
            let progress = Progress(process: process.processIdentifier, errorsPath: paths.errors)
            while DispatchTime.now() < end, process.isRunning, !stop(progress) { Thread.sleep(forTimeInterval: 0.02) }
            process.terminate()
        }
        if ended.wait(timeout: end) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            Issue.record("nhipso \(arguments.joined(separator: " ")) takes longer than \(CommandRun.limitSeconds) s")
        }
        process.waitUntilExit()
        exitCode = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        self.output = try String(contentsOfFile: paths.output, encoding: .utf8)
        errors = try String(contentsOfFile: paths.errors, encoding: .utf8)
    }

    /// How far a run has come.
    struct Progress {
        fileprivate let process: Int32
        fileprivate let errorsPath: String

        /// What it has written to standard error.
        var errors: String { (try? String(contentsOfFile: errorsPath, encoding: .utf8)) ?? "" }

        /// A request to end would not simply kill it.
        var expectsTermination: Bool {
            let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
            return status.split(separator: "\n").contains { line in
                guard line.hasPrefix("SigIgn:") || line.hasPrefix("SigCgt:") else { return false }
                return (UInt64(line.split(separator: "\t")[1], radix: 16) ?? 0) & (1 << UInt64(SIGTERM - 1)) != 0
            }
        }
    }

    /// The program beside the one that runs the tests.
    static func executable() throws -> String {
        let folder = try #require(Bundle.main.executableURL).deletingLastPathComponent()
        let path = folder.appendingPathComponent("nhipso").path
        try #require(FileManager.default.isExecutableFile(atPath: path), "build it first: swift build")
        return path
    }

    /// The repository's `Pipelines`.
    static let pipelines = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines").path

    /// A replay over the province's pipelines, with a clock of July 2026.
    static func replay(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], output: String? = nil, wrapper: [String] = []
    ) throws -> CommandRun {
        let all = ["replay", "--pipelines", pipelines, "--now", "2026-07-01T00:00:00+07:00", "--out", "csv"] + arguments
        return try CommandRun(all, input: Array(input.utf8), environment: environment, output: output, wrapper: wrapper)
    }

    /// A good event: bill `number` of a household of Hạc Thành, May 2026.
    static func bill(_ number: Int) -> String {
        """
        {"specversion": "1.0", "id": "B-\(number)", "source": "pcthanhhoa/billing", "type": "vn.thanhhoa.elec.bill.issued", "data": \
        {"billId": "HD-\(number)", "contractRef": "PA07TH\(String(7_000_000 + number))", "billPeriod": "2026-05", \
        "customerClass": "domestic", "amountVnd": \(100_000 + number), "issuedAt": "2026-05-05T06:00:00+07:00", "communeCode": "14797"}}
        """
    }

    static func bills(_ numbers: Range<Int>) -> String { numbers.map { bill($0) + "\n" }.joined() }
}

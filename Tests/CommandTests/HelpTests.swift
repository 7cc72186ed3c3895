import Testing

@Suite("Help texts") struct HelpTests {
    private static let commands = [
        "", "lint", "contracts", "replay", "profile", "generate", "test", "reference", "worker", "broker", "send", "watch", "demo",
        "topics",
        "topics plan", "topics apply", "rejects", "rejects list", "rejects show", "rejects redrive", "rejects audit", "explain", "diff",
        "export", "switch", "tables", "tables put", "tables list",
    ]

    @Test("fit 80 columns, and no paragraph breaks before its line is full", arguments: commands) func width(command: String) throws {
        let run = try CommandRun(command.split(separator: " ").map(String.init) + ["--help"])
        #expect(run.exitCode == 0)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for line in lines { #expect(line.count <= 80, "\(line)") }
        let overview = lines.prefix { !$0.hasPrefix("USAGE:") }
        for (line, next) in zip(overview, overview.dropFirst()) {
            guard let word = next.split(separator: " ").first, !next.hasPrefix(" "), !line.isEmpty else { continue }
            // A text that is indented and goes on at the margin was broken by the terminal, not by us.
            #expect(!line.hasPrefix(" ") && line.count + 1 + word.count > 78, "\(line) | \(next)")
        }
    }
}

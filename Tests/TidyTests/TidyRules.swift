import Foundation

/// What the sources must keep to. Each rule gives its findings as `path:line: words`.
enum TidyRules {
    static let functionLinesMax = 70
    static let fileLinesMax = 400

    /// Which modules each may import: dependencies point down only, C libraries have one importer each, and the pure core has no Foundation.
    static let imports: [String: Set<String>] = [
        "Aggregation": ["CPrefetch"],
        "Catalog": ["Aggregation", "Foundation", "Yams"],
        "Ingest": ["Aggregation", "Catalog", "CSimdJSON", "CSodium", "CText"],
        "Publication": ["Aggregation", "Catalog"],
        "Generation": ["Aggregation", "Catalog", "Foundation"],
        "FuzzDecoder": ["Aggregation", "Catalog", "Foundation", "Ingest"],
        "Replay": ["Aggregation", "Catalog", "CZlib", "Dispatch", "Foundation", "Ingest", "Publication"],
        "PipelineTests": ["Aggregation", "Catalog", "Foundation", "Ingest", "Publication", "Synchronization"],
        "Telemetry": ["CoreMetrics", "Dispatch", "FlyingFox", "FlyingSocks", "Foundation", "Synchronization"],
        "Stages": ["Aggregation", "Catalog", "Ingest", "Publication", "Synchronization"],
        "Simulation": ["Aggregation", "Catalog", "Ingest", "Publication", "Stages"],
        "Kafka": ["CRdKafka", "Foundation", "Logging", "Synchronization"],
        "Workers": [
            "Aggregation", "CLinux", "Catalog", "Foundation", "Ingest", "Kafka", "Logging", "Stages", "Synchronization", "Telemetry",
        ],
        "Clients": ["Foundation", "Kafka", "Logging"],
        "Operations": [
            "Aggregation", "Catalog", "Clients", "Foundation", "Ingest", "Kafka", "Logging", "Publication", "Replay", "Stages", "Workers",
        ],
        "simulate": ["Catalog", "Dispatch", "Foundation", "Simulation", "Synchronization"],
        "nhipso": [
            "Aggregation", "ArgumentParser", "Catalog", "Clients", "Dispatch", "Foundation", "Generation", "Ingest", "Kafka", "Logging",
            "Operations", "PipelineTests", "Publication", "Replay", "Stages", "Synchronization", "Telemetry", "Workers",
        ],
    ]

    static func all(_ source: SourceText) -> [String] {
        longFile(source) + longFunctions(source) + bannedCalls(source) + marks(source) + codeInComments(source) + imports(source)
            + unexplainedUnchecked(source) + emptyNames(source) + rivalWords(source)
    }

    private static func finding(_ source: SourceText, _ line: Int, _ words: String) -> String { "\(source.path):\(line): \(words)" }

    static func longFile(_ source: SourceText) -> [String] {
        guard source.lineCount > fileLinesMax else { return [] }
        return [finding(source, 1, "\(source.lineCount) lines; at most \(fileLinesMax)")]
    }

    static func longFunctions(_ source: SourceText) -> [String] {
        let modifiers = #"(?:@\w+(?:\([^)\n]*\))? +|(?:\w+(?:\(\w+\))?) +)*"#
        let declarations = source.matches(of: "^ *" + modifiers + #"(?:func +[^ ]|init[?<(]|deinit *\{|subscript[<(])"#, in: source.code)
        return declarations.compactMap { range in
            let first = source.line(at: range.lowerBound, of: source.code)
            guard let count = linesToEnd(ofBodyFrom: range.lowerBound, in: source.code), count > functionLinesMax else { return nil }
            return finding(source, first, "a function of \(count) lines; at most \(functionLinesMax)")
        }
    }

    /// Lines from there to the brace that closes the first body; nil without one.
    private static func linesToEnd(ofBodyFrom start: String.Index, in code: String) -> Int? {
        var parentheses = 0
        var braces = 0
        var lines = 1
        for byte in code.utf8[start...] {
            switch byte {
            case 0x0A: lines += 1
            case 0x28, 0x5B: parentheses += 1
            case 0x29, 0x5D: parentheses -= 1
            case 0x7B where parentheses == 0 || braces > 0: braces += 1
            case 0x7D where braces > 0:
                braces -= 1
                if braces == 0 { return lines }
            case 0x7D where parentheses == 0: return nil
            default: break
            }
        }
        return nil
    }

    static func bannedCalls(_ source: SourceText) -> [String] {
        var banned = [
            (#"\btry!"#, "try! hides an error"), (#"\bas!"#, "as! ends the program"),
            (#"\bfatalError\("#, "fatalError: use precondition for our own broken invariants"),
            (#"[\w\)\]\}"?]!(?!=)"#, "a forced unwrap ends the program"),
        ]
        if source.module != "nhipso" { banned.append((#"(?<![.\w])(?:print|debugPrint|dump|NSLog)\("#, "only nhipso prints")) }
        return banned.flatMap { pattern, words in
            source.lines(of: pattern).filter { !isUnwrapOf(keyword: $0, source) || words != "a forced unwrap ends the program" }
                .map { finding(source, $0, words) }
        }
    }

    /// `try!` and `as!` are named by their own rules.
    private static func isUnwrapOf(keyword line: Int, _ source: SourceText) -> Bool {
        let text = source.code.split(separator: "\n", omittingEmptySubsequences: false)[line - 1]
        let rest = text.replacing("try!", with: "").replacing("as!", with: "")
        return source.matches(of: #"[\w\)\]\}"?]!(?!=)"#, in: String(rest)).isEmpty
    }

    static func marks(_ source: SourceText) -> [String] {
        let found = source.matches(of: #"\b(?:TODO|FIXME|XXX|HACK)\b"#, in: source.comments)
        return found.map { finding(source, source.line(at: $0.lowerBound, of: source.comments), "a stray mark: do it, or say why not") }
    }

    static func codeInComments(_ source: SourceText) -> [String] {
        let statement = #"^ *//+ *(?:let|var|func|guard|import|return|if|for|while|self|try|switch)\b.*(?:[{}]|\)|;| = .+)$"#
        return source.matches(of: statement, in: source.comments).filter { range in
            // A sentence may end in a parenthesis: code has no word after word after word.
            let words = source.comments[range].split(separator: " ").dropFirst()
            let isProse = words.count > 4 && words.allSatisfy { $0.allSatisfy { $0.isLetter || ",.()'’".contains($0) } }
            return !isProse
        }
        .map { finding(source, source.line(at: $0.lowerBound, of: source.comments), "code in a comment: delete it") }
    }

    static func imports(_ source: SourceText) -> [String] {
        guard let allowed = imports[source.module] else {
            return [finding(source, 1, "the module \(source.module) is not in the list of who may import what")]
        }
        return source.matches(of: #"^ *(?:@\w+ +)?(?:public +|package +|internal +)?import +(?:\w+ +)?\w+"#, in: source.code).compactMap {
            range in
            let name = String(source.code[range].split(separator: " ").last ?? "")
            if allowed.contains(name) { return nil }
            return finding(source, source.line(at: range.lowerBound, of: source.code), "\(source.module) may not import \(name)")
        }
    }

    static func unexplainedUnchecked(_ source: SourceText) -> [String] {
        let code = source.code.split(separator: "\n", omittingEmptySubsequences: false)
        let comments = source.comments.split(separator: "\n", omittingEmptySubsequences: false)
        return source.lines(of: #"@unchecked +Sendable|nonisolated\(unsafe\)"#).compactMap { line in
            var above = line - 2
            while above >= 0, code[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
            if above >= 0, comments[above].contains("//") { return nil }
            return finding(source, line, "say above which lock or thread makes this safe")
        }
    }

    static func emptyNames(_ source: SourceText) -> [String] {
        let empty = ["Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Common", "Manager", "Impl"]
        let file = source.path.split(separator: "/").last.map { String($0.prefix { $0 != "." && $0 != "+" }) } ?? ""
        return ([file] + Glossary.typeNames(in: source)).flatMap { name in
            Glossary.words(of: name).filter { word in empty.contains { $0.lowercased() == word } }
                .map { finding(source, 1, "\(name): name a thing after what it holds or does, not `\($0)`") }
        }
    }

    static func rivalWords(_ source: SourceText) -> [String] {
        Glossary.typeNames(in: source).flatMap { name in
            Glossary.rivals(in: name).map { finding(source, 1, "\(name): the glossary says `\($0.word)`, not `\($0.rival)`") }
        }
    }
}

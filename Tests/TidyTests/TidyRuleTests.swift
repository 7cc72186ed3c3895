import Testing

/// What a rule does not notice it does not forbid: each is shown something to find, and something alike that is in order.
@Suite("The rules of tidiness find what they are for") struct TidyRuleTests {
    private func source(_ text: String, path: String = "Replay/File.swift") -> SourceText { SourceText(path: path, text: text) }

    private func function(lines: Int, head: String = "    func f(_ g: () -> Void = {}) {") -> String {
        "struct S {\n\(head)\n" + String(repeating: "        if a { b() }\n", count: lines - 2) + "    }\n}\n"
    }

    @Test(
        "Functions of more than 70 lines",
        arguments: [
            "    func f(_ g: () -> Void = {}) {", "    public mutating func f<T>(\n) throws(E) -> T {", "    init?(text: [Int]) {",
            "    @inline(__always) private static func f() {", "    deinit {", "    subscript(a: Int) -> Int {",
        ])
    func longFunctions(head: String) {
        let lines = 70 - (head.split(separator: "\n").count - 1)
        #expect(TidyRules.longFunctions(source(function(lines: lines, head: head))).isEmpty)
        #expect(
            TidyRules.longFunctions(source(function(lines: lines + 1, head: head))) == [
                "Replay/File.swift:2: a function of 71 lines; at most 70"
            ])
    }

    @Test("Requirements without a body are no functions, whatever follows") func requirements() {
        let text = "protocol P {\n    func f()\n}\n" + String(repeating: "let a = 1\n", count: 80) + "struct S {}\n"
        #expect(TidyRules.longFunctions(source(text)).isEmpty)
    }

    @Test("Files of more than 400 lines") func longFiles() {
        #expect(TidyRules.longFile(source(String(repeating: "a\n", count: 400))).isEmpty)
        #expect(TidyRules.longFile(source(String(repeating: "a\n", count: 401))).count == 1)
        #expect(TidyRules.longFile(source(String(repeating: "a\n", count: 400) + "a")).count == 1)
    }

    @Test(
        "Banned calls",
        arguments: [
            "let a = try! f()", "let a = b as! C", "fatalError(\"x\")", "let a = b!", "let a = f()!.c", "let a = b[0]!", "var a: Int!",
            "print(a)", "    debugPrint(a)", "let a = \"\\(b!)\"",
        ])
    func bannedCalls(line: String) { #expect(TidyRules.bannedCalls(source(line + "\n")).count == 1) }

    @Test(
        "What only looks like banned calls",
        arguments: [
            "let a = !b", "if a != b, !c {}", "// try! as! fatalError( b!", "let a = \"print(x) try! b!\"", "writer.print(a)", "/* a! */",
            "let a = #\"b!\"#", "func blueprint() {} ; blueprint()", "let a = \"\\(b ? \"c!\" : \"d\") e!\"",
        ])
    func allowedCalls(line: String) { #expect(TidyRules.bannedCalls(source(line + "\n")).isEmpty) }

    @Test("nhipso may print") func nhipsoPrints() {
        #expect(TidyRules.bannedCalls(source("print(a)\n", path: "nhipso/A.swift")).isEmpty)
    }

    @Test("Stray marks") func marks() {
        #expect(TidyRules.marks(source("let a = 1\n// TODO: more\n")) == ["Replay/File.swift:2: a stray mark: do it, or say why not"])
        #expect(TidyRules.marks(source("/* FIXME */\n")).count == 1)
        #expect(TidyRules.marks(source("let a = \"TODO\" // nothing to do, and no todos\n")).isEmpty)
    }

    @Test(
        "Code in comments",
        arguments: [
            "// let a = b", "    // if a { b() }", "//    return f(a)", "// for a in b {", "// self.a = b",
            "// guard let a else { return }",
        ])
    func codeInComments(line: String) { #expect(TidyRules.codeInComments(source(line + "\n")).count == 1) }

    @Test(
        "Sentences in comments",
        arguments: [
            "// If this is late, it is a reject.", "/// For every window (of the same length)", "// return what was there before",
            "/// - Parameter a: let it be", "// Try again later; the broker may be away.", "// import comes first",
        ])
    func sentencesInComments(line: String) { #expect(TidyRules.codeInComments(source(line + "\n")).isEmpty) }

    @Test("Imports that point upwards, or out of the core") func imports() {
        #expect(TidyRules.imports(source("import Foundation\n", path: "Aggregation/A.swift")).count == 1)
        #expect(TidyRules.imports(source("import Foundation\n", path: "Publication/A.swift")).count == 1)
        #expect(TidyRules.imports(source("internal import Replay\n", path: "Ingest/A.swift")).count == 1)
        #expect(TidyRules.imports(source("import struct Replay.ReplayResult\n", path: "Ingest/A.swift")).count == 1)
        #expect(TidyRules.imports(source("import CSimdJSON\n", path: "Replay/A.swift")).count == 1)
        #expect(TidyRules.imports(source("import Aggregation\nimport CSimdJSON\n", path: "Ingest/A.swift")).isEmpty)
        #expect(TidyRules.imports(source("import Aggregation\n", path: "Novel/A.swift")).count == 1)
    }

    @Test("Unchecked sendability without a word") func unchecked() {
        let explained = "/// Only the thread of the stage calls it.\n@frozen\nfinal class A: @unchecked Sendable {}\n"
        #expect(TidyRules.unexplainedUnchecked(source(explained)).isEmpty)
        #expect(TidyRules.unexplainedUnchecked(source("let b = 1\nfinal class A: @unchecked Sendable {}\n")).count == 1)
        #expect(TidyRules.unexplainedUnchecked(source("nonisolated(unsafe) var a = 1\n")).count == 1)
    }

    @Test("Names that say nothing, and rivals of the glossary's words") func names() {
        #expect(TidyRules.emptyNames(source("enum TextUtils {}\n")).count == 1)
        #expect(TidyRules.emptyNames(source("enum A {}\n", path: "Replay/Helpers.swift")).count == 1)
        #expect(TidyRules.emptyNames(source("struct Managed {}\n")).isEmpty)
        #expect(TidyRules.rivalWords(source("struct CellBuckets {}\n")).count == 1)
        #expect(TidyRules.rivalWords(source("struct DeadLetterQueue {}\n")).count == 1)
        #expect(TidyRules.rivalWords(source("struct Forward {}\nenum SnapshotError {}\n")).isEmpty)
        #expect(Glossary.yamlKeys("a: {bucket: 1, b: [c]}\n  - tombstone: x # d: e\n").map(\.key) == ["a", "bucket", "b", "tombstone"])
    }

    @Test("Texts and comments are told from code") func scanner() {
        let text = #"""
            let a = "b // \(c + "d\"" + #"e"f"#) g" // h
            /* i /* j */ k */ let l = """
                m "n" \(o)
                """ + p
            """#
        let found = SourceText(path: "Replay/A.swift", text: text)
        let code = found.code.split { $0.isWhitespace }.joined(separator: " ")
        #expect(code == #"let a = " c + " " + " " " let l = " o " + p"#)
        let comments = found.comments.split { $0.isWhitespace }.joined(separator: " ")
        #expect(comments == "// h /* i /* j */ k */")
        #expect(found.lineCount == 4)
    }
}

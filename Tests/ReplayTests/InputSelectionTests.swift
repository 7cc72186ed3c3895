import Foundation
import Testing

@testable import Replay

@Suite("Files and folders as input") struct InputSelectionTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    @Test("a folder's event files are read, gzipped or not, and nothing else in it") func aFoldersEventFiles() throws {
        try folder.write("a.ndjson", ReplayProbe.bills(0..<3))
        try folder.write("b.jsonl", ReplayProbe.bills(3..<6))
        try folder.write("c.json", ReplayProbe.bill(6))
        try folder.write("d.ndjson.gz", Gzip.compress(Array(ReplayProbe.bills(7..<10).utf8)))
        try folder.write("empty.ndjson", "")
        for name in ["README.md", "expected.csv", "a.ndjson.bak", "notes", "e.gz"] { try folder.write(name, "not an event\n") }
        try FileManager.default.createDirectory(atPath: folder.path("within.ndjson"), withIntermediateDirectories: false)
        try FileManager.default.createDirectory(atPath: folder.path("within"), withIntermediateDirectories: false)
        try folder.write("within/f.ndjson", ReplayProbe.bills(20..<30))
        let scratch = try ScratchFolder()
        let outcome = try ReplayProbe.run([folder.path], in: scratch)
        #expect(outcome.account.lines == 10)
        #expect(outcome.account.counted == 10)
        #expect(outcome.result.failures == [])
    }

    @Test("several paths are read together, and a file named twice repeats itself") func severalPaths() throws {
        let first = try folder.write("a.ndjson", ReplayProbe.bills(0..<3))
        let second = try folder.write("b.txt", ReplayProbe.bills(3..<5))
        let outcome = try ReplayProbe.run([first, second, first], in: folder)
        #expect((outcome.account.counted, outcome.account.repeated) == (5, 3))
    }

    @Test("a missing path, an empty folder and one without event files are errors before anything is read") func missingPaths() throws {
        try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: false)
        for path in [folder.path("nowhere.ndjson"), folder.path("empty"), folder.path("nowhere/"), ""] {
            let error = #expect(throws: ReplayError.self) { _ = try InputSelection(paths: [path]) }
            #expect(error?.code == .inputOutput)
            #expect(error?.message.hasPrefix(path + ": ") == true, "\(error?.message ?? "")")
        }
    }

    @Test("a file that cannot be opened is named, and the others are read") func aFileThatCannotBeOpened() throws {
        try folder.write("a.ndjson", ReplayProbe.bills(0..<3))
        try FileManager.default.createSymbolicLink(atPath: folder.path("b.ndjson"), withDestinationPath: folder.path("gone"))
        try folder.write("c.ndjson", ReplayProbe.bills(3..<5))
        let outcome = try ReplayProbe.run([folder.path], in: try ScratchFolder())
        #expect(outcome.account.counted == 5)
        #expect(outcome.result.failures.count == 1)
        #expect(outcome.result.failures.first?.hasPrefix(folder.path("b.ndjson") + ": cannot be opened") == true)
    }

    @Test("more files than are read side by side are all read") func moreFilesThanSources() throws {
        let count = InputSelection.maximumSources * 2 + 3
        for number in 0..<count { try folder.write("\(1000 + number).ndjson", ReplayProbe.bill(number)) }
        let outcome = try ReplayProbe.run([folder.path], in: try ScratchFolder())
        #expect(outcome.account.counted == Int64(count))
        #expect(outcome.account.lines == Int64(count))
    }

    @Test("lines are numbered within their own file") func linesAreNumberedWithinTheirFile() throws {
        try folder.write("a.ndjson", ReplayProbe.bills(0..<3) + "{\n")
        try folder.write("b.ndjson", "[\n" + ReplayProbe.bills(3..<5))
        let outcome = try ReplayProbe.run([folder.path], in: try ScratchFolder())
        let places = Set(outcome.rejects.map { "\($0.file.split(separator: "/").last ?? "") \($0.line) \($0.event ?? "")" })
        #expect(places == ["a.ndjson 4 {", "b.ndjson 1 ["])
    }

    @Test("the partner that a file's name says must be that of its events") func thePartnerOfAFile() throws {
        #expect(InputSelection.partner(ofFile: "x/in.power.bills.ndjson") == "power")
        #expect(InputSelection.partner(ofFile: "in.power.bills.2026-05.ndjson.gz") == "power")
        for name in ["in.power.ndjson", "power.bills.x.ndjson", "x.in.power.bills.ndjson", "-", ""] {
            #expect(InputSelection.partner(ofFile: name) == nil, "\(name)")
        }
        try folder.write("in.pcthanhhoa.bills.ndjson", ReplayProbe.bills(0..<2))
        try folder.write("in.post-office.bills.ndjson", ReplayProbe.bills(2..<4))
        let outcome = try ReplayProbe.run([folder.path], in: try ScratchFolder())
        #expect(outcome.account.counted == 2)
        #expect(outcome.rejects.map { "\($0.reason) \($0.path)" } == ["source-mismatch /source", "source-mismatch /source"])
    }

    @Test("standard input has no known size") func standardInputHasNoKnownSize() throws {
        let file = try folder.write("a.ndjson", "12345")
        #expect(try InputSelection(paths: [file]).totalBytes == 5)
        #expect(try InputSelection(paths: [file, "-"]).totalBytes == nil)
        #expect(try InputSelection(paths: ["-"]).files == ["-"])
    }
}

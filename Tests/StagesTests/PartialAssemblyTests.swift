import Aggregation
import Testing

@testable import Stages

@Suite("Partials put together") struct PartialAssemblyTests {
    private static let window = Window(length: .month, ordinal: 24_316)
    private static let source = PartialSource(pipeline: "electricity", planDigest: 7, partition: 0)
    private let assembly = AssemblyProbe()

    private func content(_ commune: UInt32, _ value: Int64) -> CellContent {
        CellContent(
            Cell(window: PartialAssemblyTests.window, commune: CommuneCode(rawValue: commune), values: [value], subjects: value),
            partnerNames: [])
    }

    private func cell(_ commune: UInt32, _ value: Int64, at position: Int64) -> PartialCell {
        PartialCell(
            source: PartialAssemblyTests.source, position: position, window: PartialAssemblyTests.window, content: content(commune, value))
    }

    /// A mark over a window that holds these values.
    private func mark(_ values: [UInt32: Int64], at position: Int64, wholeSince: Int64 = 0) -> PartialMark {
        PartialMark(
            source: PartialAssemblyTests.source, position: position, window: PartialAssemblyTests.window,
            digest: values.reduce(0) { $0 ^ content($1.key, $1.value).digest }, wholeSince: wholeSince, watermark: .distantPast,
            newestLogTime: .distantPast)
    }

    /// A mark of the partition, of whose windows the one holds these values.
    private func progress(_ count: UInt32, _ values: [UInt32: Int64], at position: Int64, watermark: Int64 = 5) -> PartialMark {
        var digests = WindowDigests()
        for (commune, value) in values {
            _ = digests.note(PartialAssemblyTests.window, CommuneCode(rawValue: commune), digest: content(commune, value).digest)
        }
        return PartialMark(
            source: PartialAssemblyTests.source, position: position, window: nil, digest: digests.digest(), windowCount: count,
            watermark: EventTime(rawValue: watermark), newestLogTime: .distantPast)
    }

    @Test("cells wait for their mark and come all at once") func together() {
        assembly.accept(cell(1, 10, at: 3))
        assembly.accept(cell(2, 20, at: 3))
        #expect(!assembly.isWhole)
        #expect(assembly.accept(mark([1: 10, 2: 20], at: 3)) == [content(1, 10), content(2, 20)])
        #expect(!assembly.isWhole, "the partition has not said how many windows it has")
        _ = assembly.accept(progress(1, [1: 10, 2: 20], at: 3))
        #expect(assembly.isWhole && assembly.watermark == EventTime(rawValue: 5))
        _ = assembly.accept(progress(2, [1: 10, 2: 20], at: 4))
        #expect(!assembly.isWhole, "there is a window more")
    }

    @Test("a window of which a cell is missing is held back, and so is the watermark, until the owner writes it again")
    func heldBack() {
        assembly.accept(cell(1, 10, at: 3))
        #expect(assembly.accept(mark([1: 10, 2: 20], at: 3)) == nil)
        _ = assembly.accept(progress(1, [1: 10, 2: 20], at: 3))
        #expect(!assembly.isWhole && assembly.watermark == nil && assembly.unmetWindows == [PartialAssemblyTests.window])
        assembly.accept(cell(1, 10, at: 4))
        assembly.accept(cell(2, 20, at: 4))
        #expect(assembly.accept(mark([1: 10, 2: 20], at: 4, wholeSince: 4)) == [content(1, 10), content(2, 20)])
        #expect(assembly.isWhole && assembly.watermark == EventTime(rawValue: 5))
    }

    @Test("of two owners at once the one further on is heard, whatever the other writes in between") func twoOwners() {
        assembly.accept(cell(1, 10, at: 3))
        assembly.accept(cell(1, 12, at: 6))
        #expect(assembly.accept(mark([1: 12], at: 6)) == [content(1, 12)])
        assembly.accept(cell(1, 11, at: 4))
        #expect(assembly.accept(mark([1: 11], at: 4)) == nil)
        #expect(assembly.unmetWindows.isEmpty)
        assembly.accept(cell(1, 13, at: 8))
        assembly.accept(cell(1, 12, at: 5))
        #expect(assembly.accept(mark([1: 13], at: 8)) == [content(1, 13)])
    }

    @Test("a mark speaks only for cells up to its position") func ahead() {
        assembly.accept(cell(1, 10, at: 3))
        assembly.accept(cell(1, 15, at: 9))
        #expect(assembly.accept(mark([1: 10], at: 3)) == [content(1, 10)])
        #expect(assembly.accept(mark([1: 15], at: 9)) == [content(1, 15)])
    }

    @Test("where compaction has left a late writer's record in place of a newer one, nothing is taken in until it is written again")
    func compacted() {
        // Of commune 2 a late writer's record of position 2 is all that is left.
        assembly.accept(cell(1, 10, at: 7))
        assembly.accept(cell(2, 19, at: 2))
        #expect(assembly.accept(mark([1: 10, 2: 20], at: 7)) == nil)
        assembly.accept(cell(1, 10, at: 7))
        assembly.accept(cell(2, 20, at: 7))
        #expect(assembly.accept(mark([1: 10, 2: 20], at: 7, wholeSince: 7)) == [content(1, 10), content(2, 20)])
    }

    @Test("where compaction has left a late writer's whole window, the watermark of the owner does not hold for it")
    func compactedWindow() {
        assembly.accept(cell(1, 10, at: 3))
        #expect(assembly.accept(mark([1: 10], at: 3, wholeSince: 3)) == [content(1, 10)])
        _ = assembly.accept(progress(1, [1: 12], at: 7))
        #expect(!assembly.isWhole && assembly.watermark == nil)
        assembly.accept(cell(1, 12, at: 7))
        #expect(assembly.accept(mark([1: 12], at: 7, wholeSince: 7)) == [content(1, 12)])
        #expect(assembly.isWhole && assembly.watermark == EventTime(rawValue: 5))
    }

    @Test("the digest of windows tells in which of them a cell is") func digestOfWindows() {
        let later = Window(length: .month, ordinal: 24_317)
        var (both, none, one) = (WindowDigests(), WindowDigests(), WindowDigests())
        for window in [PartialAssemblyTests.window, later] { _ = both.note(window, CommuneCode(rawValue: 1), digest: 77) }
        _ = one.note(later, CommuneCode(rawValue: 1), digest: 77)
        _ = none.note(later, CommuneCode(rawValue: 1), digest: 0)
        #expect(none.digest() == 0 && both.digest() != 0 && both.digest() != one.digest())
        #expect(both.digest { $0 == later } == one.digest())
    }

    @Test("what was not written again since the window was whole is empty") func emptied() {
        assembly.accept(cell(1, 10, at: 3))
        assembly.accept(cell(2, 20, at: 3))
        _ = assembly.accept(mark([1: 10, 2: 20], at: 3))
        // A successor restored a state in which nothing counts in commune 2 any more, and has never heard of it.
        assembly.accept(cell(1, 10, at: 8))
        let taken = assembly.accept(mark([1: 10], at: 8, wholeSince: 8))
        #expect(taken?.map(\.commune.rawValue) == [1, 2] && taken?.last?.isEmpty == true)
        // A late writer's record of before then is not heard either.
        let fresh = AssemblyProbe()
        fresh.accept(cell(2, 20, at: 3))
        fresh.accept(cell(1, 10, at: 8))
        #expect(fresh.accept(mark([1: 10], at: 8, wholeSince: 8)) == [content(1, 10)])
    }

    @Test("a window in which nothing counts any more is emptied by its mark alone") func emptyWindow() {
        assembly.accept(cell(1, 10, at: 3))
        _ = assembly.accept(mark([1: 10], at: 3))
        #expect(assembly.accept(mark([:], at: 9, wholeSince: 9))?.first?.isEmpty == true)
    }
}

/// An assembly behind a reference, so that an expectation may feed it.
private final class AssemblyProbe {
    private var assembly = PartialAssembly()

    var isWhole: Bool { assembly.isWhole }
    var watermark: EventTime? { assembly.watermark }
    var unmetWindows: [Window] { assembly.unmetWindows }

    func accept(_ cell: PartialCell) { assembly.accept(cell) }
    func accept(_ mark: PartialMark) -> [CellContent]? { assembly.accept(mark) }
}

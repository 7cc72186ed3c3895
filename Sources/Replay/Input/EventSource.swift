import Aggregation
import Foundation
import Ingest

/// One source of events: files read one after the other, a chunk of whole lines at a time.
///
/// Where chunks end depends on the bytes alone, never on how they arrive, so that a re-run does the same.
final class EventSource {
    static let chunkBytes = 1 << 18
    /// Longer lines are not kept whole: only their beginning is, for the reject.
    static let maximumLineBytes = 4 << 20

    private var pendingFiles: ArraySlice<String>
    private var file: InputFile?
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// What is in the buffer: `begin..<filled`.
    private var begin = 0
    private var filled = 0
    private var atEndOfFile = true
    private var lineNumber: Int64 = 0
    /// Bytes of a line that is being skipped, when it is longer than the buffer may grow.
    private var skipped = 0
    private(set) var lines: [InputLine] = []
    private(set) var path = ""
    /// The partner that the file's name gives.
    private(set) var partner: String?
    private(set) var failures: [String] = []
    private var bytesOfEarlierFiles: Int64 = 0
    /// The largest business time so far.
    var latest = EventTime.distantPast

    init(files: [String]) {
        pendingFiles = files[...]
        capacity = EventSource.chunkBytes + 4096
        buffer = .allocate(capacity: capacity + Ingester.padding)
        buffer.initialize(repeating: 0, count: capacity + Ingester.padding)
    }

    deinit { buffer.deallocate() }

    /// How many bytes of the files have been read.
    var position: Int64 { bytesOfEarlierFiles + (file?.position ?? 0) }

    /// The bytes of a line; behind the last one, padding is readable.
    func bytes(_ line: InputLine) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: buffer + line.start, count: line.count) }

    /// Reads on; false when there is nothing more.
    func nextChunk() -> Bool {
        lines.removeAll(keepingCapacity: true)
        while lines.isEmpty {
            if atEndOfFile, begin == filled {
                guard openNext() else { return false }
            }
            fill()
            splitLines()
        }
        return true
    }

    private func openNext() -> Bool {
        while let next = pendingFiles.popFirst() {
            finishFile()
            do throws(ReplayError) {
                file = try InputFile(path: next)
                path = next
                partner = InputSelection.partner(ofFile: next)
                atEndOfFile = false
                lineNumber = 0
                begin = 0
                filled = 0
                skipByteOrderMark()
                return true
            } catch {
                failures.append(error.message)
            }
        }
        finishFile()
        return false
    }

    private func finishFile() {
        guard let file else { return }
        if let failure = file.failure { failures.append("\(file.path): \(failure)") }
        bytesOfEarlierFiles += file.position
        self.file = nil
    }

    /// A UTF-8 byte order mark before the first line is no part of it.
    private func skipByteOrderMark() {
        fill()
        if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { begin = 3 }
    }

    /// Moves the rest of the last chunk to the front and reads until the chunk is full or the file ends.
    private func fill() {
        if begin > 0 {
            buffer.update(from: buffer + begin, count: filled - begin)
            filled -= begin
            begin = 0
        }
        if filled == capacity, capacity < EventSource.maximumLineBytes { grow() }
        let wanted = capacity - filled
        guard !atEndOfFile, wanted > 0, let file else { return }
        let count = file.read(into: UnsafeMutableRawBufferPointer(start: buffer + filled, count: wanted))
        filled += count
        if count < wanted { atEndOfFile = true }
    }

    private func grow() {
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 4 + Ingester.padding)
        larger.initialize(repeating: 0, count: capacity * 4 + Ingester.padding)
        larger.update(from: buffer, count: filled)
        buffer.deallocate()
        buffer = larger
        capacity *= 4
    }

    private func splitLines() {
        var at = begin
        while at < filled, let found = memchr(buffer + at, 0x0A, filled - at) {
            let end = buffer.distance(to: found.assumingMemoryBound(to: UInt8.self))
            add(at, end - at)
            at = end + 1
        }
        begin = at
        if atEndOfFile, begin < filled {
            add(begin, filled - begin)
            begin = filled
        } else if atEndOfFile, skipped > 0 {
            addSkipped()
        } else if begin == 0, filled == capacity, capacity >= EventSource.maximumLineBytes {
            // A line without end: count it, keep nothing of it but a beginning (the buffer's first bytes stay where they are).
            skipped += filled - EventSource.keptOfLongLine
            filled = EventSource.keptOfLongLine
        }
    }

    /// How much of an overlong line is kept for its reject.
    static let keptOfLongLine = 1 << 12

    private func add(_ start: Int, _ count: Int) {
        lineNumber += 1
        lines.append(InputLine(start: start, count: count, number: lineNumber, fullCount: count + skipped))
        skipped = 0
    }

    private func addSkipped() {
        add(begin, filled - begin)
        begin = filled
    }
}

import Aggregation
import Foundation
import Ingest

/// One source of events: files read one after the other, a chunk of whole lines at a time.
///
/// Where chunks end depends on the bytes alone, never on how they arrive, so that a re-run does the same.
final class EventSource {
    /// Small enough that a chunk and all that is made of it stay in a processor's own cache.
    static let chunkBytes = 1 << 16
    /// Longer lines are not kept whole: only their beginning is, for the reject.
    static let maximumLineBytes = 4 << 20
    /// How much of an overlong line is kept.
    static let keptOfLongLine = 1 << 12

    private var pendingFiles: ArraySlice<String>
    private var file: InputFile?
    private var path = ""
    private var partner: String?
    private var atEndOfFile = true
    private var lineNumber: Int64 = 0
    /// The beginning of a line whose end is in the next chunk.
    private var rest: [UInt8] = []
    /// Bytes that were left out of a line that is longer than may be kept.
    private var skipped = 0
    private(set) var failures: [String] = []
    private var bytesOfEarlierFiles: Int64 = 0
    /// The largest business time so far.
    var latest = EventTime.distantPast
    private(set) var isFinished = false

    init(files: [String]) { pendingFiles = files[...] }

    /// How many bytes of the files have been read.
    var position: Int64 { bytesOfEarlierFiles + (file?.position ?? 0) }

    /// Reads the next lines; false when there is nothing more.
    func next(into chunk: EventChunk) -> Bool {
        chunk.lines.removeAll(keepingCapacity: true)
        chunk.filled = 0
        while chunk.lines.isEmpty {
            if atEndOfFile, !openNext() {
                isFinished = true
                return false
            }
            read(into: chunk)
        }
        chunk.path = path
        chunk.partner = partner
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

    /// Reads until the chunk is full or the file ends, and splits what is there into lines.
    private func read(into chunk: EventChunk) {
        guard let file else { return }
        // By what is left over alone: a chunk that has grown for another line must not end elsewhere than one that has not.
        var capacity = EventSource.chunkBytes
        while rest.count >= capacity { capacity = min(capacity * 4, EventSource.maximumLineBytes + EventSource.chunkBytes) }
        if chunk.capacity < capacity { chunk.grow(to: capacity) }
        rest.withUnsafeBufferPointer { rest in
            if let base = rest.baseAddress { chunk.buffer.update(from: base, count: rest.count) }
        }
        chunk.filled = rest.count
        rest.removeAll(keepingCapacity: true)
        let wanted = capacity - chunk.filled
        let count = file.read(into: UnsafeMutableRawBufferPointer(start: chunk.buffer + chunk.filled, count: wanted))
        chunk.filled += count
        if count < wanted { atEndOfFile = true }
        split(chunk, from: lineNumber == 0 && skipped == 0 ? byteOrderMark(chunk) : 0)
    }

    /// The length of a UTF-8 byte order mark at the beginning of a file, which is no part of its first line.
    private func byteOrderMark(_ chunk: EventChunk) -> Int {
        let buffer = chunk.buffer
        return chunk.filled >= 3 && buffer[0] == 0xEF && buffer[1] == 0xBB && buffer[2] == 0xBF ? 3 : 0
    }

    private func split(_ chunk: EventChunk, from start: Int) {
        let buffer = chunk.buffer
        var at = start
        while at < chunk.filled, let found = memchr(buffer + at, 0x0A, chunk.filled - at) {
            let end = buffer.distance(to: found.assumingMemoryBound(to: UInt8.self))
            add(at, end - at, to: chunk)
            at = end + 1
        }
        if atEndOfFile {
            if at < chunk.filled { add(at, chunk.filled - at, to: chunk) }
        } else {
            keep(UnsafeBufferPointer(start: buffer + at, count: chunk.filled - at))
        }
    }

    /// Keeps the beginning of a line for the next chunk; of an overlong one only a part.
    private func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count > EventSource.maximumLineBytes || skipped > 0 else {
            rest.append(contentsOf: bytes)
            return
        }
        let kept = min(bytes.count, EventSource.keptOfLongLine)
        skipped += bytes.count - kept
        rest.append(contentsOf: bytes.prefix(kept))
    }

    private func add(_ start: Int, _ count: Int, to chunk: EventChunk) {
        lineNumber += 1
        // What stands behind the kept beginning of a skipped line is its end, not what came next.
        let kept = skipped > 0 ? min(count, EventSource.keptOfLongLine) : count
        chunk.lines.append(InputLine(start: start, count: kept, number: lineNumber, fullCount: count + skipped))
        skipped = 0
    }
}

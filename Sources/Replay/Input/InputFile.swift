import CZlib
import Foundation

/// One open event file, gzipped or not: its first bytes tell.
///
/// zlib's own file functions pass over whatever stands behind a gzip member; here that is a failure, since it may be events.
final class InputFile {
    private enum Form { case plain, gzip }

    private static let packedBytes = 1 << 18

    let path: String
    private let descriptor: Int32
    private(set) var failure: String?
    private var form = Form.plain
    /// Bytes of the file that have been read and not been taken: `begin..<end`.
    private let packed: UnsafeMutablePointer<UInt8>
    private var begin = 0
    private var end = 0
    private var bytesRead: Int64 = 0
    /// It stays where it is: zlib keeps its address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isWithinMember = false

    /// - Parameter path: `-` is standard input.
    init(path: String) throws(ReplayError) {
        let opened = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw ReplayError(.inputOutput, "\(path): cannot be opened: \(String(cString: strerror(errno)))") }
        self.path = path
        descriptor = opened
        packed = .allocate(capacity: InputFile.packedBytes)
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        while end < 2, readMore() > 0 {}
        guard startsMember else { return }
        // 16 more than the window bits: with gzip's header and trailer.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw ReplayError(.inputOutput, "\(path): there is no memory to unpack it")
        }
        form = .gzip
        isWithinMember = true
    }

    deinit {
        if form == .gzip { inflateEnd(stream) }
        stream.deallocate()
        packed.deallocate()
        close(descriptor)
    }

    /// How many bytes of the file itself, compressed or not, have been taken.
    var position: Int64 { bytesRead - Int64(end - begin) }

    /// Fills the memory as far as the file goes; 0 at its end, or when `failure` says why it cannot be read on.
    func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < memory.count, failure == nil {
            let rest = UnsafeMutableRawBufferPointer(rebasing: memory[filled...])
            let count = form == .plain ? copy(into: rest) : unpack(into: rest)
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    private func copy(into memory: UnsafeMutableRawBufferPointer) -> Int {
        guard begin < end else {
            let count = readFile(into: memory)
            bytesRead += Int64(count)
            return count
        }
        let count = min(memory.count, end - begin)
        memory.copyMemory(from: UnsafeRawBufferPointer(start: packed + begin, count: count))
        begin += count
        return count
    }

    private func unpack(into memory: UnsafeMutableRawBufferPointer) -> Int {
        var produced = 0
        while produced == 0, failure == nil {
            if begin == end, readMore() == 0 {
                if isWithinMember, failure == nil { failure = "the gzip file is truncated; what came before its end has been read" }
                return 0
            }
            if !isWithinMember, !beginMember() { continue }
            stream.pointee.next_in = packed + begin
            stream.pointee.avail_in = UInt32(end - begin)
            stream.pointee.next_out = memory.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(clamping: memory.count)
            let status = inflate(stream, Z_NO_FLUSH)
            begin = end - Int(stream.pointee.avail_in)
            produced = Int(UInt32(clamping: memory.count) - stream.pointee.avail_out)
            if status == Z_STREAM_END {
                isWithinMember = false
            } else if status != Z_OK, status != Z_BUF_ERROR {
                let words = stream.pointee.msg.map { String(cString: $0) } ?? "unknown"
                failure = "the gzip file is damaged (\(words)); what came before has been read"
            }
        }
        return produced
    }

    private var startsMember: Bool { end - begin >= 2 && packed[begin] == 0x1F && packed[begin + 1] == 0x8B }

    /// Behind a member: goes on to the next one; false where there is none (yet).
    private func beginMember() -> Bool {
        // Zeros are the padding of tapes and of some tools.
        while begin < end, packed[begin] == 0 { begin += 1 }
        if begin == end { return false }
        while end - begin < 2, readMore() > 0 {}
        guard startsMember else {
            failure = "something that is not gzip stands behind the gzip data, at byte \(position); it has not been read"
            return false
        }
        inflateReset(stream)
        isWithinMember = true
        return true
    }

    /// Reads on behind what is there; 0: at the end of the file, or `failure` says why not.
    private func readMore() -> Int {
        if begin > 0 {
            packed.update(from: packed + begin, count: end - begin)
            end -= begin
            begin = 0
        }
        let count = readFile(into: UnsafeMutableRawBufferPointer(start: packed + end, count: InputFile.packedBytes - end))
        end += count
        bytesRead += Int64(count)
        return count
    }

    private func readFile(into memory: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let count = Foundation.read(descriptor, memory.baseAddress, memory.count)
            if count >= 0 { return count }
            if errno == EINTR { continue }
            failure = "cannot be read on: \(String(cString: strerror(errno)))"
            return 0
        }
    }
}

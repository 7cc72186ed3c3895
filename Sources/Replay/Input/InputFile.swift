import CZlib
import Foundation

/// One open event file, gzipped or not: zlib tells by its first bytes.
final class InputFile {
    let path: String
    private let file: gzFile
    private(set) var failure: String?

    /// - Parameter path: `-` is standard input.
    init(path: String) throws(ReplayError) {
        self.path = path
        let opened = path == "-" ? gzdopen(dup(0), "rb") : gzopen(path, "rb")
        guard let opened else { throw ReplayError(.inputOutput, "\(path): cannot be opened: \(String(cString: strerror(errno)))") }
        gzbuffer(opened, 1 << 18)
        file = opened
    }

    deinit { gzclose(file) }

    /// Fills the memory as far as the file goes; 0 at its end, or when `failure` says why it cannot be read on.
    func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
        var filled = 0
        while filled < memory.count, failure == nil {
            let wanted = UInt32(min(memory.count - filled, 1 << 20))
            let count = gzread(file, memory.baseAddress.map { $0 + filled }, wanted)
            if count > 0 { filled += Int(count) }
            if count < Int32(wanted) {
                noteFailure()
                if count <= 0 { break }
            }
        }
        return filled
    }

    private func noteFailure() {
        var code: Int32 = 0
        let message = gzerror(file, &code)
        switch code {
        case Z_OK, Z_STREAM_END: return
        case Z_BUF_ERROR: failure = "the gzip file is truncated; what came before its end has been read"
        case Z_ERRNO: failure = "cannot be read on: \(String(cString: strerror(errno)))"
        default: failure = "the gzip file is damaged (\(message.map { String(cString: $0) } ?? "unknown")); what came before has been read"
        }
    }

    /// How many bytes of the file itself, compressed or not, have been read.
    var position: Int64 { Int64(max(0, gzoffset(file))) }
}

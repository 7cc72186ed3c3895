import Catalog
import Foundation

/// A file that is read piece by piece, into memory that is used again and again.
final class SnapshotBytes {
    private let path: String
    private let descriptor: Int32
    let size: Int
    private var memory: UnsafeMutableRawPointer
    private var capacity = 1 << 16
    /// How much of the next piece has been read already.
    private var ahead = 0

    init(path: String) throws(ReplayError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        memory = .allocate(byteCount: capacity, alignment: 64)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            size = 0
            throw SnapshotBytes.unreadable(path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            size = 0
            throw SnapshotBytes.unreadable(path, "it is no regular file; unpack it, or copy it to one")
        }
        size = Int(status.st_size)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        memory.deallocate()
    }

    func seek(to offset: Int) throws(ReplayError) {
        ahead = 0
        guard lseek(descriptor, offset, SEEK_SET) == offset else { throw SnapshotBytes.unreadable(path) }
    }

    /// The next bytes, good until the next call.
    ///
    /// - Throws: `ReplayError` where the file ends before, or cannot be read.
    func read(_ count: Int) throws(ReplayError) -> UnsafeMutableRawBufferPointer {
        defer { ahead = 0 }
        return try readAhead(count)
    }

    /// The same, but the next call gives them once more.
    func readAhead(_ count: Int) throws(ReplayError) -> UnsafeMutableRawBufferPointer {
        reserve(count)
        while ahead < count {
            let taken = Foundation.read(descriptor, memory + ahead, count - ahead)
            if taken < 0, errno == EINTR { continue }
            guard taken > 0 else { throw SnapshotBytes.unreadable(path, taken == 0 ? "it ends too early" : nil) }
            ahead += taken
        }
        return UnsafeMutableRawBufferPointer(start: memory, count: count)
    }

    private func reserve(_ count: Int) {
        guard count > capacity else { return }
        let grown = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
        grown.copyMemory(from: memory, byteCount: ahead)
        memory.deallocate()
        (memory, capacity) = (grown, count)
    }

    private static func unreadable(_ path: String, _ words: String? = nil) -> ReplayError {
        ReplayError(.inputOutput, "\(path): the snapshot cannot be read: \(words ?? String(cString: strerror(errno)))")
    }
}

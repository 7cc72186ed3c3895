import Foundation

/// One file that lines are appended to, in large pieces.
final class LineFile {
    private static let capacity = 1 << 20

    private let descriptor: Int32
    private let name: String
    private let buffer: UnsafeMutableRawPointer
    private var count = 0

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
        buffer = .allocate(byteCount: LineFile.capacity, alignment: 16)
    }

    convenience init(path: String) throws(GenerationError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw GenerationError(.output, "\(path): cannot be written: \(String(cString: strerror(errno)))") }
        self.init(descriptor: descriptor, name: path)
    }

    deinit { buffer.deallocate() }

    @inline(__always) func append(_ line: UnsafeRawBufferPointer) throws(GenerationError) {
        if count + line.count > LineFile.capacity { try flush() }
        guard let start = line.baseAddress, line.count <= LineFile.capacity else { return }
        (buffer + count).copyMemory(from: start, byteCount: line.count)
        count += line.count
    }

    func finish() throws(GenerationError) {
        try flush()
        guard descriptor != STDOUT_FILENO else { return }
        guard close(descriptor) == 0 else { throw failure() }
    }

    private func flush() throws(GenerationError) {
        var written = 0
        while written < count {
            let result = write(descriptor, buffer + written, count - written)
            if result < 0, errno == EINTR { continue }
            guard result > 0 else { throw failure() }
            written += result
        }
        count = 0
    }

    private func failure() -> GenerationError {
        GenerationError(.output, "\(name): cannot be written: \(String(cString: strerror(errno)))")
    }
}

import Catalog
import Foundation
import Ingest
import Publication

/// Writes rejects as NDJSON: reason, path, words, where the event stood, and its own bytes, so that nothing is lost.
final class RejectWriter {
    private let path: String
    private var handle: FileHandle?
    private var buffer: [UInt8] = []

    /// - Parameter path: nil: nothing is written.
    init(path: String?) throws(ReplayError) {
        self.path = path ?? ""
        guard let path else { return }
        // Opened as it stands: Foundation would put a new file in the place of a link, a pipe or a device.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let why = String(cString: strerror(errno))
            throw ReplayError(.inputOutput, "\(path): cannot be written: \(why); give --rejects a file in a folder that exists")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// - Parameter fullCount: the bytes of the whole event, of which `bytes` may be only the beginning.
    func write(_ reject: Reject, file: String, line: Int64, bytes: UnsafeRawBufferPointer, fullCount: Int) throws(ReplayError) {
        guard handle != nil else { return }
        var json = JSONText(capacity: bytes.count + 256)
        json.object { json in
            json.member("reason", reject.reason.rawValue)
            json.member("path", reject.path)
            json.member("message", reject.message)
            json.member("file", file)
            json.member("line", line)
            json.member("bytes", fullCount)
            if let text = String(validating: bytes, as: UTF8.self) {
                json.member("event", text)
            } else {
                json.member("eventBase64", Data(bytes).base64EncodedString())
            }
            if bytes.count < fullCount { json.member("isTruncated", true) }
        }
        buffer += json.bytes
        buffer.append(0x0A)
        if buffer.count >= 1 << 16 { try flush() }
    }

    func flush() throws(ReplayError) {
        guard let handle, !buffer.isEmpty else { return }
        do { try handle.write(contentsOf: buffer) } catch {
            throw ReplayError(.inputOutput, "\(path): cannot be written: \(FileFailure.words(error))")
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

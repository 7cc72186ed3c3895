import Foundation

/// A folder of a test's own, removed when the test has let go of it.
final class ScratchFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("nhipso-command-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(Array(bytes)).write(to: URL(fileURLWithPath: path(name)))
        return path(name)
    }

    @discardableResult func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }
}

import ArgumentParser
import Catalog
import Foundation

/// Where generated documents go: a folder, or standard output (`-`).
struct OutputTarget: ExpressibleByArgument {
    var folder: String?

    static let standardOutput = OutputTarget(folder: nil)

    init(folder: String?) { self.folder = folder }

    init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        folder = argument == "-" ? nil : argument
    }

    var defaultValueDescription: String { folder ?? "-" }

    /// Writes each document to its file, or one after the other to standard output.
    ///
    /// - Throws: `ExitCode` 3 with a message on standard error where a file cannot be written.
    func write(_ documents: [(name: String, text: String)]) throws(ExitCode) {
        guard let folder else {
            for document in documents { try Console.print(document.text) }
            return
        }
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for document in documents {
                try Data(document.text.utf8).write(to: url.appendingPathComponent(document.name), options: .atomic)
                print(url.appendingPathComponent(document.name).relativePath)
            }
        } catch {
            Console.error("\(folder): cannot be written: \(FileFailure.words(error))")
            throw ExitCode(3)
        }
    }
}

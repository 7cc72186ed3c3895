import Catalog
import Foundation

/// The event files that a replay reads, in the order of their names, as sources that are read side by side.
public struct InputSelection: Sendable {
    /// `-` stands for standard input.
    public let files: [String]
    /// Bytes of all files; nil when one of them has no known size.
    public let totalBytes: Int64?

    private static let endings = [".ndjson", ".jsonl", ".json", ".ndjson.gz", ".jsonl.gz", ".json.gz"]
    /// More files than that are read in groups, one file of a group after the other.
    static let maximumSources = 128

    /// - Parameter paths: files, folders (their files ending in .ndjson, .jsonl or .json, gzipped or not; not those of folders within), `-`.
    public init(paths: [String]) throws(ReplayError) {
        var files: [String] = []
        var total: Int64? = 0
        for path in paths {
            var isFolder: ObjCBool = false
            if path == "-" {
                files.append(path)
                total = nil
                continue
            }
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw ReplayError(
                    .inputOutput, "\(path): no such file or folder; --events takes files of one CloudEvent a line, folders of them, or -")
            }
            let found = isFolder.boolValue ? try InputSelection.files(in: path) : [path]
            for file in found {
                let attributes = try? FileManager.default.attributesOfItem(atPath: file)
                let isRegular = attributes?[.type] as? FileAttributeType == .typeRegular
                if isRegular, let size = attributes?[.size] as? NSNumber { total = total.map { $0 + size.int64Value } } else { total = nil }
            }
            files += found
        }
        self.files = files
        totalBytes = total
    }

    private static func files(in folder: String) throws(ReplayError) -> [String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
            throw ReplayError(.inputOutput, "\(folder): cannot be read: \(FileFailure.words(error))")
        }
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        let events = names.filter { name in endings.contains { name.hasSuffix($0) } && !isFolder(prefix + name) }.sorted()
        guard !events.isEmpty else {
            throw ReplayError(.inputOutput, "\(folder): holds no event files (their names end in \(endings.joined(separator: ", ")))")
        }
        return events.map { prefix + $0 }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    /// The files as at most `maximumSources` sources.
    var sources: [[String]] {
        let size = max(1, (files.count + InputSelection.maximumSources - 1) / InputSelection.maximumSources)
        return stride(from: 0, to: files.count, by: size).map { Array(files[$0..<min($0 + size, files.count)]) }
    }

    /// The partner that a file's name says its events are of (`in.<partner>.<kind>.ndjson`, like the topic); nil: it says nothing.
    static func partner(ofFile path: String) -> String? {
        let name = path.split(separator: "/").last ?? ""
        let parts = name.split(separator: ".")
        return parts.count >= 4 && parts[0] == "in" ? String(parts[1]) : nil
    }
}

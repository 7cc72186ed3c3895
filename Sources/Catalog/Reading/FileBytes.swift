import Foundation

/// Files and folders as lint sees them: what cannot be read is a diagnostic.
package enum FileBytes {
    package static func read(_ path: String, limit: Int = YAMLReader.byteLimit, _ findings: inout Findings) -> [UInt8]? {
        guard !isFolder(path), let handle = FileHandle(forReadingAtPath: path) else {
            findings.report(.cannotRead, at: .wholeFile, isFolder(path) ? "this is a folder" : "the file does not exist or cannot be read")
            return nil
        }
        defer { try? handle.close() }
        do {
            // One byte more than the limit, so that the reader sees that there are too many.
            return [UInt8](try handle.read(upToCount: limit + 1) ?? Data())
        } catch {
            findings.report(.cannotRead, at: .wholeFile, "the file cannot be read: \(FileFailure.words(error))")
            return nil
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// The names in a folder that are not hidden, in byte order; none when it cannot be read.
    static func names(in folder: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    static func join(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

    /// The last part of a path without its extension.
    static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }
}

extension Place {
    /// The whole file, or that it is not there.
    package static let wholeFile = Place(line: 0, column: 0)
}

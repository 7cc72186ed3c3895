import Foundation

/// Checks, before anything is read, that what a run is to write can be written and overwrites nothing that it reads or writes otherwise.
public enum OutputPaths {
    public typealias Named = (option: String, path: String)

    /// - Parameters:
    ///   - outputs: files to write, by the option that names them.
    ///   - inputs: files that are read.
    /// - Throws: `ReplayError` that names both options (exit code 1), or the folder that is missing (3).
    public static func check(outputs: [Named], inputs: [Named]) throws(ReplayError) {
        var known = inputs.compactMap { input in identity(input.path).map { (named: input, id: $0) } }
        for output in outputs {
            guard let id = identity(output.path) else { continue }
            if let other = known.first(where: { $0.id == id }) {
                throw ReplayError(
                    .usage,
                    "\(output.option) \(output.path): is the same file as \(other.named.option) \(other.named.path); give it another name")
            }
            known.append((output, id))
            try checkFolder(of: output)
        }
    }

    /// What tells files apart, whatever they are called; nil for what is no file on disk (standard input, pipes, devices).
    private static func identity(_ path: String) -> String? {
        if path == "-" { return nil }
        var status = stat()
        if stat(path, &status) == 0 { return status.st_mode & S_IFMT == S_IFREG ? "\(status.st_dev) \(status.st_ino)" : nil }
        let url = URL(fileURLWithPath: path)
        return url.deletingLastPathComponent().resolvingSymlinksInPath().path + "/" + url.lastPathComponent
    }

    private static func checkFolder(of output: Named) throws(ReplayError) {
        let folder = URL(fileURLWithPath: output.path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw ReplayError(.inputOutput, "\(output.option) \(output.path): cannot be written: there is no folder \(folder)")
        }
    }
}

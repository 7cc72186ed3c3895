import Foundation

/// Where lines go: standard output, one file, or a folder with one file for each partner.
public struct LineOutput: ~Copyable {
    private enum Target {
        case one(Int)
        case folder(String)
    }

    private let target: Target
    private var files: [LineFile] = []
    /// The file of each partner of a folder, opened with its first line.
    private var fileOfPartner: [Int?]

    /// - Parameter path: `-`; a folder when it is one or ends in `/` (made where it is missing, its event files replaced); else a file.
    public init(path: String) throws(GenerationError) {
        fileOfPartner = Array(repeating: nil, count: Partner.allCases.count)
        if path == "-" {
            files = [LineFile(descriptor: STDOUT_FILENO, name: "standard output")]
            target = .one(0)
        } else if path.hasSuffix("/") || LineOutput.isFolder(path) {
            let folder = path.hasSuffix("/") ? path : path + "/"
            guard LineOutput.isFolder(path) || mkdir(path, 0o777) == 0 else {
                throw GenerationError(.output, "\(path): the folder cannot be made: \(String(cString: strerror(errno)))")
            }
            // Nothing of an earlier run may be taken for this one's.
            for partner in Partner.allCases { unlink(folder + partner.fileName) }
            target = .folder(folder)
        } else {
            files = [try LineFile(path: path)]
            target = .one(0)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// - Parameter partner: one that `Generator.run` gives.
    @inline(__always) public mutating func write(_ line: UnsafeRawBufferPointer, partner: String) throws(GenerationError) {
        if case .one(let file) = target { return try files[file].append(line) }
        try writeToFolder(line, partner)
    }

    private mutating func writeToFolder(_ line: UnsafeRawBufferPointer, _ name: String) throws(GenerationError) {
        guard case .folder(let folder) = target, let partner = Partner.allCases.first(where: { $0.name == name }) else {
            throw GenerationError(.output, "there is no partner \(name)")
        }
        guard let file = fileOfPartner[partner.rawValue] else {
            fileOfPartner[partner.rawValue] = files.count
            files.append(try LineFile(path: folder + partner.fileName))
            return try files[files.count - 1].append(line)
        }
        try files[file].append(line)
    }

    /// Writes what is still held and closes the files; the output takes no more lines.
    public consuming func finish() throws(GenerationError) {
        for index in files.indices { try files[index].finish() }
    }
}

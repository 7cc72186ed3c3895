/// The lines of an event file, gzipped or not, one after the other.
public enum EventLines {
    private static let readBytes = 1 << 18

    /// Calls `body` with each line that is not blank, without its line feed; it says whether to go on.
    ///
    /// - Parameter path: `-` is standard input.
    /// - Throws: `ReplayError` where the file cannot be read to its end; what `body` throws.
    public static func forEach(of path: String, _ body: ([UInt8]) throws -> Bool) throws {
        let file = try InputFile(path: path)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: readBytes, alignment: 64)
        defer { memory.deallocate() }
        var line: [UInt8] = []
        while true {
            let count = file.read(into: memory)
            if count == 0 { break }
            var rest = UnsafeRawBufferPointer(rebasing: memory[..<count])
            while let feed = rest.firstIndex(of: 0x0A) {
                line += rest[rest.startIndex..<feed]
                if line.contains(where: { $0 > 0x20 }), try !body(line) { return }
                line.removeAll(keepingCapacity: true)
                rest = UnsafeRawBufferPointer(rebasing: rest[(feed + 1)...])
            }
            line += rest
        }
        if let failure = file.failure { throw ReplayError(.inputOutput, "\(path): \(failure)") }
        if line.contains(where: { $0 > 0x20 }) { _ = try body(line) }
    }
}

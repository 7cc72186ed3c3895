/// Tells whether bytes are one well-formed JSON document, by the parser that events go through. Not for sharing between threads.
public final class JSONCheck {
    private let parser: JSONParser
    private var padded: [UInt8] = []

    /// - Parameter maximumBytes: of longer ones it says no.
    public init(maximumBytes: Int) { parser = JSONParser(maximumBytes: maximumBytes) }

    public func isWellFormed(_ bytes: [UInt8]) -> Bool {
        padded.removeAll(keepingCapacity: true)
        padded += bytes
        padded += repeatElement(0x20, count: Ingester.padding)
        return padded.withUnsafeBytes { parser.parse(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])).error == 0 }
    }
}

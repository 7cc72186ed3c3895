/// Tells whether bytes are one well-formed JSON document, by the parser that events go through. Not for sharing between threads.
public final class JSONCheck {
    private let parser: JSONParser
    private var padded: [UInt8] = []
    private var timestamps = TimestampReader()

    /// - Parameter maximumBytes: of longer ones it says no.
    public init(maximumBytes: Int) { parser = JSONParser(maximumBytes: maximumBytes) }

    public func isWellFormed(_ bytes: [UInt8]) -> Bool { parsed(bytes) { $0 != nil } }

    /// Whether the bytes are an event in structured form, with all that it must have: it counts as such whatever stands beside it.
    public func isWholeEvent(_ bytes: [UInt8]) -> Bool {
        parsed(bytes) { tape in
            guard let tape else { return false }
            return Envelope.isWhole(tape, &timestamps)
        }
    }

    private func parsed(_ bytes: [UInt8], _ body: (Tape?) -> Bool) -> Bool {
        padded.removeAll(keepingCapacity: true)
        padded += bytes
        padded += repeatElement(0x20, count: Ingester.padding)
        return padded.withUnsafeBytes { body(parser.parse(UnsafeRawBufferPointer(rebasing: $0[..<bytes.count])).tape) }
    }
}

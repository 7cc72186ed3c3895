import Catalog

/// Parts of ingest alone, to measure what each costs.
extension Ingester {
    /// Parses only, as far as an event of its kind is parsed.
    public mutating func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        parser.structure(bytes) != nil || parser.parse(bytes).tape != nil
    }

    /// Parses a structured event and holds its data against the contract, but makes no facts.
    public mutating func fulfilsContract(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var plain = Envelope()
        if readPlain(bytes, &plain) != nil { return true }
        guard let tape = parser.parse(bytes).tape else { return false }
        var envelope = Envelope()
        guard envelope.read(tape, &decoder.timestamps) == nil, let type = envelope.type, let contract = program.contract(ofType: type)
        else {
            return false
        }
        return decoder.decode(tape, at: envelope.data, contract.pointee.fields) == nil
    }
}

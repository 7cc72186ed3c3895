import Catalog

/// Parts of ingest alone, to measure what each costs.
extension Ingester {
    /// Parses only.
    public mutating func isWellFormed(_ bytes: UnsafeRawBufferPointer) -> Bool { parser.parse(bytes).tape != nil }

    /// Parses a structured event and holds its data against the contract, but makes no facts.
    public mutating func fulfilsContract(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let tape = parser.parse(bytes).tape else { return false }
        var envelope = Envelope()
        guard envelope.read(tape, &decoder.timestamps) == nil, let type = envelope.type, let contract = program.contract(ofType: type)
        else { return false }
        return decoder.decode(tape, at: envelope.data, contract.pointee.fields) == nil
    }
}

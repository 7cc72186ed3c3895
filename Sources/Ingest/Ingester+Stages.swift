import Catalog

/// Parts of ingest alone, to measure what each costs.
extension Ingester {
    /// Reads a structured event, as far as an event of its kind is read, and holds its data against the contract, but makes no facts.
    public mutating func fulfilsContract(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var envelope = Envelope()
        if readTemplate(bytes, &envelope) != nil { return true }
        envelope = Envelope()
        if let contract = readPlain(bytes, &envelope) {
            if templates.wants(bytes) { learn(bytes, contract) }
            return true
        }
        guard let tape = parser.parse(bytes).tape else { return false }
        envelope = Envelope()
        guard envelope.read(tape, &decoder.timestamps) == nil, let type = envelope.type, let contract = program.contract(ofType: type)
        else {
            return false
        }
        return decoder.decode(tape, at: envelope.data, contract.pointee.fields) == nil
    }
}

import Catalog

extension Ingester {
    /// Reads an event without a tape, attributes and data; nil: it is not plain, or something is wrong with it.
    @inline(__always) mutating func readPlain(
        _ bytes: UnsafeRawBufferPointer, _ envelope: inout Envelope
    ) -> UnsafePointer<CompiledContract>? {
        guard let json = parser.structure(bytes), json.count > 0, json.byte(0) == Structure.openBrace else { return nil }
        var contract: UnsafePointer<CompiledContract>?
        var at = 0
        var separator = Structure.comma
        while separator == Structure.comma {
            guard at + 4 < json.count, let name = json.key(at + 1) else { return nil }
            at += 3
            if let value = Structure.text(json.value(at)) {
                if Envelope.isData(name) || envelope.note(name, value, &decoder.timestamps) != nil { return nil }
                at += 1
            } else {
                // The data comes behind the type, by which it is read.
                guard Envelope.isData(name), contract == nil, let type = envelope.type, let found = program.contract(ofType: type),
                    decoder.decodePlain(json, &at, found.pointee.fields), at < json.count
                else { return nil }
                contract = found
                envelope.data = at
            }
            separator = json.byte(at)
        }
        guard separator == Structure.closeBrace, at == json.count - 1, contract != nil, envelope.check() == nil else { return nil }
        return contract
    }
}

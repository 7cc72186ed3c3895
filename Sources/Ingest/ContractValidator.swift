import Catalog

/// Holds the data of single events against their contracts, without making facts: what `nhipso contracts validate` runs.
public struct ContractValidator: ~Copyable {
    private let parser: JSONParser
    private let program: IngestProgram
    private var decoder: DataDecoder

    public init(contracts: [EventContract], maximumBytes: Int = 1 << 20) throws(IngestError) {
        program = try IngestProgram(catalog: Catalog(contracts: contracts, pipelines: [], references: [], territory: .empty))
        parser = JSONParser(maximumBytes: maximumBytes)
        decoder = DataDecoder(capacity: program.slotCount)
    }

    /// What is wrong with one line `{"type": …, "data": …}`; nil: nothing.
    public mutating func reject(of line: [UInt8]) -> Reject? {
        var bytes = line
        let count = bytes.count
        bytes += [UInt8](repeating: 0, count: Ingester.padding)
        return bytes.withUnsafeBytes { bytes in
            let parsed = parser.parse(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
            guard let tape = parsed.tape else { return Reject(.malformedJSON, path: "", message: JSONParser.message(parsed.error)) }
            return reject(of: tape)
        }
    }

    private mutating func reject(of tape: Tape) -> Reject? {
        var type: Text?
        var data: Int?
        if tape.kind(Tape.top) == .object {
            var at = Tape.top + 1
            while at < tape.after(Tape.top) - 1 {
                let name = tape.text(at).string
                if name == "type", tape.kind(at + 1) == .string { type = tape.text(at + 1) }
                if name == "data" { data = at + 1 }
                at = tape.after(at + 1)
            }
        }
        guard let type, let data else {
            return Reject(.notCloudEvents, path: "", message: "expected an object with a text `type` and `data`")
        }
        guard let contract = program.contract(ofType: type) else {
            return Reject(.unknownType, path: "/type", message: "no contract has the type \(type.string)")
        }
        guard let failure = decoder.decode(tape, at: data, contract.pointee.fields) else { return nil }
        return Reject(.schema, path: failure.path, message: failure.message)
    }
}

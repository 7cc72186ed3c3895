import Aggregation
import Catalog
import Ingest

/// What libFuzzer calls with each input: the bytes of an event in structured form or, behind a byte below 0x20 that is the number of a
/// contract, the data of one in binary form.
@_cdecl("LLVMFuzzerTestOneInput") public func testOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    FuzzedDecoder.shared.take(input)
    return 0
}

/// The decoder under test, with what must hold of every outcome.
final class FuzzedDecoder {
    /// libFuzzer calls from one thread.
    nonisolated(unsafe) static let shared = FuzzedDecoder()

    /// 2026-07-01T00:00:00+07:00: what is in time must not depend on when the fuzzer runs.
    private static let now = EventTime(rawValue: 1_782_838_800_000)
    private static let binaryMark: UInt8 = 0x20

    private var ingester: Ingester
    private let types: [String]
    private let flags: [UInt64]

    private init() {
        let (catalog, diagnostics) = Catalog.load(folder: "Pipelines")
        guard let catalog, let key = try? PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f"),
            let ingester = try? Ingester(catalog: catalog, key: key)
        else { preconditionFailure("the pipelines cannot be read: \(diagnostics)") }
        self.ingester = ingester
        types = catalog.contracts.map(\.type).sorted()
        flags = catalog.pipelines.map { (1 << UInt64($0.flags.count)) - 1 }
    }

    func take(_ input: UnsafeBufferPointer<UInt8>) {
        let first = ingest(input)
        check(first)
        let facts = self.facts
        // By now there may be a template that it follows.
        precondition(ingest(input) == first && self.facts == facts, "the same event gives something else the second time")
        precondition(ingest(input, fromTape: true) == first && self.facts == facts, "the same event gives something else from the tape")
    }

    private var facts: [[Fact]] { flags.indices.map { Array(ingester.facts(ofPipeline: $0)) } }

    private func ingest(_ input: UnsafeBufferPointer<UInt8>, fromTape: Bool = false) -> Ingester.Outcome {
        ingester.emptyBlocks()
        let isBinary = input.first.map { $0 < FuzzedDecoder.binaryMark } ?? false
        let bytes = Array(isBinary ? input.dropFirst() : input[...])
        // Padding that is no JSON, so that reading on would show.
        return (bytes + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes { padded in
            let event = UnsafeRawBufferPointer(rebasing: padded[0..<bytes.count])
            if fromTape, !isBinary {
                let none = UnsafeBufferPointer<EventAttribute>(start: nil, count: 0)
                return ingester.ingest(attributes: none, value: event, number: 0, now: FuzzedDecoder.now)
            }
            guard isBinary, let number = input.first else { return ingester.ingest(structured: event, number: 0, now: FuzzedDecoder.now) }
            let attributes = [
                (name: "specversion", value: "1.0"), (name: "id", value: "1"), (name: "source", value: "/fuzz/x"),
                (name: "type", value: types[Int(number) % types.count]),
            ]
            return ingester.ingest(attributes: attributes, value: event, number: 0, now: FuzzedDecoder.now)
        }
    }

    private func check(_ outcome: Ingester.Outcome) {
        var facts = 0
        for index in flags.indices {
            for fact in ingester.facts(ofPipeline: index) {
                facts += 1
                precondition(fact.flags & ~flags[index] == 0, "a fact has a flag that is not declared")
                precondition(Int(fact.partner) < ingester.partnerNames.count, "a fact is of a partner that is not there")
            }
        }
        switch outcome {
        case .facts(let count): precondition(count == facts, "\(facts) facts for \(count)")
        case .reject(let reject):
            precondition(facts == 0, "a reject with facts")
            precondition(!reject.message.isEmpty && (reject.path.isEmpty || reject.path.hasPrefix("/")), "a reject without words or path")
        }
    }
}

import Aggregation
import Foundation
import Testing

@testable import Catalog
@testable import Ingest

/// An ingester over documents given as YAML, to which a test sends events.
final class IngestProbe {
    struct Answer {
        var outcome: Ingester.Outcome
        /// Of each pipeline.
        var facts: [[Fact]]

        var reject: Reject? { if case .reject(let reject) = outcome { reject } else { nil } }
        /// `reason path`, or the number of facts.
        var words: String { reject.map { "\($0.reason.rawValue) \($0.path)" } ?? "\(facts.joined().count)" }
    }

    static let key = "000102030405060708090a0b0c0d0e0f"
    /// The clock of all tests: noon of 2 June 2026 in Vietnam.
    static let now = EventTime(rfc3339: "2026-06-02T12:00:00+07:00") ?? .distantPast

    private var ingester: Ingester

    init(
        contracts: [String] = [ProbeDocuments.event, ProbeDocuments.timed], pipelines: [String] = [ProbeDocuments.pipeline],
        key: String = IngestProbe.key, maximumBytes: Int = 1 << 20
    ) throws {
        var read: [String: EventContract] = [:]
        for yaml in contracts {
            let contract = try IngestProbe.contract(yaml)
            read[contract.type] = contract
        }
        let context = CheckContext(contracts: read, references: [])
        let catalog = Catalog(
            contracts: Array(read.values), pipelines: try pipelines.map { try IngestProbe.pipeline($0, context) }, references: [],
            territory: try IngestProbe.territory.get())
        ingester = try Ingester(catalog: catalog, key: try PseudonymKey(hexadecimal: key), maximumBytes: maximumBytes)
    }

    static func contract(_ yaml: String) throws -> EventContract {
        var findings = Findings(file: "contract.yaml")
        let document = YAMLReader.read(yaml, &findings).flatMap { Document.contract($0, &findings) }
        return try #require(document, "\(findings.diagnostics)").model
    }

    private static func pipeline(_ yaml: String, _ context: CheckContext) throws -> Pipeline {
        var findings = Findings(file: "pipeline.yaml")
        let document = YAMLReader.read(yaml, &findings).flatMap { Document.pipeline($0, &findings) }
        if let document { PipelineChecks.check(document, context, &findings) }
        try #require(!findings.hasErrors, "\(findings.diagnostics)")
        return try #require(document).model
    }

    /// The province's own tables.
    private static let territory: Result<Territory, any Error> = Result {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let (territory, diagnostics) = Territory.load(folder: root.appendingPathComponent("Pipelines/territory").path)
        return try #require(territory, "\(diagnostics)")
    }

    /// Sends one event in structured form. What stands behind its bytes is not JSON, so that reading on would show.
    func send(_ event: String, partner: String? = nil) -> Answer { send(Array(event.utf8), partner: partner) }

    func send(_ event: [UInt8], partner: String? = nil) -> Answer {
        ingester.emptyBlocks()
        let outcome = withPadding(event) { ingester.ingest(structured: $0, number: 0, now: IngestProbe.now, partner: partner) }
        return answer(outcome)
    }

    /// Sends one event in binary form.
    func send(attributes: [(name: String, value: String)], data: String, partner: String? = nil) -> Answer {
        ingester.emptyBlocks()
        let outcome = withPadding(Array(data.utf8)) {
            ingester.ingest(attributes: attributes, value: $0, number: 0, now: IngestProbe.now, partner: partner)
        }
        return answer(outcome)
    }

    /// Sends an event with these data and sound attributes.
    func send(data: String) -> Answer { send(IngestProbe.event(data: data)) }

    /// Sends an event whose data have `ref` and these members.
    func send(fields: String) -> Answer { send(data: "{\"ref\": \"R-1\", \(fields)}") }

    static func event(
        data: String, type: String = "vn.test.seen", source: String = "/partner/system", time: String = "2026-06-01T08:00:00+07:00"
    ) -> String {
        """
        {"specversion": "1.0", "id": "E-1", "source": "\(source)", "type": "\(type)", "time": "\(time)", "data": \(data)}
        """
    }

    /// Whether an event is read without a tape.
    func isPlain(_ event: String) -> Bool {
        let bytes = Array(event.utf8)
        return (bytes + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes {
            var envelope = Envelope()
            return ingester.readPlain(UnsafeRawBufferPointer(rebasing: $0[0..<bytes.count]), &envelope) != nil
        }
    }

    /// Whether an event is read by a template that others have left.
    func followsTemplate(_ event: [UInt8]) -> Bool {
        (event + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes {
            var envelope = Envelope()
            return ingester.readTemplate(UnsafeRawBufferPointer(rebasing: $0[0..<event.count]), &envelope) != nil
        }
    }

    /// The same of an event's beginning, with the rest of it behind.
    func followsTemplate(_ beginning: ArraySlice<UInt8>, of event: [UInt8]) -> Bool {
        (event + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes {
            var envelope = Envelope()
            return ingester.readTemplate(UnsafeRawBufferPointer(rebasing: $0[0..<beginning.count]), &envelope) != nil
        }
    }

    func followsTemplate(_ event: String) -> Bool { followsTemplate(Array(event.utf8)) }

    /// Sends one event in structured form that is read from the tape, whatever it is like.
    func sendToTape(_ event: [UInt8]) -> Answer {
        ingester.emptyBlocks()
        return answer(
            withPadding(event) {
                ingester.ingest(attributes: UnsafeBufferPointer(start: nil, count: 0), value: $0, number: 0, now: IngestProbe.now)
            })
    }

    /// Sends events into one batch: how many facts each of them has left in the first pipeline's block.
    func batch(_ events: [String]) -> [Int] {
        ingester.emptyBlocks()
        for (number, event) in events.enumerated() {
            _ = withPadding(Array(event.utf8)) { ingester.ingest(structured: $0, number: UInt32(number), now: IngestProbe.now) }
        }
        let numbers = Array(ingester.events(ofPipeline: 0))
        return events.indices.map { number in numbers.count { $0 == UInt32(number) } }
    }

    private func withPadding(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Ingester.Outcome) -> Ingester.Outcome {
        (bytes + [UInt8](repeating: 0xFF, count: Ingester.padding)).withUnsafeBytes {
            body(UnsafeRawBufferPointer(rebasing: $0[0..<bytes.count]))
        }
    }

    private func answer(_ outcome: Ingester.Outcome) -> Answer {
        Answer(outcome: outcome, facts: (0..<ingester.batch.pipelineCount).map { Array(ingester.facts(ofPipeline: $0)) })
    }
}

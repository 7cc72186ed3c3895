import Aggregation
import Catalog
import Ingest

/// Memory in which an event is laid for the ingester: the log's own may not be readable beyond the event's end.
final class EventBuffer {
    private var bytes: UnsafeMutableRawPointer
    private var capacity: Int
    private var attributes: [EventAttribute] = []
    private var ranges: [(name: Range<Int>, value: Range<Int>)] = []
    /// Senders keep to one mode: what the last record was tells where to look first, and nothing else.
    private var isLastBinary = false

    init() {
        capacity = 1 << 16
        bytes = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { bytes.deallocate() }

    /// Takes a record of a partner's topic: one whose value is a whole event in structured mode, another in binary mode if it has headers `ce_…`.
    ///
    /// Headers are looked at only where they can matter: librdkafka copies them anew for each record.
    func ingest(
        _ record: LogRecord, of log: any StageLog, with ingester: inout Ingester, number: UInt32, now: EventTime, partner: String
    ) -> Ingester.Outcome {
        guard let value = record.value, !value.isEmpty else {
            return .reject(
                Reject(
                    .notCloudEvents, path: "", message: "the record has no value; an event has its data, or itself, as the record's value"))
        }
        // Too large ones are refused before they are looked at.
        if value.count > ingester.maximumEventBytes {
            return ingester.ingest(structured: value, number: number, now: now, partner: partner)
        }
        reserve(value.count + Ingester.padding)
        bytes.copyMemory(from: value.baseAddress ?? UnsafeRawPointer(bytes), byteCount: value.count)
        if !isLastBinary, let outcome = ingester.ingest(plain: view(0..<value.count), number: number, now: now, partner: partner) {
            return outcome
        }
        isLastBinary = layHeaders(of: record, log, behind: value.count + Ingester.padding)
        return attributes.withUnsafeBufferPointer {
            ingester.ingest(attributes: $0, value: view(0..<value.count), number: number, now: now, partner: partner)
        }
    }

    /// Lays the attributes behind the value; says whether there are any of CloudEvents' binary mode.
    private func layHeaders(of record: LogRecord, _ log: any StageLog, behind start: Int) -> Bool {
        attributes.removeAll(keepingCapacity: true)
        var at = start
        var isBinary = false
        ranges.removeAll(keepingCapacity: true)
        log.forEachHeader(of: record) { name, value in
            let isAttribute = name.count > 3 && name[0] == 0x63 && name[1] == 0x65 && name[2] == 0x5F
            let isContentType = EventBuffer.isContentType(name)
            guard isAttribute || isContentType else { return }
            isBinary = isBinary || isAttribute
            let name: UnsafeRawBufferPointer =
                isAttribute ? UnsafeRawBufferPointer(rebasing: name[3...]) : EventBuffer.dataContentType
            reserve(at + name.count + value.count + Ingester.padding)
            for part in [name, value] {
                if let source = part.baseAddress { (bytes + at).copyMemory(from: source, byteCount: part.count) }
                at += part.count
            }
            ranges.append((at - value.count - name.count..<at - value.count, at - value.count..<at))
        }
        guard isBinary else { return false }
        // The memory may have moved while it was laid.
        for range in ranges { attributes.append(EventAttribute(name: view(range.name), value: view(range.value))) }
        return true
    }

    private func view(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count)
    }

    private static let dataContentTypeName: StaticString = "datacontenttype"
    private static var dataContentType: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: dataContentTypeName.utf8Start, count: dataContentTypeName.utf8CodeUnitCount)
    }

    /// Kafka's header for what CloudEvents calls `datacontenttype`.
    private static func isContentType(_ name: UnsafeRawBufferPointer) -> Bool {
        let word: StaticString = "content-type"
        guard name.count == word.utf8CodeUnitCount else { return false }
        return name.indices.allSatisfy { name[$0] | 0x20 == word.utf8Start[$0] | 0x20 }
    }

    private func reserve(_ count: Int) {
        guard count > capacity else { return }
        let grown = UnsafeMutableRawPointer.allocate(byteCount: max(count, capacity * 2), alignment: 64)
        grown.copyMemory(from: bytes, byteCount: capacity)
        bytes.deallocate()
        bytes = grown
        capacity = max(count, capacity * 2)
    }
}

import Aggregation
import CSimdJSON
import Catalog

/// Turns the bytes of events into facts, or says why it cannot: a pure function of the catalog, the key and the event.
///
/// An accepted event allocates nothing but where it becomes a template; what is said of a reject does. Not for sharing between threads.
public struct Ingester: ~Copyable {
    /// Bytes behind an event that must be readable; what they hold does not matter.
    public static let padding = 64

    /// What an event gave.
    public enum Outcome: Equatable, Sendable {
        /// So many facts; none: no pipeline has a use for it.
        case facts(Int)
        case reject(Reject)
    }

    let parser: JSONParser
    let program: IngestProgram
    let templates = EventTemplates()
    var decoder: DataDecoder
    var maker: FactMaker
    var partners: PartnerTable
    let maximumBytes: Int
    /// Where the facts go; the caller empties it.
    public var batch: FactBatch
    /// The business time of the last event that was not rejected before it was known.
    public internal(set) var lastTime = EventTime.distantPast

    /// - Parameters:
    ///   - partnerNames: partners that have numbers already.
    ///   - maximumPartners: events of more are rejected.
    ///   - maximumBytes: larger events are rejected as `too-large`.
    public init(
        catalog: Catalog, key: PseudonymKey, partnerNames: [String] = [], maximumPartners: Int = 4096, maximumBytes: Int = 1 << 20
    ) throws(IngestError) {
        self.init(
            program: try IngestProgram(catalog: catalog), key: key, partnerNames: partnerNames, maximumPartners: maximumPartners,
            maximumBytes: maximumBytes)
    }

    /// The same with a program that has been compiled before.
    public init(
        program: IngestProgram, key: PseudonymKey, partnerNames: [String] = [], maximumPartners: Int = 4096, maximumBytes: Int = 1 << 20
    ) {
        precondition(nhipso_json_padding() <= Ingester.padding, "simdjson reads further ahead than events are padded")
        self.program = program
        parser = JSONParser(maximumBytes: maximumBytes)
        decoder = DataDecoder(capacity: program.slotCount)
        maker = FactMaker(key: key, resolver: program.resolver)
        partners = PartnerTable(names: partnerNames, maximum: maximumPartners)
        self.maximumBytes = maximumBytes
        batch = FactBatch(pipelineCount: program.pipelineCount)
    }

    public var partnerNames: [String] { partners.names }
    public var maximumEventBytes: Int { maximumBytes }

    /// The facts of a pipeline since the batch was last emptied, where it has one partition.
    @inline(__always) public func facts(ofPipeline index: Int) -> UnsafeBufferPointer<Fact> {
        UnsafeBufferPointer(batch.facts(ofPipeline: index))
    }

    /// The event numbers of those facts.
    @inline(__always) public func events(ofPipeline index: Int) -> UnsafeBufferPointer<UInt32> { batch.events(ofPipeline: index) }

    @inline(__always) public mutating func emptyBlocks() { batch.removeAll() }

    /// Takes one event in CloudEvents' structured JSON form.
    ///
    /// - Parameters:
    ///   - bytes: the event, with `padding` readable bytes behind it.
    ///   - number: noted beside its facts.
    ///   - now: the clock that `time-in-future` and `time-too-old` are judged by.
    ///   - partner: whose channel it came on, where that is known; the `source` must agree with it.
    @inline(__always) public mutating func ingest(
        structured bytes: UnsafeRawBufferPointer, number: UInt32, now: EventTime, partner: String? = nil
    ) -> Outcome {
        ingest(plain: bytes, number: number, now: now, partner: partner)
            ?? ingest(attributes: UnsafeBufferPointer(start: nil, count: 0), value: bytes, number: number, now: now, partner: partner)
    }

    /// Takes one event in structured form that is written as nearly all are; nil, and nothing done, where it needs a closer look.
    @inline(__always) public mutating func ingest(
        plain bytes: UnsafeRawBufferPointer, number: UInt32, now: EventTime, partner: String? = nil
    ) -> Outcome? {
        if bytes.count > maximumBytes { return .reject(tooLarge(bytes.count)) }
        var envelope = Envelope()
        if let contract = readTemplate(bytes, &envelope), let source = envelope.source, let sender = partners.partner(ofSource: source) {
            return take(envelope, contract, sender, number, now, partner)
        }
        return ingest(strange: bytes, number: number, now: now, partner: partner)
    }

    /// Takes one plain event that follows no template, and learns from it.
    @inline(never) private mutating func ingest(
        strange bytes: UnsafeRawBufferPointer, number: UInt32, now: EventTime, partner: String?
    ) -> Outcome? {
        var envelope = Envelope()
        guard let contract = readPlain(bytes, &envelope), let source = envelope.source, let sender = partners.partner(ofSource: source)
        else { return nil }
        if templates.wants(bytes) { learn(bytes, contract) }
        return take(envelope, contract, sender, number, now, partner)
    }

    /// Takes one event in either form, at leisure: in structured form where the value is a whole event or no attributes are beside it, else in
    /// binary form. What a whole event says of itself counts, whatever stands beside it.
    ///
    /// - Parameters:
    ///   - attributes: names without the `ce_` of Kafka's headers, and their values, with `padding` readable bytes behind the last.
    ///   - value: the event, or the JSON of its data, with `padding` readable bytes behind it.
    @inline(never) public mutating func ingest(
        attributes: UnsafeBufferPointer<EventAttribute>, value: UnsafeRawBufferPointer, number: UInt32, now: EventTime,
        partner: String? = nil
    ) -> Outcome {
        if value.count > maximumBytes { return .reject(tooLarge(value.count)) }
        let parsed = parser.parse(value)
        guard let tape = parsed.tape else { return .reject(malformed(parsed.error)) }
        var envelope = Envelope()
        if attributes.isEmpty || Envelope.isWhole(tape, &decoder.timestamps) {
            if let reject = envelope.read(tape, &decoder.timestamps) { return .reject(reject) }
            return take(envelope, tape, number, now, partner)
        }
        for attribute in attributes {
            if let reject = envelope.note(Text(attribute.name), Text(attribute.value), &decoder.timestamps) { return .reject(reject) }
        }
        envelope.data = Tape.top
        if let reject = envelope.check() { return .reject(reject) }
        return take(envelope, tape, number, now, partner)
    }

    /// The same with attributes as texts, for callers that have no hurry.
    public mutating func ingest(
        attributes: [(name: String, value: String)], value: UnsafeRawBufferPointer, number: UInt32, now: EventTime, partner: String? = nil
    ) -> Outcome {
        let laid = attributes.flatMap { Array($0.name.utf8) + Array($0.value.utf8) } + [UInt8](repeating: 0, count: Ingester.padding)
        return laid.withUnsafeBytes { laid in
            var at = 0
            func next(_ text: String) -> UnsafeRawBufferPointer {
                defer { at += text.utf8.count }
                return UnsafeRawBufferPointer(rebasing: laid[at..<at + text.utf8.count])
            }
            let views = attributes.map { EventAttribute(name: next($0.name), value: next($0.value)) }
            return views.withUnsafeBufferPointer {
                ingest(attributes: $0, value: value, number: number, now: now, partner: partner)
            }
        }
    }

    @inline(__always) private mutating func take(
        _ envelope: borrowing Envelope, _ tape: Tape, _ number: UInt32, _ now: EventTime, _ partner: String?
    ) -> Outcome {
        guard let source = envelope.source, let type = envelope.type, let number16 = partners.partner(ofSource: source) else {
            return .reject(sourceWithoutPartner(envelope))
        }
        if let partner, partners.names[Int(number16)] != partner { return .reject(sourceMismatch(envelope, partner)) }
        guard let contract = program.contract(ofType: type) else { return .reject(unknownType(type)) }
        if let failure = decoder.decode(tape, at: envelope.data, contract.pointee.fields) {
            return .reject(Reject(.schema, path: failure.path, message: failure.message))
        }
        return take(envelope, contract, number16, number, now, partner)
    }

    /// Takes an event whose data has been read into the slots and fulfils its contract.
    @inline(__always) private mutating func take(
        _ envelope: borrowing Envelope, _ contract: UnsafePointer<CompiledContract>, _ sender: UInt16, _ number: UInt32, _ now: EventTime,
        _ partner: String?
    ) -> Outcome {
        if let partner, partners.names[Int(sender)] != partner { return .reject(sourceMismatch(envelope, partner)) }
        let stamp = decoder.stamp
        var time = envelope.time
        if contract.pointee.timeSlot >= 0 {
            let slot = decoder.slots[contract.pointee.timeSlot]
            if slot.isPresent(stamp) { time = EventTime(rawValue: slot.number) }
        }
        guard let time else {
            return .reject(Reject(.schema, path: "/time", message: "the event has no business time: send the attribute time"))
        }
        if time.rawValue > now.rawValue &+ contract.pointee.maximumAhead { return .reject(outOfTime(.timeInFuture, time, now, contract)) }
        if now.rawValue &- time.rawValue > contract.pointee.maximumAge { return .reject(outOfTime(.timeTooOld, time, now, contract)) }
        lastTime = time
        return makeFacts(envelope, contract, time, sender, number)
    }

    @inline(__always) private mutating func makeFacts(
        _ envelope: borrowing Envelope, _ contract: UnsafePointer<CompiledContract>, _ time: EventTime, _ partner: UInt16, _ number: UInt32
    ) -> Outcome {
        var vintage: Territory.VintageID?
        if let text = envelope.vintage {
            vintage = program.resolver.vintage(named: UnsafeRawBufferPointer(start: text.start, count: text.count))
            if vintage == nil { return .reject(unknownVintage()) }
        }
        let event = FactMaker.Event(slots: decoder.slots, stamp: decoder.stamp, time: time, partner: partner, vintage: vintage)
        let rules = contract.pointee.rules
        guard var rule = rules.baseAddress else { return .facts(0) }
        let end = rule + rules.count
        var made = 0
        while rule < end {
            switch maker.run(rule, event, number: number, into: batch) {
            case .made(let count): made += count
            case .rejected(let reject):
                batch.takeBack(event: number)
                return .reject(reject)
            }
            rule += 1
        }
        return .facts(made)
    }
}

import Aggregation
import Catalog

extension Ingester {
    /// Reads an event that follows a template, attributes and data; nil: it follows none, or one of its values is not plain or wrong.
    ///
    /// As with plain events, what is accepted here must be sure to be accepted, with the same values, by those that take a closer look. The
    /// bytes between the values are those of an event that was, so only the values are looked at: texts are of UTF-8, without escapes and
    /// control characters, and end where the template goes on; numbers and literals are such as JSON knows.
    @inline(__always) mutating func readTemplate(
        _ bytes: UnsafeRawBufferPointer, _ envelope: inout Envelope
    ) -> UnsafePointer<CompiledContract>? {
        guard var at = bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return nil }
        let end = at + bytes.count
        var next = templates.first
        if next == nil { return nil }
        decoder.beginEvent()
        while let step = TemplateStep.find(next, at, end) {
            at += step.pointee.bytes.count
            next = step.pointee.next
            switch step.pointee.value {
            case .end: return at == end ? finish(step, &envelope) : nil
            case .literal: guard decoder.readLiteral(&at, step) else { return nil }
            default:
                guard let text = Text(plainAt: at, before: end) else { return nil }
                at += text.count
                switch step.pointee.value {
                case .text: guard decoder.readText(text, step) else { return nil }
                case .other: break
                case .id: guard text.count > 0 else { return nil }
                case .vintage: envelope.vintage = text
                case .source:
                    guard text.count > 0 else { return nil }
                    envelope.source = text
                default:
                    envelope.time = decoder.timestamps.read(text)
                    if envelope.time == nil { return nil }
                }
            }
        }
        return nil
    }

    @inline(__always) private mutating func finish(
        _ end: UnsafePointer<TemplateStep>, _ envelope: inout Envelope
    ) -> UnsafePointer<CompiledContract>? {
        for list in end.pointee.lists { decoder.setList(list.slot, count: list.count) }
        envelope.type = end.pointee.contract?.pointee.type
        return end.pointee.contract
    }

    /// Makes a template of an event that has just been read as a plain one.
    @inline(never) mutating func learn(_ bytes: UnsafeRawBufferPointer, _ contract: UnsafePointer<CompiledContract>) {
        guard let json = parser.structure(bytes), let draft = TemplateDraft(json, contract) else { return templates.hesitate() }
        templates.add(draft, of: bytes, contract)
    }
}

extension DataDecoder {
    @inline(__always) fileprivate mutating func readText(_ text: Text, _ step: UnsafePointer<TemplateStep>) -> Bool {
        guard let field = step.pointee.field else { return false }
        let slot = slots + Int(step.pointee.slot)
        slot.pointee.stamp = stamp
        slot.pointee.isNull = false
        slot.pointee.bytes = text.start
        slot.pointee.byteCount = Int32(truncatingIfNeeded: text.count)
        return readText(text, field, slot) == nil
    }

    /// Reads a number, a boolean or null, and goes on behind it.
    @inline(__always) fileprivate mutating func readLiteral(_ at: inout UnsafePointer<UInt8>, _ step: UnsafePointer<TemplateStep>) -> Bool {
        guard let field = step.pointee.field else { return false }
        let slot = slots + Int(step.pointee.slot)
        slot.pointee.stamp = stamp
        slot.pointee.isNull = false
        switch field.pointee.type {
        case .integer:
            if let (number, count) = Structure.leadingInteger(at) {
                slot.pointee.number = number
                at += count
                return number >= field.pointee.minimum && number <= field.pointee.maximum
            }
        case .boolean:
            if let (number, count) = Structure.leadingBoolean(at) {
                slot.pointee.number = number
                at += count
                return true
            }
        default: break
        }
        guard !field.pointee.isRequired, Structure.beginsWithNull(at) else { return false }
        slot.pointee.isNull = true
        at += 4
        return true
    }

    @inline(__always) fileprivate func setList(_ slot: Int, count: Int) {
        slots[slot].stamp = stamp
        slots[slot].isNull = false
        slots[slot].number = Int64(count)
    }
}

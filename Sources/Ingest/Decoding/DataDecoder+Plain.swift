/// Reading an event straight from its bytes, without a tape: as long as it is plain, as nearly all are, and fulfils its contract.
///
/// What is read here is read as from the tape, into the same slots; whatever is not plain, or wrong, is said not to be plain, and then the
/// tape decides. So there is one place that rejects, and this one only has to be sure of what it accepts.
extension DataDecoder {
    /// Reads the object at the place, and goes on behind it; false: it is not plain, or does not fulfil the contract.
    @inline(__always) mutating func decodePlain(
        _ json: Structure, _ at: inout Int, _ fields: UnsafeBufferPointer<CompiledField>
    ) -> Bool {
        beginEvent()
        return readObject(json, &at, fields, slots, isElement: false)
    }

    @inline(__always) private mutating func readObject(
        _ json: Structure, _ at: inout Int, _ fields: UnsafeBufferPointer<CompiledField>, _ base: UnsafeMutablePointer<Slot>,
        isElement: Bool
    ) -> Bool {
        guard let first = fields.baseAddress, at < json.count, json.byte(at) == Structure.openBrace else { return false }
        var expected = 0
        var separator = Structure.comma
        while separator == Structure.comma {
            // A key, a colon, a value and what separates it from the next.
            guard at + 4 < json.count, let key = json.key(at + 1) else { return false }
            at += 3
            let field = find(key, fields, from: expected)
            if field >= 0 {
                expected = field + 1
                let slot = base + field
                if slot.pointee.stamp == stamp { return false }
                slot.pointee.stamp = stamp
                if json.byte(at) == Structure.openBracket {
                    guard !isElement, readList(json, &at, fields, field) else { return false }
                } else if !readValue(json.value(at), first + field, slot) {
                    return false
                }
            } else if Structure.text(json.value(at)) == nil {
                return false
            }
            at += 1
            guard at < json.count else { return false }
            separator = json.byte(at)
        }
        at += 1
        guard separator == Structure.closeBrace else { return false }
        for field in 0..<fields.count where first[field].isRequired {
            if base[field].stamp != stamp || base[field].isNull { return false }
        }
        return true
    }

    @inline(__always) private mutating func readValue(
        _ value: Text, _ field: UnsafePointer<CompiledField>, _ slot: UnsafeMutablePointer<Slot>
    ) -> Bool {
        slot.pointee.isNull = false
        if let text = Structure.text(value) {
            slot.pointee.bytes = text.start
            slot.pointee.byteCount = Int32(truncatingIfNeeded: text.count)
            switch field.pointee.type {
            case .integer, .boolean, .list: return false
            default: return readText(text, field, slot) == nil
            }
        }
        if Structure.isNull(value) {
            slot.pointee.isNull = true
            return true
        }
        switch field.pointee.type {
        case .integer:
            guard let number = Structure.integer(value) else { return false }
            slot.pointee.number = number
            return number >= field.pointee.minimum && number <= field.pointee.maximum
        case .boolean:
            guard let number = Structure.boolean(value) else { return false }
            slot.pointee.number = number
            return true
        default: return false
        }
    }

    /// Reads the objects of a list, up to its closing bracket.
    @inline(never) private mutating func readList(
        _ json: Structure, _ at: inout Int, _ fields: UnsafeBufferPointer<CompiledField>, _ field: Int
    ) -> Bool {
        let list = fields[field]
        guard list.type == .list else { return false }
        var count = 0
        at += 1
        var separator = Structure.comma
        while separator == Structure.comma {
            guard count < list.maximumLength else { return false }
            let base = slots + list.elementSlots + count * list.fields.count
            guard readObject(json, &at, list.fields, base, isElement: true), at < json.count else { return false }
            count += 1
            separator = json.byte(at)
            at += separator == Structure.comma ? 1 : 0
        }
        guard separator == Structure.closeBracket, count >= list.minimumLength else { return false }
        slots[field].isNull = false
        slots[field].number = Int64(count)
        return true
    }
}

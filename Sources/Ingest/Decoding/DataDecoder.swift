import Aggregation
import Catalog

/// Reads an event's data into slots and holds it against its contract in the same pass.
struct DataDecoder: ~Copyable {
    let slots: UnsafeMutablePointer<Slot>
    private let capacity: Int
    /// The stamp of the event at hand; list elements have stamps of their own, in their own slots.
    private(set) var stamp: UInt32 = 0
    var timestamps = TimestampReader()

    init(capacity: Int) {
        self.capacity = capacity
        slots = .allocate(capacity: max(1, capacity))
        slots.initialize(repeating: Slot.empty, count: max(1, capacity))
    }

    deinit { slots.deallocate() }

    /// Reads the object at `at`; nil when it fulfils the contract.
    @inline(__always) mutating func decode(
        _ tape: Tape, at: Int, _ fields: UnsafeBufferPointer<CompiledField>
    ) -> SchemaFailure? {
        beginEvent()
        return decodeObject(tape, at, fields, slots, list: nil, element: 0)
    }

    @inline(__always) mutating func beginEvent() {
        stamp &+= 1
        if stamp == 0 { restamp() }
    }

    /// After four billion events the stamps begin anew.
    private mutating func restamp() {
        slots.update(repeating: Slot.empty, count: max(1, capacity))
        stamp = 1
    }

    @inline(__always) private mutating func decodeObject(
        _ tape: Tape, _ start: Int, _ fields: UnsafeBufferPointer<CompiledField>, _ base: UnsafeMutablePointer<Slot>,
        list: UnsafePointer<CompiledField>?, element: Int
    ) -> SchemaFailure? {
        func failure(_ kind: SchemaFailure.Kind, _ field: Int) -> SchemaFailure {
            SchemaFailure(kind: kind, field: fields.baseAddress.map { $0 + field }, list: list, element: element)
        }
        guard tape.kind(start) == .object, let first = fields.baseAddress else {
            return SchemaFailure(kind: .notAnObject, field: nil, list: list, element: element)
        }
        let end = tape.after(start) - 1
        var at = start + 1
        var expected = 0
        while at < end {
            let key = tape.text(at)
            let value = at + 1
            at = tape.after(value)
            let field = find(key, fields, from: expected)
            if field < 0 { continue }
            expected = field + 1
            let slot = base + field
            if slot.pointee.stamp == stamp { return failure(.duplicate, field) }
            slot.pointee.stamp = stamp
            if let kind = read(tape, value, first + field, slot) {
                guard kind == .listElement else { return failure(kind.failure, field) }
                if let failure = decodeList(tape, value, fields, field) { return failure }
            }
        }
        for field in 0..<fields.count where fields[field].isRequired {
            if base[field].stamp != stamp { return failure(.missing, field) }
            if base[field].isNull { return failure(.null, field) }
        }
        return nil
    }

    /// The field of that name, tried first where the last one leads to expect it; -1: the contract does not know it.
    @inline(__always) func find(_ key: Text, _ fields: UnsafeBufferPointer<CompiledField>, from expected: Int) -> Int {
        if expected < fields.count, fields[expected].name == key { return expected }
        for field in 0..<fields.count where fields[field].name == key { return field }
        return -1
    }

    /// What reading a value says: a failure, or that a list's elements are still to be read.
    private struct Outcome: Equatable {
        var failure: SchemaFailure.Kind
        var isList = false
        static let listElement = Outcome(failure: .type, isList: true)
    }

    @inline(__always) private mutating func read(
        _ tape: Tape, _ at: Int, _ field: UnsafePointer<CompiledField>, _ slot: UnsafeMutablePointer<Slot>
    ) -> Outcome? {
        let kind = tape.kind(at)
        slot.pointee.isNull = kind == .null
        if kind == .null { return nil }
        switch field.pointee.type {
        case .integer:
            if kind == .unsigned { return Outcome(failure: .integerRange) }
            guard kind == .integer else { return Outcome(failure: .type) }
            let number = tape.integer(at)
            slot.pointee.number = number
            return number < field.pointee.minimum || number > field.pointee.maximum ? Outcome(failure: .integerRange) : nil
        case .boolean:
            guard kind == .yes || kind == .no else { return Outcome(failure: .type) }
            slot.pointee.number = kind == .yes ? 1 : 0
            return nil
        case .list:
            return kind == .array ? .listElement : Outcome(failure: .type)
        default:
            guard kind == .string else { return Outcome(failure: .type) }
            let text = tape.text(at)
            slot.pointee.bytes = text.start
            slot.pointee.byteCount = Int32(truncatingIfNeeded: text.count)
            if let kind = readText(text, field, slot) { return Outcome(failure: kind) }
            return nil
        }
    }

    @inline(__always) mutating func readText(
        _ text: Text, _ field: UnsafePointer<CompiledField>, _ slot: UnsafeMutablePointer<Slot>
    ) -> SchemaFailure.Kind? {
        switch field.pointee.type {
        case .timestamp:
            guard let time = timestamps.read(text) else { return .timestamp }
            slot.pointee.number = time.rawValue
        case .date:
            guard let day = CalendarTexts.date(text) else { return .date }
            slot.pointee.number = Int64(day.rawValue)
        case .period:
            guard let month = CalendarTexts.period(text) else { return .period }
            slot.pointee.number = Int64(month)
        case .commune:
            guard let code = CalendarTexts.commune(text) else { return .commune }
            slot.pointee.number = Int64(code.rawValue)
        default:
            if text.count < field.pointee.minimumLength || text.count > field.pointee.maximumLength {
                // Bytes are at least as many as characters, so only now they need counting.
                let characters = text.scalarCount
                if characters < field.pointee.minimumLength || characters > field.pointee.maximumLength { return .length }
            } else if field.pointee.minimumLength > 1, text.scalarCount < field.pointee.minimumLength {
                return .length
            }
            if field.pointee.enumeration.count > 0 {
                guard let ordinal = ordinal(text, field.pointee.enumeration) else { return .enumeration }
                slot.pointee.number = Int64(ordinal)
            }
            if let pattern = field.pointee.pattern, !pattern.matches(text) { return .pattern }
        }
        return nil
    }

    @inline(__always) private func ordinal(_ text: Text, _ allowed: UnsafeBufferPointer<Text>) -> Int? {
        for index in 0..<allowed.count where allowed[index] == text { return index }
        return nil
    }

    @inline(never) private mutating func decodeList(
        _ tape: Tape, _ start: Int, _ fields: UnsafeBufferPointer<CompiledField>, _ field: Int
    ) -> SchemaFailure? {
        let list = fields[field]
        let end = tape.after(start) - 1
        var at = start + 1
        var count = 0
        while at < end {
            if count >= list.maximumLength { break }
            let base = slots + list.elementSlots + count * list.fields.count
            if let failure = decodeObject(tape, at, list.fields, base, list: fields.baseAddress.map { $0 + field }, element: count) {
                return failure
            }
            count += 1
            at = tape.after(at)
        }
        if at < end || count < list.minimumLength {
            return SchemaFailure(kind: .listLength, field: fields.baseAddress.map { $0 + field }, list: nil)
        }
        slots[field].number = Int64(count)
        return nil
    }
}

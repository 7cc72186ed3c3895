import Catalog

/// A field's value as decoded from an event.
///
/// Sendable only so that `empty` can be shared, which holds no pointer; slots stay with the thread of their decoder.
struct Slot: @unchecked Sendable {
    /// The stamp of the event (or list element) that it belongs to; any other: absent.
    var stamp: UInt32
    var isNull: Bool
    /// Integer · timestamp in ms · day · month ordinal · commune code · boolean 0 or 1 · ordinal in the `enum` · number of list elements.
    var number: Int64
    var bytes: UnsafePointer<UInt8>?
    var byteCount: Int32

    static let empty = Slot(stamp: 0, isNull: true, number: 0, bytes: nil, byteCount: 0)

    @inline(__always) func isPresent(_ stamp: UInt32) -> Bool { self.stamp == stamp && !isNull }

    /// The text of a field of any type but `integer`, `boolean` and `list`, where the event or list element has it.
    @inline(__always) func text(_ stamp: UInt32) -> Text? {
        guard isPresent(stamp), let bytes else { return nil }
        return Text(start: bytes, count: Int(byteCount))
    }
}

/// A field ready for decoding: plain numbers and pointers.
struct CompiledField {
    let name: Text
    let type: FieldType
    let isRequired: Bool
    let minimumLength: Int
    let maximumLength: Int
    let minimum: Int64
    let maximum: Int64
    let enumeration: UnsafeBufferPointer<Text>
    let pattern: PatternMachine?
    /// For a list: its elements' fields, and where their slots begin.
    let fields: UnsafeBufferPointer<CompiledField>
    let elementSlots: Int
}

/// An event contract ready for decoding.
struct CompiledContract {
    static let listLimit = 1000

    let type: Text
    let fields: UnsafeBufferPointer<CompiledField>
    /// The slot of the business time; -1: the attribute `time`.
    let timeSlot: Int
    let maximumAge: Int64
    let maximumAhead: Int64
    /// Slots in all: those of the data's fields, then of the elements of each list.
    let slotCount: Int
    /// The rules that make facts of it.
    let rules: UnsafeBufferPointer<CompiledRule>

    init(_ contract: EventContract, rules: UnsafeBufferPointer<CompiledRule>, memory: ProgramMemory) {
        var slots = contract.fields.count
        let compiled = contract.fields.map { field in
            let compiled = CompiledField(field, elementSlots: slots, memory: memory)
            slots += compiled.fields.count * compiled.maximumLength(of: field)
            return compiled
        }
        type = memory.text(contract.type)
        fields = memory.copy(compiled)
        timeSlot = contract.timeField.flatMap { name in contract.fields.firstIndex { $0.name == name } } ?? -1
        maximumAge = contract.maximumAgeDays.map { Int64($0) * 86_400_000 } ?? .max
        maximumAhead = Int64(contract.maximumAheadSeconds) * 1000
        slotCount = slots
        self.rules = rules
    }

    init(_ shape: CompiledContract, rules: UnsafeBufferPointer<CompiledRule>) {
        type = shape.type
        fields = shape.fields
        timeSlot = shape.timeSlot
        maximumAge = shape.maximumAge
        maximumAhead = shape.maximumAhead
        slotCount = shape.slotCount
        self.rules = rules
    }
}

extension CompiledField {
    init(_ field: EventField, elementSlots: Int, memory: ProgramMemory) {
        name = memory.text(field.name)
        type = field.type
        isRequired = field.isRequired
        minimumLength = field.minimumLength ?? 0
        maximumLength = field.maximumLength ?? (field.type == .list ? CompiledContract.listLimit : Int.max)
        minimum = field.minimum ?? .min
        maximum = field.maximum ?? .max
        enumeration = memory.copy(field.enumeration.map { memory.text($0) })
        pattern = field.pattern.flatMap { memory.machine(ofPattern: $0) }
        fields = memory.copy(field.fields.map { CompiledField($0, elementSlots: 0, memory: memory) })
        self.elementSlots = elementSlots
    }

    /// How many elements a list has at most.
    func maximumLength(of field: EventField) -> Int { field.type == .list ? maximumLength : 0 }
}

import Aggregation

/// Where a rule finds a field: a slot of the data or, within `each`, of the list element at hand.
struct SlotReference {
    let index: Int
    let isElement: Bool
}

/// One test of a field, as numbers.
struct CompiledTest {
    enum Kind {
        /// The ordinal's bit is set in the mask; bit 63 stands for "absent".
        case ordinal(mask: UInt64)
        case range(minimum: Int64, maximum: Int64)
        case notAfter(SlotReference)
    }

    static let absentBit: UInt64 = 1 << 63

    let slot: SlotReference
    /// Whether the field's number is its ordinal (enumerations and booleans); otherwise a field that is there has ordinal 0.
    let hasOrdinal: Bool
    let kind: Kind
}

/// Tests: any alternative, all of its tests; no alternatives: always.
struct CompiledCondition {
    let alternatives: UnsafeBufferPointer<UnsafeBufferPointer<CompiledTest>>
}

/// The name of a record, subject or item: the fields in it, and a number that stands for all else.
struct CompiledName {
    enum Part {
        /// A text, with its length before it; the last needs none.
        case text(SlotReference)
        case lastText(SlotReference)
        /// Hashed as its number, so that `2026-05` and `202605` are the same.
        case number(SlotReference)
    }

    let parts: UnsafeBufferPointer<Part>
    /// Stands for the pipeline, what is named, and the words around the fields: names that differ in any of it are others.
    let scope: UInt64
    /// Records and items are named within their subject.
    let isWithinSubject: Bool
}

/// How a fact's base period is told from a field.
enum PeriodRule {
    /// No period: it counts in `current`.
    case standing
    case month(SlotReference)
    case day(SlotReference)
    case instant(SlotReference)
}

/// A fact rule ready to run.
struct CompiledRule {
    struct Flag {
        let bit: UInt64
        let condition: CompiledCondition
    }

    let pipeline: Int
    /// The list slot; -1: the event itself is the fact.
    let each: Int
    /// Slots of one element of the list, and where the first begins.
    let elementStride: Int
    let elementSlots: Int
    let condition: CompiledCondition
    let record: CompiledName
    let subject: CompiledName
    let item: CompiledName?
    let commune: SlotReference?
    let vintage: SlotReference?
    let allowsDefaultSuccessor: Bool
    /// As the rule writes them: `list.field` within `each`.
    let communeName: Text
    let vintageName: Text
    let period: PeriodRule
    let base: WindowLength
    let timeZone: FixedTimeZone
    /// How many days after the event's own its period may begin, and the field that decides that, as the rule writes it.
    let aheadDays: Int32
    let periodName: Text
    let version: SlotReference?
    let rank: Int
    /// Flags that every fact of the rule raises.
    let constantFlags: UInt64
    let flags: UnsafeBufferPointer<Flag>
    let amounts: (SlotReference?, SlotReference?)
    let validTo: SlotReference?
}

import CText

/// A step through the events of one template: bytes that are the same in all of them, and the value that stands behind.
struct TemplateStep {
    /// What the value is, and so where it goes.
    enum Value: UInt8 {
        /// None: the event ends here.
        case end
        /// Attributes of the envelope; `other` is a text that nobody looks at, in the data, too.
        case id, source, time, vintage, other
        /// A text of the data, behind its opening quote; a number, a boolean or null.
        case text, literal
    }

    /// What stands before the value; of a text, its opening quote is part of it.
    let bytes: Text
    let value: Value
    /// Where a value of the data goes, as its contract says.
    let slot: Int32
    let field: UnsafePointer<CompiledField>?
    /// At the end: the event's contract, and its lists with the number of their elements.
    let contract: UnsafePointer<CompiledContract>?
    let lists: UnsafeBufferPointer<(slot: Int, count: Int)>
    /// The first of the steps that may come next, and the next of those that may come instead.
    var next: UnsafeMutablePointer<TemplateStep>?
    var instead: UnsafeMutablePointer<TemplateStep>?
}

/// The templates of events that have been read: a tree of steps.
///
/// A sender's programs write event after event alike, so that all but the values is known before it is read: which keys come, in which order,
/// with how much white space. An event that follows a template is read without looking for its structure, and nothing but its values has to
/// be checked. What has been learned makes no difference but in time.
final class EventTemplates {
    /// Where learning begins anew: the senders must have changed, or each event is unlike all others.
    private static let maximumSteps = 4096
    /// What may come next is tried one after the other.
    private static let maximumChoices = 64
    private static let maximumInterval = 1024
    /// The bytes of all events that became templates.
    private static let maximumBytes = 1 << 20
    static let maximumEventBytes = maximumBytes / 16

    private(set) var first: UnsafeMutablePointer<TemplateStep>?
    private let steps: UnsafeMutablePointer<TemplateStep>
    private var count = 0
    private var byteCount = 0
    private var memory = ProgramMemory()
    /// One in so many events is learned, of those that follow no template: the more seldom, the more often all was for nothing.
    private var interval = 1
    private var passed = 0

    init() { steps = .allocate(capacity: EventTemplates.maximumSteps) }

    deinit { steps.deallocate() }

    /// Whether the event at hand, which follows no template, is to become one.
    func wants(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= EventTemplates.maximumEventBytes else { return false }
        passed += 1
        guard passed >= interval else { return false }
        passed = 0
        return true
    }

    /// Adds a template. What teaches nothing new makes the next less likely to be asked for: each costs some time.
    func add(_ template: TemplateDraft, of bytes: UnsafeRawBufferPointer, _ contract: UnsafePointer<CompiledContract>) {
        guard let start = bytes.bindMemory(to: UInt8.self).baseAddress, template.values.count < TemplateDraft.maximumValues else {
            return hesitate()
        }
        if count + template.values.count + 1 > EventTemplates.maximumSteps || byteCount + bytes.count > EventTemplates.maximumBytes {
            forget()
        }
        let known = count
        var parent: UnsafeMutablePointer<TemplateStep>?
        var from = 0
        for value in template.values {
            let before = Text(start: start + from, count: value.range.lowerBound - from)
            parent = step(after: parent, before, value, nil, [])
            from = value.range.upperBound
        }
        let end = TemplateDraft.Value(kind: .end, range: bytes.count..<bytes.count)
        _ = step(after: parent, Text(start: start + from, count: bytes.count - from), end, contract, template.lists)
        if count == known { hesitate() } else { byteCount += bytes.count }
    }

    /// Makes the next event that follows no template less likely to be asked for.
    func hesitate() { interval = min(interval * 2, EventTemplates.maximumInterval) }

    private func forget() {
        first = nil
        count = 0
        byteCount = 0
        memory = ProgramMemory()
        hesitate()
    }

    /// The step with those bytes and that value, made where there is none yet: the first of those that may come, and where they are too many in
    /// place of the oldest, with all behind it.
    private func step(
        after parent: UnsafeMutablePointer<TemplateStep>?, _ bytes: Text, _ value: TemplateDraft.Value,
        _ contract: UnsafePointer<CompiledContract>?, _ lists: [(slot: Int, count: Int)]
    ) -> UnsafeMutablePointer<TemplateStep> {
        var choices = 0
        var choice = parent.map { $0.pointee.next } ?? first
        var beforeLast: UnsafeMutablePointer<TemplateStep>?
        while let known = choice {
            if known.pointee.bytes == bytes, known.pointee.value == value.kind, known.pointee.field == value.field { return known }
            choices += 1
            choice = known.pointee.instead
            if choice != nil { beforeLast = known }
        }
        if choices == EventTemplates.maximumChoices { beforeLast?.pointee.instead = nil }
        let new = steps + count
        count += 1
        new.initialize(
            to: TemplateStep(
                bytes: memory.text(bytes), value: value.kind, slot: Int32(value.slot), field: value.field, contract: contract,
                lists: memory.copy(lists), next: nil, instead: parent.map { $0.pointee.next } ?? first))
        if let parent { parent.pointee.next = new } else { first = new }
        return new
    }
}

extension TemplateStep {
    /// The step, or the one instead of it, whose bytes stand at the place; nil where there is none.
    @inline(__always) static func find(
        _ first: UnsafeMutablePointer<TemplateStep>?, _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> UnsafePointer<TemplateStep>? {
        var choice = first
        while let step = choice {
            let bytes = step.pointee.bytes
            // Of all that may come, only one fits: an end is the end, and a literal does not begin as a text, a list or white space does.
            if bytes.count <= at.distance(to: end), nhipso_same(bytes.start, at, bytes.count),
                step.pointee.value != .end || bytes.count == at.distance(to: end),
                step.pointee.value != .literal || Structure.mayBeginLiteral(at[bytes.count])
            {
                return UnsafePointer(step)
            }
            choice = step.pointee.instead
        }
        return nil
    }
}

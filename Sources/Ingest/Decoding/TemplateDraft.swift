/// Where the values of an event stand that has been read and fulfils its contract: all else is its template.
struct TemplateDraft {
    struct Value {
        let kind: TemplateStep.Value
        /// The bytes of the value in the event; of a text, without its quotes.
        let range: Range<Int>
        var slot = 0
        var field: UnsafePointer<CompiledField>?
    }

    static let maximumValues = 512

    /// No more than `maximumValues`: one with as many is no template.
    private(set) var values: [Value] = []
    /// The slots of lists, and how many elements each has.
    private(set) var lists: [(slot: Int, count: Int)] = []
    private let json: Structure

    /// Walks through the event once more. It has been checked: each place holds what may stand there.
    init?(_ json: Structure, _ contract: UnsafePointer<CompiledContract>) {
        self.json = json
        var at = 0
        repeat {
            guard let name = json.key(at + 1) else { return nil }
            at += 3
            if Envelope.isData(name) {
                guard addObject(&at, contract.pointee.fields, slot: 0) else { return nil }
            } else {
                if let kind = Envelope.varying(name) { add(kind, at) }
                at += 1
            }
        } while json.byte(at) == Structure.comma
    }

    private mutating func addObject(_ at: inout Int, _ fields: UnsafeBufferPointer<CompiledField>, slot: Int) -> Bool {
        repeat {
            guard let first = fields.baseAddress, let key = json.key(at + 1), values.count < TemplateDraft.maximumValues else {
                return false
            }
            at += 3
            let field = fields.firstIndex { $0.name == key }
            if let field, json.byte(at) == Structure.openBracket {
                guard addList(&at, fields[field], slot: slot + field) else { return false }
            } else if let field {
                add(json.byte(at) == Structure.quote ? .text : .literal, at, slot: slot + field, first + field)
            } else {
                add(.other, at)
            }
            at += 1
        } while json.byte(at) == Structure.comma
        at += 1
        return true
    }

    private mutating func addList(_ at: inout Int, _ list: CompiledField, slot: Int) -> Bool {
        var count = 0
        repeat {
            at += 1
            guard addObject(&at, list.fields, slot: list.elementSlots + count * list.fields.count) else { return false }
            count += 1
        } while json.byte(at) == Structure.comma
        lists.append((slot, count))
        return true
    }

    private mutating func add(_ kind: TemplateStep.Value, _ at: Int, slot: Int = 0, _ field: UnsafePointer<CompiledField>? = nil) {
        let value = json.value(at)
        let text = Structure.text(value) ?? value
        let start = UnsafePointer(json.bytes).distance(to: text.start)
        values.append(Value(kind: kind, range: start..<start + text.count, slot: slot, field: field))
    }
}

import Aggregation
import Catalog

/// The CloudEvents 1.0 attributes that matter here, and where the data stands.
struct Envelope {
    var type: Text?
    var source: Text?
    var time: EventTime?
    /// The extension attribute `communevintage`.
    var vintage: Text?
    var data = 0
    private var id: Text?
    private var hasVersion = false

    /// Reads a structured event; nil, or why it is none.
    @inline(__always) mutating func read(_ tape: Tape, _ timestamps: inout TimestampReader) -> Reject? {
        guard tape.kind(Tape.top) == .object else { return notCloudEvents("", "a CloudEvent in structured form is a JSON object") }
        let end = tape.after(Tape.top) - 1
        var at = Tape.top + 1
        while at < end {
            let name = tape.text(at)
            let value = at + 1
            at = tape.after(value)
            if Envelope.isData(name) {
                if data != 0 { return twice(name) }
                data = value
            } else if tape.kind(value) == .string {
                if let reject = note(name, tape.text(value), &timestamps) { return reject }
            } else if isCore(name), tape.kind(value) != .null {
                return notText(name)
            }
        }
        return check()
    }

    /// Whether a value is an event in structured form by itself: an object with all that an event must have, and nothing that it may not.
    static func isWhole(_ tape: Tape, _ timestamps: inout TimestampReader) -> Bool {
        guard tape.kind(Tape.top) == .object else { return false }
        var at = Tape.top + 1
        let end = tape.after(Tape.top) - 1
        while at < end, !Envelope.isWord(tape.text(at), "specversion") { at = tape.after(at + 1) }
        guard at < end else { return false }
        var envelope = Envelope()
        return envelope.read(tape, &timestamps) == nil
    }

    @inline(__always) static func isData(_ name: Text) -> Bool {
        name.count == 4 && name[0] == 0x64 && name[1] == 0x61 && name[2] == 0x74 && name[3] == 0x61
    }

    /// What an attribute of that name is in a template; nil: its value is the same in all events of one.
    static func varying(_ name: Text) -> TemplateStep.Value? {
        if isWord(name, "type") || isWord(name, "specversion") || isWord(name, "datacontenttype") { return nil }
        if isWord(name, "id") { return .id }
        if isWord(name, "source") { return .source }
        if isWord(name, "time") { return .time }
        return isWord(name, "communevintage") ? .vintage : .other
    }

    /// Notes one attribute; what is not looked at here is left alone.
    @inline(__always) mutating func note(_ name: Text, _ value: Text, _ timestamps: inout TimestampReader) -> Reject? {
        switch (name.count, name.count > 0 ? name[0] : 0) {
        case (2, 0x69) where name[1] == 0x64:  // id
            if id != nil { return twice(name) }
            id = value
        case (4, 0x74) where name[1] == 0x79 && name[2] == 0x70 && name[3] == 0x65:  // type
            if type != nil { return twice(name) }
            type = value
        case (4, 0x74) where name[1] == 0x69 && name[2] == 0x6D && name[3] == 0x65:  // time
            if time != nil { return twice(name) }
            time = timestamps.read(value)
            if time == nil { return badTime() }
        case (6, 0x73) where Envelope.isWord(name, "source"):
            if source != nil { return twice(name) }
            source = value
        case (11, 0x73) where Envelope.isWord(name, "specversion"):
            if hasVersion { return twice(name) }
            hasVersion = value.count == 3 && value[0] == 0x31 && value[1] == 0x2E && value[2] == 0x30
            if !hasVersion { return notCloudEvents("/specversion", "expected version 1.0 of CloudEvents") }
        case (14, 0x63) where Envelope.isWord(name, "communevintage"):
            if vintage != nil { return twice(name) }
            vintage = value
        case (15, 0x64) where Envelope.isWord(name, "datacontenttype"):
            if !isJSON(value) { return notCloudEvents("/datacontenttype", "expected JSON data (application/json)") }
        default: break
        }
        return nil
    }

    /// What must be there.
    @inline(__always) func check() -> Reject? {
        if hasVersion, let id, id.count > 0, let type, type.count > 0, let source, source.count > 0, data != 0 { return nil }
        return missing()
    }

    @inline(__always) private static func isWord(_ name: Text, _ word: StaticString) -> Bool {
        name == Text(start: word.utf8Start, count: word.utf8CodeUnitCount)
    }

    private func isCore(_ name: Text) -> Bool {
        ["id", "type", "time", "source", "specversion", "datacontenttype", "communevintage"].contains { Envelope.isWord(name, $0) }
    }

    /// `application/json` or a `+json` type, parameters aside.
    private func isJSON(_ value: Text) -> Bool {
        var end = 0
        while end < value.count, value[end] != 0x3B, value[end] != 0x20 { end += 1 }
        let type = Text(start: value.start, count: end)
        return equals(type, "application/json") || equals(type, "text/json")
            || end > 5 && equals(Text(start: value.start + end - 5, count: 5), "+json")
    }

    /// Whether the text is that word, letters in either case.
    private func equals(_ text: Text, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<text.count {
            let byte = text[index]
            let lower = byte >= 65 && byte <= 90 ? byte | 0x20 : byte
            if lower != word.utf8Start[index] { return false }
        }
        return true
    }

    @inline(never) private func missing() -> Reject {
        if !hasVersion { return notCloudEvents("/specversion", "the attribute specversion is missing; it is 1.0") }
        if id == nil || id?.count == 0 { return notCloudEvents("/id", "the attribute id is missing or empty") }
        if source == nil || source?.count == 0 { return notCloudEvents("/source", "the attribute source is missing or empty") }
        if type == nil || type?.count == 0 { return notCloudEvents("/type", "the attribute type is missing or empty") }
        return notCloudEvents("/data", "the event has no data (data_base64 is not accepted)")
    }

    @inline(never) private func badTime() -> Reject {
        notCloudEvents("/time", "expected an RFC 3339 timestamp with an offset, e.g. 2026-05-14T09:21:33+07:00")
    }

    @inline(never) private func twice(_ name: Text) -> Reject {
        notCloudEvents("/\(name.string)", "the attribute stands twice; send it once")
    }

    @inline(never) private func notText(_ name: Text) -> Reject { notCloudEvents("/\(name.string)", "the attribute is a text") }

    private func notCloudEvents(_ path: String, _ message: String) -> Reject { Reject(.notCloudEvents, path: path, message: message) }
}

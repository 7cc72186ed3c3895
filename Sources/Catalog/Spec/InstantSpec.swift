import Aggregation

/// The spec of an instant: `2026-06-03T08:00+07:00`. Seconds may be left out, the offset may not.
enum InstantSpec {
    static let shape = Shape<EventTime>(
        .written(
            kind: "time with an offset",
            pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})$")
    ) { node, findings in
        if let time = node.text.flatMap(parse) { return time }
        findings.report(
            .invalidTime, at: node.place, "a time with its offset is needed here, e.g. `2026-06-03T08:00+07:00`")
        return nil
    }

    static func parse(_ text: String) -> EventTime? {
        // YYYY-MM-DDTHH:MM is 16 long; what follows it is seconds or the offset.
        guard text.utf8.count >= 17, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let head = text.prefix(16)
        let whole = text.dropFirst(16).first == ":" ? text : head + ":00" + text.dropFirst(16)
        guard FieldText.problem(with: whole, type: .timestamp) == nil, let day = CivilDate(head.prefix(10)) else { return nil }
        guard let hour = Int64(whole.dropFirst(11).prefix(2)), let minute = Int64(whole.dropFirst(14).prefix(2)),
            let second = Int64(whole.dropFirst(17).prefix(2)), let offset = offset(whole.dropFirst(19))
        else { return nil }
        return EventTime(rawValue: (Int64(day.rawValue) * 86_400 + (hour * 60 + minute - offset) * 60 + second) * 1000)
    }

    /// Minutes east of UTC. Fractions of a second are not taken.
    private static func offset(_ text: Substring) -> Int64? {
        if text == "Z" { return 0 }
        guard text.utf8.count == 6, let hours = Int64(text.dropFirst(1).prefix(2)), let minutes = Int64(text.suffix(2)) else { return nil }
        return (hours * 60 + minutes) * (text.first == "-" ? -1 : 1)
    }
}

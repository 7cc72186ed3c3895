/// Mutilates events: on bits, on bytes, and on the tokens of JSON.
struct EventMutator {
    /// Events do not grow beyond this.
    static let sizeLimit = 1 << 15

    private static let numbers = [
        "0", "-0", "-1", "1e2", "1.5", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "1e308", "1e309", "100000000001", "00", "1" + String(repeating: "0", count: 400),
    ].map { Array($0.utf8) }
    private static let tokens = [
        "null", "true", "false", "{}", "[]", "\"\"", "[{}]", "[null]", "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"ế\"",
        "\"14797\"",
        "\"15772\"", "\"99999\"", "\"2025H1\"", "\"2023\"", "\"0001-01-01T00:00:00+23:59\"", "\"9999-12-31T23:59:59-23:59\"",
        "\"2026-05-04T08:30:00Z\"", "\"2026-02-30\"", "\"0001-01\"", "\"999912\"", "\"PA07TH0000101\"", "\"agent_cash\"", "\"voso\"", ",",
        ":", "{",
        "}", "\"", "\\", "\u{FEFF}", "\u{0}",
    ].map { Array($0.utf8) }

    let corpus: [[UInt8]]

    func event(_ random: inout SeededGenerator) -> [UInt8] {
        var event = random.any(corpus)
        // Mostly one: what is wrong in many ways is stopped by the first.
        for _ in 0..<random.any([1, 1, 1, 1, 2, 3]) {
            mutate(&event, &random)
            if event.count > EventMutator.sizeLimit { event.removeSubrange(EventMutator.sizeLimit...) }
        }
        return event
    }

    private func mutate(_ event: inout [UInt8], _ random: inout SeededGenerator) {
        guard !event.isEmpty else {
            event = random.any(corpus)
            return
        }
        let at = random.below(event.count)
        let end = min(event.count, at + 1 + random.below(40))
        switch random.below(14) {
        case 0: event[at] ^= 1 << UInt8(random.below(8))
        case 1: event[at] = UInt8(truncatingIfNeeded: random.next())
        case 2: event.removeSubrange(at..<end)
        case 3: event.insert(contentsOf: event[at..<end], at: random.below(event.count + 1))
        case 4: event.removeSubrange(at...)
        case 5: splice(&event, at, &random)
        case 6: event.insert(contentsOf: random.any(EventMutator.tokens), at: at)
        case 7: replaceNumber(&event, &random)
        case 8: nest(&event, &random)
        case 9: duplicateMember(&event, &random)
        default: replaceValue(&event, &random)
        }
    }

    private func splice(_ event: inout [UInt8], _ at: Int, _ random: inout SeededGenerator) {
        let other = random.any(corpus)
        event.replaceSubrange(at..., with: other[random.below(other.count)...])
    }

    private func replaceNumber(_ event: inout [UInt8], _ random: inout SeededGenerator) {
        let isDigit = { (byte: UInt8) in byte >= 48 && byte <= 57 }
        let starts = event.indices.filter { isDigit(event[$0]) && ($0 == 0 || !isDigit(event[$0 - 1])) }
        guard !starts.isEmpty else { return }
        let start = random.any(starts)
        var end = start
        while end < event.count, isDigit(event[end]) { end += 1 }
        event.replaceSubrange(start..<end, with: random.any(EventMutator.numbers))
    }

    private func nest(_ event: inout [UInt8], _ random: inout SeededGenerator) {
        guard let value = random.anyValue(of: event) else { return }
        let depth = random.any([1, 2, 30, 61, 62, 63, 64, 65, 500])
        let isList = random.below(2) == 0
        let opening = Array((isList ? "[" : "{\"a\":").utf8)
        event.insert(contentsOf: Array(repeating: UInt8(ascii: isList ? "]" : "}"), count: depth), at: value.upperBound)
        event.insert(contentsOf: Array(repeating: opening, count: depth).joined(), at: value.lowerBound)
    }

    /// Puts a member of the event a second time, anywhere before another one.
    private func duplicateMember(_ event: inout [UInt8], _ random: inout SeededGenerator) {
        guard let value = random.anyValue(of: event), let quote = event[..<value.lowerBound].lastIndex(of: UInt8(ascii: "\"")),
            let start = event[..<quote].lastIndex(of: UInt8(ascii: "\"")), let place = random.anyValue(of: event),
            let key = event[..<place.lowerBound].lastIndex(of: UInt8(ascii: "\"")),
            let target = event[..<key].lastIndex(of: UInt8(ascii: "\""))
        else { return }
        event.insert(contentsOf: event[start..<value.upperBound] + [UInt8(ascii: ",")], at: target)
    }

    /// Puts another value in a member's place: a token, a number, or the value of another member.
    private func replaceValue(_ event: inout [UInt8], _ random: inout SeededGenerator) {
        guard let value = random.anyValue(of: event) else { return }
        switch random.below(4) {
        case 0: event.replaceSubrange(value, with: random.any(EventMutator.numbers))
        case 1, 2: event.replaceSubrange(value, with: random.any(EventMutator.tokens))
        default:
            let other = random.any(corpus)
            if let range = random.anyValue(of: other) { event.replaceSubrange(value, with: other[range]) }
        }
    }
}

extension SeededGenerator {
    /// Where the value of some member stands: what follows a colon, up to the comma or bracket that ends it.
    fileprivate mutating func anyValue(of event: [UInt8]) -> Range<Int>? {
        let colons = event.indices.filter { event[$0] == UInt8(ascii: ":") && $0 > 0 && event[$0 - 1] == UInt8(ascii: "\"") }
        guard !colons.isEmpty else { return nil }
        var start = any(colons) + 1
        while start < event.count, event[start] == UInt8(ascii: " ") { start += 1 }
        var end = start
        var depth = 0
        var isText = false
        while end < event.count {
            let byte = event[end]
            if byte == UInt8(ascii: "\"") {
                isText.toggle()
            } else if !isText {
                if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { depth += 1 }
                if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") { depth -= 1 }
                if depth < 0 || (depth == 0 && byte == UInt8(ascii: ",")) { break }
            }
            end += 1
        }
        return start..<end
    }
}

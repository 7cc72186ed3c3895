import Aggregation

extension Shape where Value == String {
    /// Any text that is not empty.
    package static var text: Shape<String> {
        Shape(.text) { node, findings in
            guard case .scalar(let text, _) = node.content, !node.isNull else {
                findings.reportWrongType(node, needs: "a text")
                return nil
            }
            let trimmed = text.trimmingWhitespace
            if trimmed.isEmpty { findings.report(.emptyText, at: node.place, "the text is empty") }
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// A name that matches a pattern of `PatternSyntax`.
    package static func identifier(_ identifier: Identifier) -> Shape<String> {
        Shape(.identifier(kind: identifier.kind, pattern: identifier.pattern)) { node, findings in
            guard let text = node.text else {
                findings.reportWrongType(node, needs: identifier.kind)
                return nil
            }
            return identifier.check(text, at: node.place, &findings) ? text : nil
        }
    }

    /// One of the words; the raw values of an enumeration, say.
    package static func words(_ words: [String]) -> Shape<String> {
        Shape(.words(words)) { node, findings in
            guard let text = node.text else {
                findings.reportWrongType(node, needs: "one of " + words.map { "`\($0)`" }.joined(separator: ", "))
                return nil
            }
            if words.contains(text) { return text }
            let suggestion = Suggestion.text(for: text, among: words)
            findings.report(.unknownValue, at: node.place, "`\(text)` is not allowed here\(suggestion)")
            return nil
        }
    }
}

extension Shape where Value == Int64 {
    package static func integer(_ range: ClosedRange<Int64>) -> Shape<Int64> {
        Shape(.integer(range)) { node, findings in
            guard let text = node.plainText, let number = Int64(text), text.first != "+" else {
                let isLong = node.plainText.map { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } } ?? false
                if isLong {
                    findings.report(.outOfRange, at: node.place, "the number is beyond 64 bits")
                } else {
                    findings.reportWrongType(node, needs: "a whole number")
                }
                return nil
            }
            if range.contains(number) { return number }
            findings.report(.outOfRange, at: node.place, "\(number) is not within \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
    }
}

extension Shape where Value == Int {
    package static func integer(_ range: ClosedRange<Int>) -> Shape<Int> {
        Shape<Int64>.integer(Int64(range.lowerBound)...Int64(range.upperBound)).map { Int($0) }
    }

    /// Whole days, e.g. `15d`.
    package static var days: Shape<Int> {
        Shape(.written(kind: "days", pattern: "^(0|[1-9][0-9]{0,4})d$")) { node, findings in
            guard let (count, unit) = Duration.parse(node.text) else {
                findings.report(.invalidDuration, at: node.place, "whole days are needed here, e.g. `15d`")
                return nil
            }
            if unit == "d" && count <= 36_500 { return count }
            let why = unit == "d" ? "at most `36500d` is possible" : "whole days are needed here, e.g. `15d`"
            findings.report(.invalidDuration, at: node.place, why)
            return nil
        }
    }

    /// Seconds, written with a unit: `30s`, `10m`, `2h`, `1d`.
    package static var seconds: Shape<Int> {
        Shape(.written(kind: "duration", pattern: "^(0|[1-9][0-9]{0,4})[smhd]$")) { node, findings in
            let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
            guard let (count, unit) = Duration.parse(node.text), let factor = units[unit] else {
                findings.report(.invalidDuration, at: node.place, "a duration is needed here, e.g. `10m`, `2h` or `1d`")
                return nil
            }
            return count * factor
        }
    }
}

extension Shape where Value == Bool {
    package static var boolean: Shape<Bool> {
        Shape(.boolean) { node, findings in
            if let flag = node.boolean { return flag }
            findings.reportWrongType(node, needs: "`true` or `false`")
            return nil
        }
    }
}

extension Shape {
    /// A number with at most two decimals, in hundredths.
    package static var hundredths: Shape<Int64> {
        Shape<Int64>(.decimal) { node, findings in
            let parts = (node.plainText ?? "").split(separator: ".", omittingEmptySubsequences: false)
            let isNumber = parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
            guard isNumber, parts.count == 1 || parts.count == 2 && parts[1].utf8.count <= 2, parts[0].utf8.count <= 15,
                let whole = Int64(parts[0])
            else {
                findings.report(.invalidDecimal, at: node.place, "a number from 0 with at most two decimals is needed here, e.g. `80`")
                return nil
            }
            let decimals = parts.count == 2 ? parts[1] + (parts[1].utf8.count == 1 ? "0" : "") : "00"
            return whole * 100 + (Int64(decimals) ?? 0)
        }
    }

    /// Vietnam's zone or a fixed offset: windows must close the same way for ever, without a table of time zones.
    package static var timeZone: Shape<FixedTimeZone> {
        Shape<FixedTimeZone>(.written(kind: "time zone", pattern: "^(Asia/Ho_Chi_Minh|[+-](0[0-9]|1[0-4]):[0-5][0-9])$")) {
            node, findings in
            if let text = node.text, let zone = FixedTimeZone(yaml: text) { return zone }
            findings.report(
                .invalidTimeZone, at: node.place, "write `Asia/Ho_Chi_Minh`, or a fixed offset such as `+07:00`; other names are not known")
            return nil
        }
    }
}

extension FixedTimeZone {
    init?(yaml text: String) {
        if text == "Asia/Ho_Chi_Minh" {
            self = .vietnam
            return
        }
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == 43 || bytes[0] == 45, bytes[3] == 58,
            [1, 2, 4, 5].allSatisfy({ (48...57).contains(bytes[$0]) })
        else { return nil }
        let hours = Int32(bytes[1] - 48) * 10 + Int32(bytes[2] - 48)
        let minutes = Int32(bytes[4] - 48) * 10 + Int32(bytes[5] - 48)
        guard hours <= 14, minutes < 60 else { return nil }
        self.init(offsetMinutes: (hours * 60 + minutes) * (bytes[0] == 45 ? -1 : 1))
    }
}

/// The parts of `15d`.
private enum Duration {
    static func parse(_ text: String?) -> (count: Int, unit: Character)? {
        guard let text, let unit = text.last, unit.isASCII, unit.isLetter else { return nil }
        let digits = text.dropLast()
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }), digits == "0" || digits.first != "0",
            let count = Int(digits)
        else { return nil }
        return (count, unit)
    }
}

extension YAMLNode {
    /// `true` or `false`, without quotes.
    package var boolean: Bool? { plainText == "true" ? true : plainText == "false" ? false : nil }
}

extension String {
    /// Without the white space and newlines at either end (block scalars end in a newline).
    package var trimmingWhitespace: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(self[first...last])
    }
}

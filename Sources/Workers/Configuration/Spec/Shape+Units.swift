import Catalog

extension Shape where Value == Duration {
    /// A whole number with a unit: `25ms`, `60s`, `5m`, `2h`, `1d`.
    static func duration(_ range: ClosedRange<Duration>) -> Shape<Duration> {
        Shape(.written(kind: "duration", pattern: "^(0|[1-9][0-9]{0,8})(ms|s|m|h|d)$")) { node, findings in
            guard let (count, unit) = UnitText.parse(node.text), let milliseconds = UnitText.milliseconds[unit] else {
                findings.report(
                    .invalidDuration, at: node.place, "a duration is needed here: a whole number with `ms`, `s`, `m`, `h` or `d`")
                return nil
            }
            let duration = Duration.milliseconds(count * milliseconds)
            if range.contains(duration) { return duration }
            findings.report(
                .outOfRange, at: node.place,
                "\(UnitText.text(duration)) is not within \(UnitText.text(range.lowerBound)) to \(UnitText.text(range.upperBound))")
            return nil
        }
    }
}

extension Shape where Value == Int {
    /// Bytes, as a whole number with a unit: `64B`, `512KiB`, `1MiB`.
    static func bytes(_ range: ClosedRange<Int>) -> Shape<Int> {
        Shape(.written(kind: "size", pattern: "^(0|[1-9][0-9]{0,8})(B|KiB|MiB|GiB)$")) { node, findings in
            guard let (count, unit) = UnitText.parse(node.text), let factor = UnitText.bytes[unit] else {
                findings.report(.invalidSize, at: node.place, "a size is needed here: a whole number with `B`, `KiB`, `MiB` or `GiB`")
                return nil
            }
            let bytes = count * factor
            if range.contains(bytes) { return bytes }
            findings.report(
                .outOfRange, at: node.place, "\(bytes) bytes are not within \(range.lowerBound) to \(range.upperBound) bytes")
            return nil
        }
    }
}

/// Numbers with units, as they are written.
enum UnitText {
    static let milliseconds = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    static let bytes = ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]

    /// At most nine digits, so that no unit overflows.
    static func parse(_ text: String?) -> (count: Int, unit: String)? {
        guard let text else { return nil }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...9).contains(digits.count), digits == "0" || digits.first != "0", let count = Int(digits) else { return nil }
        return (count, String(text.dropFirst(digits.count)))
    }

    /// In the largest unit that leaves a whole number.
    static func text(_ duration: Duration) -> String {
        let count = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        for unit in ["d", "h", "m", "s"] {
            if let factor = milliseconds[unit], count != 0, count % Int64(factor) == 0 { return "\(count / Int64(factor))\(unit)" }
        }
        return "\(count)ms"
    }
}

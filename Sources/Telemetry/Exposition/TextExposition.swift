/// The Prometheus text exposition format, version 0.0.4: instruments by name, series by labels, so that equal states give equal texts.
public struct TextExposition {
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private var text = ""

    /// All that the registry has to show now.
    public static func text(of registry: SeriesRegistry) -> String {
        var exposition = TextExposition()
        for (instrument, series) in registry.readings() { exposition.write(instrument, series) }
        return exposition.text
    }

    private mutating func write(_ instrument: Instrument, _ series: [(labels: [String], reading: SeriesReading)]) {
        let shown = series.filter { $0.reading != .nothing }
        if shown.isEmpty { return }
        text += "# HELP \(instrument.name) \(Self.escaped(instrument.help, quote: false))\n"
        text += "# TYPE \(instrument.name) \(Self.type(of: instrument.kind))\n"
        for (labels, reading) in shown {
            let pairs = zip(instrument.labels, labels).map { ($0.rawValue, $1) }
            switch reading {
            case .nothing: break
            case .count(let count): write(instrument.name, pairs, String(count))
            case .number(let number): write(instrument.name, pairs, Self.text(of: number))
            case .histogram(let reading): write(instrument.name, pairs, reading)
            }
        }
    }

    private mutating func write(_ name: String, _ labels: [(String, String)], _ reading: HistogramReading) {
        for (bound, count) in zip(reading.bounds + [.infinity], reading.cumulative) {
            write(name + "_bucket", labels + [("le", Self.text(of: bound))], String(count))
        }
        write(name + "_sum", labels, Self.text(of: reading.sum))
        write(name + "_count", labels, String(reading.cumulative.last ?? 0))
    }

    private mutating func write(_ name: String, _ labels: [(String, String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1, quote: true))\"" }.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    private static func type(of kind: Instrument.Kind) -> String {
        switch kind {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    /// Backslashes and newlines, and quotation marks where the text stands between such.
    static func escaped(_ text: String, quote: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quote: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        // Whole numbers that a Double holds exactly are written as such.
        if number == number.rounded(), abs(number) < 9_007_199_254_740_992 { return String(Int64(number)) }
        return String(number)
    }
}

import Testing

/// Reads the text exposition format line by line, from its description alone: what the writer gets wrong this does not forgive.
struct ExpositionGrammar {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Failure: Error, CustomStringConvertible {
        var line: Int
        var description: String
    }

    private(set) var types: [(name: String, type: String)] = []
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Failure(line: 0, description: "the last line does not end") }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        lines.removeLast()
        for (index, line) in lines.enumerated() {
            do { try read(line) } catch { throw Failure(line: index + 1, description: "\(error): \(line)") }
        }
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: Substring) throws {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard parts.count == 2, helps[String(parts[0])] == nil else { throw Failure(line: 0, description: "HELP") }
            helps[String(parts[0])] = try Self.unescape(parts[1], quotes: false)
        } else if line.hasPrefix("# TYPE ") {
            let parts = line.dropFirst(7).split(separator: " ")
            guard parts.count == 2, ["counter", "gauge", "histogram"].contains(parts[1]), !types.contains(where: { $0.name == parts[0] })
            else { throw Failure(line: 0, description: "TYPE") }
            types.append((String(parts[0]), String(parts[1])))
        } else {
            let sample = try Self.sample(line)
            guard let type = types.last, let help = helps[type.name], !help.isEmpty, Self.belongs(sample.name, to: type) else {
                throw Failure(line: 0, description: "a sample away from its HELP and TYPE")
            }
            if samples.contains(where: { $0.name == sample.name && $0.labels == sample.labels }) {
                throw Failure(line: 0, description: "a sample that stands twice")
            }
            samples.append(sample)
        }
    }

    private static func belongs(_ name: String, to type: (name: String, type: String)) -> Bool {
        let suffixes = type.type == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        return suffixes.contains { type.name + $0 == name }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
        guard let first = name.first, !first.isNumber else { throw Failure(line: 0, description: "name") }
        var rest = line.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                rest = rest.dropFirst(label.count)
                guard !label.isEmpty, rest.hasPrefix("=\"") else { throw Failure(line: 0, description: "label") }
                rest = rest.dropFirst(2)
                guard let end = closingQuote(rest), labels[String(label)] == nil else {
                    throw Failure(line: 0, description: "label's value")
                }
                labels[String(label)] = try unescape(rest[..<end], quotes: true)
                rest = rest[rest.index(after: end)...]
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", let value = number(rest.dropFirst()) else { throw Failure(line: 0, description: "value") }
        return Sample(name: String(name), labels: labels, value: value)
    }

    private static func number(_ text: Substring) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { $0.isWhitespace } ? nil : Double(text)
        }
    }

    private static func closingQuote(_ text: Substring) -> Substring.Index? {
        var isEscaped = false
        for index in text.indices {
            if !isEscaped && text[index] == "\"" { return index }
            isEscaped = !isEscaped && text[index] == "\\"
        }
        return nil
    }

    private static func unescape(_ text: Substring, quotes: Bool) throws -> String {
        var plain = ""
        var iterator = text.makeIterator()
        while let character = iterator.next() {
            guard character == "\\" else {
                if quotes && character == "\"" { throw Failure(line: 0, description: "a bare quotation mark") }
                plain.append(character)
                continue
            }
            switch iterator.next() {
            case "\\": plain.append("\\")
            case "n": plain.append("\n")
            case "\"" where quotes: plain.append("\"")
            default: throw Failure(line: 0, description: "escape")
            }
        }
        return plain
    }
}

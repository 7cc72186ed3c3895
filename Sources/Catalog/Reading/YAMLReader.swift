import Yams

/// Reads bytes as one located YAML document. Whatever the bytes are, the outcome is a tree or a diagnostic with a place.
package enum YAMLReader {
    package static let byteLimit = 1 << 20
    static let nodeLimit = 100_000
    /// No construct nests deeper than ten; beyond this a document is an accident or an attack.
    static let depthLimit = 32
    /// At most this many aliases: each one may multiply what came before, so with 16 the tree grows by less than 3^6.
    static let aliasLimit = 16

    package static func read(_ bytes: [UInt8], _ findings: inout Findings) -> YAMLNode? {
        guard bytes.count <= byteLimit else {
            findings.report(.fileTooLarge, at: .start, "the file has \(bytes.count) bytes; at most \(byteLimit) are read")
            return nil
        }
        // A byte order mark is no content; editors on Windows write it.
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        guard let text = String(validating: content, as: UTF8.self) else {
            findings.report(.notUTF8, at: firstInvalid(in: content), "the text is not UTF-8 from here on; save the file as UTF-8")
            return nil
        }
        return read(text, &findings)
    }

    package static func read(_ text: String, _ findings: inout Findings) -> YAMLNode? {
        if multipliesByAliases(text) {
            findings.report(.tooManyAliases, at: .start, "there are more than \(aliasLimit) aliases (`*name`); write the values out")
            return nil
        }
        do {
            guard let root = try Yams.compose(yaml: text, .basic, .default, .utf8) else {
                findings.report(.emptyDocument, at: .start, "the document is empty")
                return nil
            }
            var nodes = 0
            return located(root, depth: 0, parent: .start, count: &nodes, &findings)
        } catch let error as YamlError {
            report(error, in: text, &findings)
        } catch {
            findings.report(.yamlSyntax, at: .start, "not readable as YAML: \(error)")
        }
        return nil
    }

    private static func located(
        _ node: Node, depth: Int, parent: Place, count: inout Int, _ findings: inout Findings
    ) -> YAMLNode? {
        let place = node.mark.map { Place(line: $0.line, column: $0.column) } ?? parent
        count += 1
        guard depth <= depthLimit, count <= nodeLimit else {
            findings.report(
                .nestedTooDeep, at: place,
                depth > depthLimit ? "nested more than \(depthLimit) deep" : "the document has more than \(nodeLimit) nodes")
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            return YAMLNode(content: .scalar(scalar.string, isPlain: isPlain), place: place)
        case .sequence(let sequence):
            var elements: [YAMLNode] = []
            for element in sequence {
                guard let element = located(element, depth: depth + 1, parent: place, count: &count, &findings) else { return nil }
                elements.append(element)
            }
            return YAMLNode(content: .sequence(elements), place: place)
        case .mapping(let mapping):
            var entries: [YAMLNode.Entry] = []
            for (key, value) in mapping {
                guard let key = located(key, depth: depth + 1, parent: place, count: &count, &findings),
                    let value = located(value, depth: depth + 1, parent: key.place, count: &count, &findings)
                else { return nil }
                entries.append(YAMLNode.Entry(key: key, value: value))
            }
            return YAMLNode(content: .mapping(entries), place: place)
        case .alias:
            findings.report(.yamlSyntax, at: place, "an alias names nothing")
            return nil
        }
    }
}

// MARK: - Errors

extension YAMLReader {
    private static func report(_ error: YamlError, in text: String, _ findings: inout Findings) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let why = context.map { " \($0.text)" } ?? ""
            findings.report(.yamlSyntax, at: place(line: mark.line, column: mark.column, in: text), problem + why)
        case .reader(let problem, let offset, _, _):
            let place = place(ofByte: offset ?? 0, in: text.utf8)
            findings.report(.yamlSyntax, at: place, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            let first = Place(line: max(1, context.mark.line), column: max(1, context.mark.column))
            let again = repetition(of: key, after: first, in: text)
            findings.report(.duplicateKey, at: again ?? first, "the key `\(key)` stands twice in this mapping; first in line \(first.line)")
        default:
            findings.report(.yamlSyntax, at: .start, "not readable as YAML: \(error)")
        }
    }

    /// A place as the parser gives it; what it misses at the end of a text without a last newline, it misses on a line beyond that.
    private static func place(line: Int, column: Int, in text: String) -> Place {
        let scalars = text.unicodeScalars
        let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
        var last = Place.start
        var previous: Unicode.Scalar?
        for scalar in scalars {
            if breaks.contains(scalar) {
                // CR LF is one break.
                if !(previous == "\r" && scalar == "\n") { last = Place(line: last.line + 1, column: 1) }
            } else {
                last.column += 1
            }
            previous = scalar
        }
        return min(Place(line: max(1, line), column: max(1, column)), last)
    }

    /// Where a key of a block mapping stands again: the next line with the same indentation and key.
    private static func repetition(of key: String, after first: Place, in text: String) -> Place? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated() where index >= first.line {
            let indentation = line.prefix { $0 == " " }.count
            if indentation < first.column - 1 && !line.allSatisfy(\.isWhitespace) { return nil }
            guard indentation == first.column - 1 else { continue }
            let rest = line.dropFirst(indentation)
            if ["\(key):", "\"\(key)\":", "'\(key)':"].contains(where: rest.hasPrefix) {
                return Place(line: index + 1, column: first.column)
            }
        }
        return nil
    }

    private static func firstInvalid(in bytes: ArraySlice<UInt8>) -> Place {
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var place = Place.start
        while case .valid(let encoded) = parser.parseScalar(from: &iterator) {
            if encoded.first == UInt8(ascii: "\n") {
                place = Place(line: place.line + 1, column: 1)
            } else {
                place.column += 1
            }
        }
        return place
    }

    private static func place(ofByte offset: Int, in bytes: String.UTF8View) -> Place {
        var place = Place.start
        for byte in bytes.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                place = Place(line: place.line + 1, column: 1)
            } else if byte & 0b1100_0000 != 0b1000_0000 {
                place.column += 1
            }
        }
        return place
    }

    /// Aliases multiply a tree ("billion laughs"), and the composer hashes the keys of mappings before we can count anything:
    /// so they are counted in the text. It may count some that are none (in a description), hence only together with an anchor.
    private static func multipliesByAliases(_ text: String) -> Bool {
        var aliases = 0
        var anchors = 0
        var before = UInt8(ascii: "\n")
        for byte in text.utf8 {
            let opensToken =
                [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r")].contains(before)
                || [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "?")].contains(before)
                || before == UInt8(ascii: "-")
            if opensToken && byte == UInt8(ascii: "*") { aliases += 1 }
            if opensToken && byte == UInt8(ascii: "&") { anchors += 1 }
            before = byte
        }
        return anchors > 0 && aliases > aliasLimit
    }
}

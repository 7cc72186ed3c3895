import Foundation

/// The words of ARCHITECTURE.md's glossary, and those that others use for the same things.
enum Glossary {
    static let words = [
        "event", "fact", "record", "subject", "item", "standing", "commune", "period", "flag", "cell", "partial", "watermark", "grace",
        "provisional", "final", "revised", "reject", "snapshot", "territory", "vintage",
    ]

    private static let wordOfRival = [
        "bucket": "cell", "cube": "cell", "dedup": "record", "dedupe": "record", "deduplication": "record", "upsert": "fact",
        "tombstone": "fact", "retraction": "fact", "entity": "subject", "person": "subject", "ward": "commune", "municipality": "commune",
        "district": "commune", "checkpoint": "snapshot", "savepoint": "snapshot", "allowedlateness": "grace", "allowance": "grace",
        "deadletter": "reject", "dlq": "reject", "rejection": "reject", "kpi": "indicator", "metric": "measure", "shard": "partial",
        "crosswalk": "territory", "gazetteer": "territory", "preliminary": "provisional", "tentative": "provisional",
        "definitive": "final", "amended": "revised", "unplaced": "unlocated", "unknowncommune": "unlocated",
    ]

    /// The words of a name in camel case or with underscores, in lower case.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        for part in name.split(whereSeparator: { $0 == "_" || $0 == "-" || $0 == "." }) {
            var word = ""
            for character in part {
                if character.isUppercase, word.last?.isLowercase == true {
                    words.append(word.lowercased())
                    word = ""
                }
                word.append(character)
            }
            words.append(word.lowercased())
        }
        return words
    }

    static func rivals(in name: String) -> [(rival: String, word: String)] {
        let parts = words(of: name)
        let pairs = zip(parts, parts.dropFirst()).map { $0 + $1 }
        return (parts + pairs).compactMap { part in
            let singular = part.hasSuffix("s") ? String(part.dropLast()) : part
            return (wordOfRival[part] ?? wordOfRival[singular]).map { (part, $0) }
        }
    }

    /// The types that a file declares.
    static func typeNames(in source: SourceText) -> [String] {
        source.matches(of: #"\b(?:struct|class|enum|actor|protocol|typealias) +[A-Z]\w*"#, in: source.code).compactMap {
            source.code[$0].split(separator: " ").last.map(String.init)
        }
    }

    /// The keys of a YAML text, each with its line.
    static func yamlKeys(_ text: String) -> [(line: Int, key: String)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line -> [(line: Int, key: String)] in
            let uncommented = line.trimmingCharacters(in: .whitespaces).hasPrefix("#") ? "" : String(line)
            guard let expression = try? NSRegularExpression(pattern: #"(?:^|[{,]|- ) *([A-Za-z_][A-Za-z0-9_]*):(?: |$)"#) else { return [] }
            return expression.matches(in: uncommented, range: NSRange(uncommented.startIndex..., in: uncommented)).compactMap { match in
                Range(match.range(at: 1), in: uncommented).map { (number + 1, String(uncommented[$0])) }
            }
        }
    }
}

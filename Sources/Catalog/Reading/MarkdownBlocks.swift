/// The fenced YAML blocks of a Markdown page.
enum MarkdownBlocks {
    struct Block: Equatable, Sendable {
        /// The line of its first content line, from 1.
        var firstLine: Int
        /// Preceded by as many newlines as lines stand before it, so that places in it are places in the page.
        var text: String

        /// Whether the first line that says something begins a document of ours, even if the YAML is broken further on.
        var opensDocument: Bool {
            let line = text.split { $0.isNewline }.map { $0.drop { $0 == " " } }.first { !$0.isEmpty && $0.first != "#" } ?? ""
            return DocumentKind.allCases.contains { line.hasPrefix($0.rawValue + ":") }
        }
    }

    /// Blocks tagged `yaml` or `yml`, but not `yaml fragment`.
    static func find(in page: String) -> [Block] {
        var blocks: [Block] = []
        var fence: (marker: Character, length: Int, isYAML: Bool)?
        var content = ""
        var firstLine = 0
        let lines = page.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            if let open = fence {
                if let close = opening(line), close.marker == open.marker, close.length >= open.length, close.info.isEmpty {
                    if open.isYAML { blocks.append(Block(firstLine: firstLine, text: content)) }
                    fence = nil
                } else if open.isYAML {
                    content += line + "\n"
                }
            } else if let open = opening(line) {
                let words = open.info.split(separator: " ").map { $0.lowercased() }
                let isYAML = (words.first == "yaml" || words.first == "yml") && !words.contains("fragment")
                fence = (open.marker, open.length, isYAML)
                firstLine = index + 2
                content = String(repeating: "\n", count: index + 1)
            }
        }
        // A block that is not closed goes to the page's end.
        if let open = fence, open.isYAML { blocks.append(Block(firstLine: firstLine, text: content)) }
        return blocks
    }

    private static func opening(_ line: Substring) -> (marker: Character, length: Int, info: String)? {
        let trimmed = line.drop { $0 == " " }
        guard let marker = trimmed.first, marker == "`" || marker == "~" else { return nil }
        let length = trimmed.prefix { $0 == marker }.count
        guard length >= 3 else { return nil }
        let info = String(trimmed.dropFirst(length)).trimmingWhitespace
        return marker == "`" && info.contains("`") ? nil : (marker, length, info)
    }
}

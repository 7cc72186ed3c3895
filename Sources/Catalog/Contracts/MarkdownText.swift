/// Writes a Markdown page, block by block.
package struct MarkdownText {
    package private(set) var text = ""

    package init() {}

    package mutating func heading(_ level: Int, _ title: String) { block(String(repeating: "#", count: level) + " " + title) }

    package mutating func paragraph(_ paragraph: String) { block(paragraph) }

    package mutating func code(_ language: String, _ code: String) {
        block("```\(language)\n\(code.hasSuffix("\n") ? code : code + "\n")```")
    }

    package mutating func table(_ header: [String], _ rows: [[String]]) {
        let lines = [header, header.map { _ in "---" }] + rows
        block(lines.map { "| " + $0.map(cell).joined(separator: " | ") + " |" }.joined(separator: "\n"))
    }

    private mutating func block(_ block: String) { text += (text.isEmpty ? "" : "\n") + block + "\n" }

    /// Pipes end a cell, even within code; newlines end the table.
    private func cell(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
    }
}

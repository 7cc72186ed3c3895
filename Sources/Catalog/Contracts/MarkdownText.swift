/// Writes a Markdown page, block by block.
struct MarkdownText {
    private(set) var text = ""

    mutating func heading(_ level: Int, _ title: String) { block(String(repeating: "#", count: level) + " " + title) }

    mutating func paragraph(_ paragraph: String) { block(paragraph) }

    mutating func code(_ language: String, _ code: String) {
        block("```\(language)\n\(code.hasSuffix("\n") ? code : code + "\n")```")
    }

    mutating func table(_ header: [String], _ rows: [[String]]) {
        let lines = [header, header.map { _ in "---" }] + rows
        block(lines.map { "| " + $0.map(cell).joined(separator: " | ") + " |" }.joined(separator: "\n"))
    }

    private mutating func block(_ block: String) { text += (text.isEmpty ? "" : "\n") + block + "\n" }

    /// Pipes end a cell, even within code; newlines end the table.
    private func cell(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ").replacing("|", with: "\\|")
    }
}

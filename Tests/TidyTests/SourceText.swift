import Foundation

/// A Swift file taken apart: its code without comments and texts, and its comments. Both keep every line where it was.
struct SourceText {
    let path: String
    let lineCount: Int
    /// Comments and the insides of string literals are blanks; what is interpolated stays.
    let code: String
    /// All but comments is blanks.
    let comments: String

    init(path: String, text: String) {
        self.path = path
        lineCount = text.utf8.count { $0 == 0x0A } + (text.hasSuffix("\n") || text.isEmpty ? 0 : 1)
        var scanner = SourceScanner(text)
        scanner.run()
        code = scanner.code
        comments = scanner.comments
    }

    /// The name of the module: the folder below Sources.
    var module: String { String(path.split(separator: "/").first ?? "") }

    /// The lines, from 1, at which the pattern stands in the code.
    func lines(of pattern: String) -> [Int] { matches(of: pattern, in: code).map { line(at: $0.lowerBound, of: code) } }

    func matches(of pattern: String, in text: String) -> [Range<String.Index>] {
        guard let expression = try? NSRegularExpression(pattern: pattern, options: .anchorsMatchLines) else { return [] }
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { Range($0.range, in: text) }
    }

    func line(at index: String.Index, of text: String) -> Int { text.utf8[..<index].count { $0 == 0x0A } + 1 }
}

/// Tells code, comments and string literals apart, nested interpolations included.
struct SourceScanner {
    private enum Place {
        /// In code; how many parentheses are open since an interpolation began, nil at the top.
        case code(open: Int?)
        /// In a string literal with so many number signs.
        case text(signs: Int, isMultiline: Bool)
    }

    private let bytes: [UInt8]
    private var at = 0
    private var places: [Place] = [.code(open: nil)]
    private var codeBytes: [UInt8]
    private var commentBytes: [UInt8]

    init(_ text: String) {
        bytes = Array(text.utf8)
        let blank = bytes.map { $0 == 0x0A ? $0 : UInt8(0x20) }
        codeBytes = blank
        commentBytes = blank
    }

    var code: String { String(decoding: codeBytes, as: UTF8.self) }
    var comments: String { String(decoding: commentBytes, as: UTF8.self) }

    mutating func run() {
        while at < bytes.count {
            switch places.last {
            case .text(let signs, let isMultiline): scanText(signs, isMultiline)
            case .code(let open): scanCode(open)
            case nil: return
            }
        }
    }

    private func has(_ text: String, at place: Int) -> Bool { bytes[place...].starts(with: text.utf8) }

    private mutating func scanCode(_ open: Int?) {
        if has("//", at: at) { return skipLineComment() }
        if has("/*", at: at) { return skipBlockComment() }
        var signs = 0
        while at + signs < bytes.count, bytes[at + signs] == 0x23 { signs += 1 }
        if at + signs < bytes.count, bytes[at + signs] == 0x22 {
            let isMultiline = has("\"\"\"", at: at + signs)
            codeBytes[at + signs] = 0x22
            at += signs + (isMultiline ? 3 : 1)
            return places.append(.text(signs: signs, isMultiline: isMultiline))
        }
        let byte = bytes[at]
        if let open {
            if byte == 0x28 { places[places.count - 1] = .code(open: open + 1) }
            if byte == 0x29, open == 0 {
                at += 1
                places.removeLast()
                return
            }
            if byte == 0x29 { places[places.count - 1] = .code(open: open - 1) }
        }
        codeBytes[at] = byte
        at += 1
    }

    private mutating func skipLineComment() {
        while at < bytes.count, bytes[at] != 0x0A {
            commentBytes[at] = bytes[at]
            at += 1
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if has("/*", at: at) { depth += 1 }
            if has("*/", at: at) { depth -= 1 }
            let width = has("/*", at: at) || has("*/", at: at) ? 2 : 1
            for place in at..<min(at + width, bytes.count) { commentBytes[place] = bytes[place] }
            at += width
        } while at < bytes.count && depth > 0
    }

    private mutating func scanText(_ signs: Int, _ isMultiline: Bool) {
        let number = String(repeating: "#", count: signs)
        if has("\\" + number + "(", at: at) {
            at += 2 + signs
            return places.append(.code(open: 0))
        }
        let end = (isMultiline ? "\"\"\"" : "\"") + number
        if has(end, at: at) {
            codeBytes[at] = 0x22
            at += end.utf8.count
            places.removeLast()
            return
        }
        // A backslash takes the next byte with it, so that an escaped quotation mark ends nothing.
        at += has("\\" + number, at: at) ? 2 + signs : 1
    }
}

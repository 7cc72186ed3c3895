/// Reads the agreed subset of regular expressions, the one that means the same to every JSON Schema validator and to a byte machine:
/// `^…$` around the whole, ASCII literals, `\d` and escaped punctuation, classes `[A-Z0-9_-]`, groups `(a|b)`, `? * + {n} {n,} {n,m}`.
public struct PatternSyntax {
    /// The largest count in `{n,m}`.
    public static let countLimit = 1000
    /// The deepest nesting of groups.
    public static let depthLimit = 32
    /// The largest machine (see `Pattern.stateCount`).
    public static let stateLimit = 4096

    private let characters: [Unicode.Scalar]
    private var position = 0

    private init(_ text: String) { characters = Array(text.unicodeScalars) }

    public static func parse(_ text: String) throws(PatternError) -> Pattern {
        var syntax = PatternSyntax(text)
        let pattern = try syntax.readWhole()
        if pattern.stateCount > stateLimit {
            throw PatternError(offset: 0, message: "it is too large when its repetitions are written out (over \(stateLimit) states)")
        }
        return pattern
    }

    private mutating func readWhole() throws(PatternError) -> Pattern {
        guard take("^") else { throw failure("it must begin with `^`") }
        let pattern = try readSequence(depth: 0)
        if peek == "|" { throw failure("put the alternatives in a group: `^(a|b)$`") }
        if peek == ")" { throw failure("`)` closes no group; a literal one is written `\\)`") }
        guard take("$") else { throw failure("it must end with `$`") }
        if peek != nil { throw failure("nothing may follow `$`") }
        return pattern
    }

    private mutating func readSequence(depth: Int) throws(PatternError) -> Pattern {
        var parts: [Pattern] = []
        while let next = peek, next != "|", next != ")", next != "$" {
            parts.append(try readRepetition(of: try readAtom(depth: depth)))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func readAtom(depth: Int) throws(PatternError) -> Pattern {
        guard let next = peek else { throw failure("it ends too early") }
        switch next {
        case "(": return try readGroup(depth: depth + 1)
        case "[": return .bytes(try readClass())
        case "\\": return .bytes(try readEscape())
        case "?", "*", "+", "{": throw failure("`\(next)` repeats nothing; a literal one is written `\\\(next)`")
        case ".": throw failure("`.` is not allowed: name the characters in a class, or write `\\.`")
        case "^": throw failure("`^` stands only at the beginning; a literal one is written `\\^`")
        case "]", "}": throw failure("a literal `\(next)` is written `\\\(next)`")
        default:
            let set = try literal(next)
            position += 1
            return .bytes(set)
        }
    }

    private mutating func readGroup(depth: Int) throws(PatternError) -> Pattern {
        if depth > Self.depthLimit { throw failure("groups nest more than \(Self.depthLimit) deep") }
        position += 1
        if peek == "?" { throw failure("only plain groups `( )` are allowed") }
        var branches: [Pattern] = []
        repeat {
            let branch = try readSequence(depth: depth)
            if branch == .sequence([]) { throw failure("an alternative is empty; write `(…)?` for what may be absent") }
            branches.append(branch)
        } while take("|")
        guard take(")") else { throw failure(peek == "$" ? "`$` stands only at the end" : "a group is not closed") }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func readRepetition(of atom: Pattern) throws(PatternError) -> Pattern {
        let repeated: Pattern
        switch peek {
        case "?": repeated = .repetition(atom, minimum: 0, maximum: 1)
        case "*": repeated = .repetition(atom, minimum: 0, maximum: nil)
        case "+": repeated = .repetition(atom, minimum: 1, maximum: nil)
        case "{":
            position += 1
            let minimum = try readCount()
            let maximum: Int? = take(",") ? (peek == "}" ? nil : try readCount()) : minimum
            guard peek == "}" else { throw failure("`{` is not closed") }
            if let maximum, maximum < minimum { throw failure("`{\(minimum),\(maximum)}` has its ends the wrong way round") }
            repeated = .repetition(atom, minimum: minimum, maximum: maximum)
        default: return atom
        }
        position += 1
        if let next = peek, "?*+{".unicodeScalars.contains(next) { throw failure("a repetition cannot be repeated; use a group") }
        return repeated
    }

    private mutating func readCount() throws(PatternError) -> Int {
        var digits = ""
        while let next = peek, ("0"..."9").contains(next), digits.utf8.count < 5 {
            digits.unicodeScalars.append(next)
            position += 1
        }
        guard let count = Int(digits), count <= Self.countLimit else { throw failure("a count from 0 to \(Self.countLimit) is needed") }
        return count
    }

    private mutating func readClass() throws(PatternError) -> ByteSet {
        position += 1
        if peek == "^" { throw failure("a class cannot be negated: name what is allowed") }
        var set = ByteSet()
        while let next = peek, next != "]" {
            let isClassEscape = next == "\\" && position + 1 < characters.count && characters[position + 1] == "d"
            let first = try readClassMember()
            // A `-` just before the closing bracket, or after `\d`, is itself.
            if !isClassEscape, peek == "-", position + 1 < characters.count, characters[position + 1] != "]" {
                position += 1
                let start = position
                let last = try readClassMember()
                guard let from = first.bytes.first, let to = last.bytes.last, last.bytes.count == 1, from <= to else {
                    throw PatternError(offset: start, message: "the range in the class has its ends the wrong way round")
                }
                set.formUnion(ByteSet(from...to))
            } else {
                set.formUnion(first)
            }
        }
        guard take("]") else { throw failure("a class is not closed") }
        if set.isEmpty { throw failure("a class is empty") }
        return set
    }

    private mutating func readClassMember() throws(PatternError) -> ByteSet {
        guard let next = peek else { throw failure("a class is not closed") }
        if next == "\\" { return try readEscape() }
        if next == "[" { throw failure("a literal `[` is written `\\[`") }
        let set = try literal(next)
        position += 1
        return set
    }

    private mutating func readEscape() throws(PatternError) -> ByteSet {
        position += 1
        guard let next = peek else { throw failure("it ends in a bare `\\`") }
        if next == "d" {
            position += 1
            return .digits
        }
        let isWord = next == "_" || ("0"..."9").contains(next) || ("A"..."Z").contains(next) || ("a"..."z").contains(next)
        if isWord || next == " " { throw failure("`\\\(next)` is not allowed: only `\\d` and escaped punctuation are") }
        let set = try literal(next)
        position += 1
        return set
    }

    private func literal(_ scalar: Unicode.Scalar) throws(PatternError) -> ByteSet {
        guard (32...126).contains(scalar.value) else { throw failure("only printable ASCII characters are allowed") }
        return ByteSet(UInt8(scalar.value)...UInt8(scalar.value))
    }

    private var peek: Unicode.Scalar? { position < characters.count ? characters[position] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    private func failure(_ message: String) -> PatternError { PatternError(offset: position, message: message) }
}

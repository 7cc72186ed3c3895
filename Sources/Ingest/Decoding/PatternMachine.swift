import CText
import Catalog

/// A `pattern` as a deterministic automaton: one table look-up a byte, nothing allocated.
///
/// Texts of a length at which each byte may be whatever the others are, within one range of its own, as in `PA07[A-Z]{2}[0-9]{7}`, are
/// looked at all at once.
struct PatternMachine {
    static let stateLimit = 4096
    private static let dead: UInt16 = 0
    private static let accepts: UInt32 = 1 << 31

    /// 128 entries a state: where the entries of the next one begin, and whether it accepts.
    private let table: UnsafePointer<UInt32>
    private let start: UInt32
    /// For each length up to `rangedLength`: the least byte at each place, and how far above it the largest is; nil where there is more to it.
    private let ranges: UnsafeBufferPointer<UnsafePointer<UInt8>?>
    private static let rangedLength = 32

    /// nil when the automaton would have more than `stateLimit` states.
    init?(_ pattern: Pattern, memory: ProgramMemory) {
        var network = Network()
        let accept = network.add(.accept)
        let first = network.build(pattern, then: accept)
        var numbers: [Set<Int>: UInt16] = [[]: PatternMachine.dead]
        var pending: [Set<Int>] = []
        var rows: [[UInt16]] = [[UInt16](repeating: 0, count: 128)]
        func number(_ states: Set<Int>) -> UInt16? {
            let accepts: UInt16 = states.contains(accept) ? 0x8000 : 0
            if let known = numbers[states] { return known | accepts }
            guard numbers.count < PatternMachine.stateLimit else { return nil }
            let new = UInt16(numbers.count)
            numbers[states] = new
            pending.append(states)
            rows.append([UInt16](repeating: 0, count: 128))
            return new | accepts
        }
        guard let start = number(network.closure([first])) else { return nil }
        let alike = network.bytesAlike()
        var next = 0
        while next < pending.count {
            let states = pending[next]
            next += 1
            guard let row = numbers[states] else { continue }
            for bytes in alike {
                guard let target = number(network.closure(network.step(states, bytes[0]))) else { return nil }
                for byte in bytes { rows[Int(row)][Int(byte)] = target }
            }
        }
        func entry(_ state: UInt16) -> UInt32 { UInt32(state & 0x7FFF) << 7 | (state & 0x8000 != 0 ? PatternMachine.accepts : 0) }
        guard let table = memory.copy(rows.flatMap { $0.map(entry) }).baseAddress else { return nil }
        self.table = table
        self.start = entry(start)
        ranges = memory.copy(PatternMachine.ranges(rows, start, alike, memory))
    }

    /// The ranges of each length that has them.
    private static func ranges(
        _ rows: [[UInt16]], _ start: UInt16, _ alike: [[UInt8]], _ memory: ProgramMemory
    ) -> [UnsafePointer<UInt8>?] {
        // What takes long to find out is not worth it.
        guard rows.count <= 512 else { return [UnsafePointer<UInt8>?](repeating: nil, count: rangedLength + 1) }
        func row(_ entry: UInt16) -> Int { Int(entry & 0x7FFF) }
        // Of each number of bytes, the states from which so many more lead to acceptance.
        var alive: [[Bool]] = [rows.indices.map { _ in false }]
        for entry in rows.joined() + [start] where entry & 0x8000 != 0 { alive[0][row(entry)] = true }
        for length in 1...rangedLength {
            alive.append(rows.indices.map { state in alike.contains { alive[length - 1][row(rows[state][Int($0[0])])] } })
        }
        return (0...rangedLength).map { length in
            guard length > 0, alive[length][row(start)] else { return nil }
            let bounds = memory.zeroed(rangedLength * 2 + 16, of: UInt8(0))
            var states: Set<Int> = [row(start)]
            for place in 0..<length {
                func allowed(_ state: Int) -> [[UInt8]] { alike.filter { alive[length - 1 - place][row(rows[state][Int($0[0])])] } }
                guard let groups = states.first.map(allowed), states.allSatisfy({ allowed($0) == groups }) else { return nil }
                let bytes = groups.joined().sorted()
                guard let least = bytes.first,
                    bytes.count == Int(bytes[bytes.count - 1] - least) + 1
                else { return nil }
                bounds[place] = least
                bounds[rangedLength + place] = UInt8(bytes.count - 1)
                states = Set(states.flatMap { state in groups.map { row(rows[state][Int($0[0])]) } })
            }
            return UnsafePointer(bounds)
        }
    }

    /// Whether texts of that length are looked at all at once.
    func isRanged(_ length: Int) -> Bool { length <= PatternMachine.rangedLength && ranges[length] != nil }

    /// Whether the whole text matches.
    ///
    /// - Parameter text: 15 bytes behind it must be readable.
    @inline(__always) func matches(_ text: Text) -> Bool {
        if text.count <= PatternMachine.rangedLength, let bounds = ranges[text.count] {
            return nhipso_within(text.start, bounds, bounds + PatternMachine.rangedLength, text.count)
        }
        var state = start
        for index in 0..<text.count {
            let byte = text[index]
            if byte >= 128 { return false }
            state = table[Int(state & ~PatternMachine.accepts) | Int(byte)]
            if state == 0 { return false }
        }
        return state & PatternMachine.accepts != 0
    }
}

/// The nondeterministic automaton of a pattern (Thompson's construction).
private struct Network {
    enum Node {
        case accept
        case byte(ByteSet, next: Int)
        case either(Int, Int)
    }

    private var nodes: [Node] = []

    mutating func add(_ node: Node) -> Int {
        nodes.append(node)
        return nodes.count - 1
    }

    /// The entry of an automaton for `pattern` that goes on to `next`.
    mutating func build(_ pattern: Pattern, then next: Int) -> Int {
        switch pattern {
        case .bytes(let set): return add(.byte(set, next: next))
        case .sequence(let parts): return parts.reversed().reduce(next) { build($1, then: $0) }
        case .alternation(let branches):
            guard var entry = branches.last.map({ build($0, then: next) }) else { return next }
            for branch in branches.dropLast().reversed() { entry = add(.either(build(branch, then: next), entry)) }
            return entry
        case .repetition(let inner, let minimum, let maximum):
            var entry = next
            if let maximum {
                for _ in minimum..<max(minimum, maximum) { entry = add(.either(build(inner, then: entry), next)) }
            } else {
                let loop = add(.accept)
                nodes[loop] = .either(build(inner, then: loop), next)
                entry = loop
            }
            for _ in 0..<minimum { entry = build(inner, then: entry) }
            return entry
        }
    }

    /// The bytes below 128 in groups that no set of the network tells apart: what holds of one of a group holds of all.
    func bytesAlike() -> [[UInt8]] {
        let sets = Set(nodes.compactMap { if case .byte(let set, _) = $0 { set } else { nil } })
        let groups = Dictionary(grouping: UInt8(0)..<128) { byte in sets.map { $0.contains(byte) } }
        return groups.values.sorted { $0[0] < $1[0] }
    }

    /// All that can be reached without a byte.
    func closure(_ states: [Int]) -> Set<Int> {
        var reached: Set<Int> = []
        var pending = states
        while let state = pending.popLast() {
            guard reached.insert(state).inserted else { continue }
            if case .either(let a, let b) = nodes[state] { pending += [a, b] }
        }
        return reached
    }

    func step(_ states: Set<Int>, _ byte: UInt8) -> [Int] {
        states.compactMap { if case .byte(let set, let next) = nodes[$0], set.contains(byte) { next } else { nil } }
    }
}

/// Runs a pattern over bytes as a set of states at once: time is states × bytes, whatever the pattern.
public struct PatternMatcher: Sendable {
    private enum Step {
        case take(ByteSet)
        case jump(Int)
        case split(Int, Int)
        case accept
    }

    private var steps: [Step] = []

    public init(_ pattern: Pattern) {
        add(pattern)
        steps.append(.accept)
    }

    /// Whether all the bytes, from first to last, match.
    public func matches(_ text: some Sequence<UInt8>) -> Bool {
        var (states, next) = (StateList(steps.count), StateList(steps.count))
        reach(0, into: &states)
        for byte in text {
            for state in states.members {
                if case .take(let set) = steps[state], set.contains(byte) { reach(state + 1, into: &next) }
            }
            if next.members.isEmpty { return false }
            states.removeAll()
            swap(&states, &next)
        }
        return states.contains(steps.count - 1)
    }

    /// The states that have no byte before them are followed in turn, as they come into the list.
    private func reach(_ start: Int, into states: inout StateList) {
        var at = states.members.count
        states.insert(start)
        while at < states.members.count {
            switch steps[states.members[at]] {
            case .jump(let target): states.insert(target)
            case .split(let first, let second):
                states.insert(first)
                states.insert(second)
            case .take, .accept: break
            }
            at += 1
        }
    }

    private mutating func add(_ pattern: Pattern) {
        switch pattern {
        case .bytes(let set): steps.append(.take(set))
        case .sequence(let parts): for part in parts { add(part) }
        case .alternation(let branches): add(branches)
        case .repetition(let inner, let minimum, let maximum):
            for _ in 0..<minimum { add(inner) }
            if let maximum {
                // a{n,m}: m - n times "or skip to the end".
                var splits: [Int] = []
                for _ in 0..<max(0, maximum - minimum) {
                    splits.append(steps.count)
                    steps.append(.jump(0))
                    add(inner)
                }
                for split in splits { steps[split] = .split(split + 1, steps.count) }
            } else {
                let split = steps.count
                steps.append(.jump(0))
                add(inner)
                steps.append(.jump(split))
                steps[split] = .split(split + 1, steps.count)
            }
        }
    }

    private mutating func add(_ branches: [Pattern]) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            let split = steps.count
            let isLast = index == branches.count - 1
            if !isLast { steps.append(.jump(0)) }
            add(branch)
            if !isLast {
                jumps.append(steps.count)
                steps.append(.jump(0))
                steps[split] = .split(split + 1, steps.count)
            }
        }
        for jump in jumps { steps[jump] = .jump(steps.count) }
    }
}

/// A set of states, in the order in which they came.
private struct StateList {
    private(set) var members: [Int] = []
    private var isMember: [Bool]

    init(_ count: Int) { isMember = Array(repeating: false, count: count) }

    func contains(_ state: Int) -> Bool { isMember[state] }

    mutating func insert(_ state: Int) {
        if isMember[state] { return }
        isMember[state] = true
        members.append(state)
    }

    mutating func removeAll() {
        for state in members { isMember[state] = false }
        members.removeAll(keepingCapacity: true)
    }
}

import Aggregation

/// What became of each line of a chunk: the strongest of what its facts met.
final class LineTally {
    enum Fate: UInt8 {
        /// Nothing yet.
        case open
        case rejected, blank, unused
        case closed, repeated, superseded, counted
    }

    private var fates: [Fate] = []
    private var facts: [Int64] = Array(repeating: 0, count: 8)

    func begin(_ lines: Int) {
        fates.removeAll(keepingCapacity: true)
        fates.append(contentsOf: repeatElement(.open, count: lines))
    }

    func note(_ fate: Fate, _ line: Int) { fates[line] = fate }

    @inline(__always) func note(_ outcome: FoldOutcome, _ line: Int) {
        facts[Int(outcome.rawValue)] += 1
        let fate: Fate =
            switch outcome {
            case .counted, .replaced: .counted
            case .superseded: .superseded
            case .repeated: .repeated
            case .periodClosed: .closed
            }
        if fate.rawValue > fates[line].rawValue { fates[line] = fate }
    }

    /// Adds the chunk's lines to the account; rejects but for closed periods are counted where they are written.
    func add(to account: inout ReplayAccount) {
        var sums = (counted: Int64(0), superseded: Int64(0), repeated: Int64(0), unused: Int64(0), blank: Int64(0), closed: Int64(0))
        for fate in fates {
            switch fate {
            case .counted: sums.counted += 1
            case .superseded: sums.superseded += 1
            case .repeated: sums.repeated += 1
            case .unused: sums.unused += 1
            case .blank: sums.blank += 1
            case .closed: sums.closed += 1
            case .rejected: break
            case .open: preconditionFailure("a line is in no place of the account")
            }
        }
        account.counted += sums.counted
        account.superseded += sums.superseded
        account.repeated += sums.repeated
        account.unused += sums.unused
        account.blank += sums.blank
        if sums.closed > 0 { account.rejected[.periodClosed, default: 0] += sums.closed }
        for outcome in [FoldOutcome.counted, .replaced, .superseded, .repeated, .periodClosed] {
            let count = facts[Int(outcome.rawValue)]
            if count > 0 { account.facts[outcome, default: 0] += count }
            facts[Int(outcome.rawValue)] = 0
        }
    }
}

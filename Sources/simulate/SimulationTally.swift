import Foundation
import Simulation
import Synchronization

/// What many simulations have come to.
final class SimulationTally: Sendable {
    fileprivate struct State {
        var done = 0
        var failures = 0
        var stopped = 0
        var crashes = 0
        var steps = 0
        var events = 0
        var updates = 0
        var roundsMax = 0
        var seeds: [SimulatedFault: Int] = [:]
        var strikes: [SimulatedFault: Int] = [:]
    }

    private let total: Int
    private let state = Mutex(State())
    private let start = Date()

    init(total: Int) { self.total = total }

    var failureCount: Int { state.withLock { $0.failures } }

    func note(_ outcome: SimulationOutcome) {
        state.withLock { state in
            state.done += 1
            switch outcome.result {
            case .success(let report): state.add(report)
            case .failure(let failure):
                state.failures += 1
                say(
                    "seed \(outcome.seed) failed: \(failure)\n  with \(outcome.faults.map(\.rawValue).joined(separator: ", "))\n"
                        + "  repeat it with: NHIPSO_SEED=\(outcome.seed) Scripts/simulate")
            }
            if state.done % max(100, total / 20) == 0 {
                say("\(state.done) of \(total) seeds, \(state.failures) failed, \(Int(Date().timeIntervalSince(start))) s")
            }
        }
    }

    var summary: String {
        state.withLock { state in
            let faults = SimulatedFault.allCases.map {
                "  \($0.rawValue): \(state.seeds[$0] ?? 0) seeds, struck \(state.strikes[$0] ?? 0) times"
            }
            return """
                \(state.done) seeds: \(state.failures) failed, \(state.stopped) stopped as they must; \(state.events) events, \
                \(state.updates) updates, \(state.steps) steps, \(state.crashes) crashes; at most \(state.roundsMax) rounds to heal; \
                \(Int(Date().timeIntervalSince(start))) s
                \(faults.joined(separator: "\n"))
                """
        }
    }
}

extension SimulationTally.State {
    fileprivate mutating func add(_ report: SimulationReport) {
        stopped += report.hasStopped ? 1 : 0
        crashes += report.crashes
        steps += report.steps
        events += report.events
        updates += report.updates
        roundsMax = max(roundsMax, report.roundsToHeal)
        for fault in report.faults { seeds[fault, default: 0] += 1 }
        strikes.merge(report.strikes) { $0 + $1 }
    }
}

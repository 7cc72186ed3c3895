import Catalog
import Dispatch
import Foundation
import Simulation
import Synchronization
import Testing

/// The pipelines of the repository, read once.
private let world: Result<SimulationWorld, any Error> = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let (catalog, diagnostics) = Catalog.load(folder: root.appending(path: "Pipelines").path)
    return try SimulationWorld(catalog: #require(catalog, "\(diagnostics)"))
}

/// The seeds to run: `NHIPSO_SEED=… swift test --filter SimulationTests` runs one alone. A build without optimisation takes a third of a
/// second for each; Scripts/simulate runs thousands in the same time.
private let seeds: ClosedRange<UInt64> =
    ProcessInfo.processInfo.environment["NHIPSO_SEED"].flatMap(UInt64.init).map { $0...$0 } ?? 1...300

@Suite("The stages over a log that fails them") struct SimulationTests {
    /// Runs seeds on two threads.
    private func outcomes(of seeds: [UInt64]) throws -> [SimulationOutcome] {
        let world = try world.get()
        let next = Atomic<Int>(0)
        let outcomes = Mutex<[SimulationOutcome]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < seeds.count else { return }
                let outcome = Simulation.outcome(seed: seeds[index], in: world)
                outcomes.withLock { $0.append(outcome) }
            }
        }
        return outcomes.withLock { $0 }
    }

    private func check(_ outcomes: [SimulationOutcome]) {
        for outcome in outcomes {
            guard case .failure(let failure) = outcome.result else { continue }
            let faults = outcome.faults.map(\.rawValue).joined(separator: ", ")
            Issue.record("seed \(outcome.seed): \(failure)\nwith \(faults)\nrepeat it with: NHIPSO_SEED=\(outcome.seed) Scripts/simulate")
        }
    }

    @Test("whatever strikes, figures are true on the way and right in the end") func allSeeds() throws {
        let outcomes = try outcomes(of: Array(seeds))
        check(outcomes)
        guard seeds.count > 1 else { return }
        // A simulation in which nothing happens would show nothing.
        var strikes: [SimulatedFault: Int] = [:]
        let reports = outcomes.compactMap { try? $0.result.get() }
        for report in reports { strikes.merge(report.strikes) { $0 + $1 } }
        for fault in SimulatedFault.allCases { #expect(strikes[fault] ?? 0 > 0, "\(fault.rawValue)") }
        #expect(reports.contains { $0.hasStopped }, "facts that have gone stop a stage")
        #expect(reports.reduce(0) { $0 + $1.crashes } > seeds.count / 2)
    }

    /// What each of them found is told in the history of Sources/Stages.
    @Test(
        "seeds that have failed do so no more",
        arguments: [
            // A cell or a window in which nothing counts any more.
            1536, 790, 642,
            // Revisions: late records of a publisher's own, and several behind one another.
            649, 888, 1102, 22465, 8945, 16208,
            // State that was kept is older than the facts.
            21782,
            // A status that goes back where two publishers wrote at once.
            20638,
            // A watermark ahead of windows of which compaction had left what a late writer wrote.
            1201,
            // A late writer tears one snapshot while the owner writes over the other; facts behind a late one go too early.
            2137, 2412,
        ] as [UInt64])
    func regression(seed: UInt64) throws { check(try outcomes(of: [seed])) }

    @Test("a seed repeats a run to the last step") func repeats() throws {
        for seed in [7, 19, 42] as [UInt64] {
            let runs = try (0..<2).map { _ in try Simulation.outcome(seed: seed, in: world.get()).result.get() }
            #expect(runs[0].strikes == runs[1].strikes && runs[0].updates == runs[1].updates)
            #expect((runs[0].steps, runs[0].crashes, runs[0].roundsToHeal) == (runs[1].steps, runs[1].crashes, runs[1].roundsToHeal))
        }
    }
}

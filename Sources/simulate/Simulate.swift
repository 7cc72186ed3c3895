import Catalog
import Dispatch
import Foundation
import Simulation
import Synchronization

/// Runs simulations: `simulate --seeds N [--from SEED] [--threads N]`, or one with all that happens in it: `NHIPSO_SEED=… simulate`.
@main struct Simulate {
    static func main() {
        var count: UInt64 = 1_000
        var from: UInt64 = 1
        var threads = ProcessInfo.processInfo.activeProcessorCount
        var arguments = CommandLine.arguments.dropFirst()
        while let name = arguments.popFirst() {
            guard let number = arguments.popFirst().flatMap(UInt64.init) else {
                stop("\(name) needs a number; see Scripts/simulate --help")
            }
            switch name {
            case "--seeds": count = number
            case "--from": from = number
            case "--threads": threads = max(1, Int(clamping: number))
            default: stop("there is no option \(name); see Scripts/simulate --help")
            }
        }
        let (catalog, diagnostics) = Catalog.load(folder: "Pipelines")
        guard let catalog else { stop(diagnostics.map(\.description).joined(separator: "\n")) }
        do {
            let world = try SimulationWorld(catalog: catalog)
            if let seed = ProcessInfo.processInfo.environment["NHIPSO_SEED"].flatMap(UInt64.init) { return try trace(seed, world) }
            let tally = SimulationTally(total: Int(count))
            let (count, from) = (count, from)
            let next = Atomic<UInt64>(0)
            DispatchQueue.concurrentPerform(iterations: threads) { _ in
                while true {
                    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if index >= count { return }
                    tally.note(Simulation.outcome(seed: from + index, in: world))
                }
            }
            say(tally.summary)
            exit(tally.failureCount == 0 ? 0 : 1)
        } catch { stop("\(error)") }
    }

    /// One seed with all that happens in it.
    private static func trace(_ seed: UInt64, _ world: SimulationWorld) throws {
        let simulation = try Simulation(seed: seed, in: world)
        simulation.trace = { say($0) }
        say("\(try simulation.run())")
    }

    private static func stop(_ words: String) -> Never {
        FileHandle.standardError.write(Data("simulate: \(words)\n".utf8))
        exit(2)
    }
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// What one seed has come to.
public struct SimulationOutcome: Sendable {
    public var seed: UInt64
    public var result: Result<SimulationReport, SimulationFailure>
    /// Which faults were on.
    public var faults: [SimulatedFault] { SimulatedFault.chosen(by: SimulatedChance(seed: seed)).sorted { $0.rawValue < $1.rawValue } }
}

extension Simulation {
    /// Runs a seed.
    public static func outcome(seed: UInt64, in world: SimulationWorld) -> SimulationOutcome {
        do throws(SimulationFailure) {
            return SimulationOutcome(seed: seed, result: .success(try Simulation(seed: seed, in: world).run()))
        } catch { return SimulationOutcome(seed: seed, result: .failure(error)) }
    }
}

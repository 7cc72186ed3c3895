/// What a simulation has been through.
public struct SimulationReport: Sendable {
    public var seed: UInt64
    public var faults: [SimulatedFault] = []
    /// How often each has struck.
    public var strikes: [SimulatedFault: Int] = [:]
    public var events = 0
    public var updates = 0
    public var steps = 0
    public var crashes = 0
    public var restores = 0
    /// Rounds from the end of all faults until all was as it must be.
    public var roundsToHeal = 0
    /// It ended because facts had gone that no snapshot had: the stage said so and stopped.
    public var hasStopped = false
}

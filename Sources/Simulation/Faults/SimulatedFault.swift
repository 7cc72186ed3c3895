/// A way in which the world may fail a stage; a seed picks which of them are on.
public enum SimulatedFault: String, CaseIterable, Sendable {
    /// Records and reports take their time.
    case delays
    /// What is to be finished is not acknowledged in time: it may still be written when others have taken over.
    case slowAcknowledgements
    /// Partners send events twice.
    case repeats
    /// Partitions are read in no particular order.
    case reorder
    /// A stage dies between two steps; what has not reached the log is lost.
    case crash
    /// A process is stopped, others take over, it goes on and writes what it still held.
    case pause
    /// The group takes a member for dead that is not.
    case timeouts
    /// Stages join and leave.
    case scaling
    /// A stage dies while a snapshot is being written.
    case tornSnapshots
    /// A record of a snapshot is damaged.
    case damagedSnapshots
    /// Older records of a key go.
    case compaction
    /// Facts that two snapshots have behind them go.
    case retention
    /// Facts go that no snapshot has: the stage must stop.
    case overrun
    case clockJumps
    /// Some sources say little, or nothing for long.
    case slowSources
    /// Calls fail for a moment.
    case transientErrors
    /// Calls fail until the stage joins anew.
    case rejoinErrors
    /// A record that was handed over is not written, or may be.
    case deliveryFailures

    /// The faults of a seed: about half of them; the ruinous one seldom.
    static func chosen(by chance: SimulatedChance) -> Set<SimulatedFault> {
        var faults: Set<SimulatedFault> = []
        // One seed in 16 has none: then everything must go smoothly, too.
        let isQuiet = chance.happens(60)
        for fault in allCases {
            let isOn = chance.happens(fault == .overrun ? 60 : 450)
            if isOn, !isQuiet { faults.insert(fault) }
        }
        return faults
    }

    /// Those that befall a run from time to time; the others lie in single calls.
    static let fromOutside: [SimulatedFault] = [
        .crash, .pause, .timeouts, .scaling, .damagedSnapshots, .compaction, .retention, .overrun, .clockJumps,
    ]

    /// Under these two stages may write for one partition at once.
    static let ofTwoOwners: Set<SimulatedFault> = [.pause, .timeouts, .slowAcknowledgements]
}

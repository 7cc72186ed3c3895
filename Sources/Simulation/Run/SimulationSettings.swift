/// The sizes and paces of a run, all small, so that much happens in few steps.
struct SimulationSettings {
    let factsPartitions: Int
    let partialsPartitions: Int
    let steps: Int
    let events: Int
    /// Between two bursts of events, milliseconds.
    let longestPause: Int
    let idleAfterMilliseconds: Int64
    let factsPerFlush: Int
    let factsPerBlock: Int
    let ingestCommitMilliseconds: Int64
    let snapshotFacts: Int
    let snapshotMilliseconds: Int64
    let chunkBytes: Int

    init(_ chance: SimulatedChance) {
        factsPartitions = [1, 2, 2, 4][chance.below(4)]
        partialsPartitions = chance.number(1...3)
        steps = chance.number(100...400)
        events = chance.number(10...80)
        longestPause = [60_000, 3_600_000, 86_400_000, 864_000_000][chance.below(4)]
        idleAfterMilliseconds = [20_000, 300_000][chance.below(2)]
        factsPerFlush = [2, 8, 64][chance.below(3)]
        factsPerBlock = [1, 3, 64][chance.below(3)]
        ingestCommitMilliseconds = [10, 200, 1_000][chance.below(3)]
        snapshotFacts = [4, 15, 1000][chance.below(3)]
        snapshotMilliseconds = [100, 1_000, 3_000][chance.below(3)]
        chunkBytes = [600, 2_000, 100_000][chance.below(3)]
    }
}

/// The dossiers of each month: which authority executes one, how long it takes and what was promised.
struct Dossiers: Sendable {
    /// A class of procedures: every `speeds.count`-th dossier of a month is one of it.
    struct Speed: Sendable {
        /// Working days until it is completed.
        var takes: Int
        /// Working days until which a result is promised.
        var promise: Int
        /// Working days promised to every eighth, which are too few.
        var shortPromise: Int
    }

    static let speeds = [
        Speed(takes: 1, promise: 3, shortPromise: 3), Speed(takes: 1, promise: 2, shortPromise: 2),
        Speed(takes: 2, promise: 3, shortPromise: 3),
        Speed(takes: 3, promise: 5, shortPromise: 2), Speed(takes: 5, promise: 7, shortPromise: 7),
        Speed(takes: 7, promise: 10, shortPromise: 5),
        Speed(takes: 10, promise: 12, shortPromise: 12), Speed(takes: 16, promise: 20, shortPromise: 15),
    ]
    /// Of each class every 32nd is stopped without a result.
    static let stopped = Lane.Beat(every: 32, at: 5)
    /// Of the slower classes every fourth needs a supplement, between its second and fourth working day.
    static let supplemented = Lane.Beat(every: 4, at: 1)
    static let supplementTakesMin = 5

    /// Of a month.
    let count: Int
    let spread: SubjectSpread
    /// When those of a month are received.
    let clocks: [LaneClock]
    /// Which number the dossier at a position has.
    let orders: [Permutation]

    init(count: Int, clocks: [LaneClock], mixer: Mixer, province: Province) {
        self.count = count
        self.clocks = clocks
        spread = SubjectSpread(count: count, over: province)
        orders = clocks.indices.map { Permutation(count: count, key: mixer.hash(.order, 1 << 32 | UInt64($0))) }
    }

    static func speed(of position: Int) -> Speed { speeds[position % speeds.count] }

    static func isStopped(_ position: Int) -> Bool { stopped.takes(position / speeds.count) }

    static func promise(of position: Int) -> Int {
        let speed = speed(of: position)
        return (position / speeds.count) % 8 == 3 ? speed.shortPromise : speed.promise
    }
}

/// One event, small enough to be held back: everything else about it is worked out again from this when it is written.
struct Occurrence: Sendable {
    struct Marks: OptionSet, Sendable {
        let rawValue: UInt8

        /// Sent after its month's end and the grace.
        static let late = Marks(rawValue: 1)
        /// Sent up to 25 hours after it happened.
        static let displaced = Marks(rawValue: 2)
        /// Sent before.
        static let repeated = Marks(rawValue: 4)
    }

    let kind: EventKind
    /// Which of several of the kind: the bill within the month, the step of a dossier, the listing of a product.
    let variant: UInt8
    var marks: Marks = []
    /// From 0.
    let month: UInt16
    /// The contract, dossier of the month, product, or unmatched listing of the month.
    let subject: UInt32
    /// Its place in the month's order.
    let position: UInt32
    /// When it happened: seconds on the clocks of the province.
    var time: Int64
    /// When it was first sent.
    var recorded: Int64
    /// When it is sent: later than `recorded` for a repeat.
    var due: Int64

    /// Different for any two events of a run; the same for an event and its repeat.
    @inline(__always) var identity: UInt64 {
        UInt64(truncatingIfNeeded: kind.rawValue) << 60 | UInt64(variant) << 52 | UInt64(month) << 32 | UInt64(subject)
    }
}

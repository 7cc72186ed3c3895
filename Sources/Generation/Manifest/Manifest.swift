/// What a run has planted. All counts are of lines, repeats included, but for `repeats` and `moves`.
public struct Manifest: Equatable, Sendable {
    public internal(set) var options: GenerationOptions
    /// All lines.
    public internal(set) var lines = 0
    /// Lines that must be accepted.
    public internal(set) var good = 0
    /// Lines that are spoilt; `rejects` says how.
    public internal(set) var bad = 0
    public internal(set) var bytes = 0

    public internal(set) var contracts = 0
    /// Of all months.
    public internal(set) var dossiers = 0
    public internal(set) var products = 0

    /// Good lines by the events' type; types without a line are left out.
    public internal(set) var types: [String: Int] = [:]
    /// Lines by partner, bad ones included.
    public internal(set) var partners: [String: Int] = [:]
    /// Bad lines by the reason with which they must be rejected.
    public internal(set) var rejects: [String: Int] = [:]
    /// Those of the reason `schema` by event type and JSON pointer: `vn.thanhhoa.elec.payment.settled /data/channel`.
    public internal(set) var schemaRejects: [String: Int] = [:]

    /// Lines that have been sent before, byte for byte.
    public internal(set) var repeats = 0
    /// Lines sent up to 25 hours after they happened; they carry `recordedtime`.
    public internal(set) var displaced = 0
    /// Lines sent after their month's end and the grace; they carry `recordedtime`.
    public internal(set) var late = 0
    /// Good reversals of payments.
    public internal(set) var reversals = 0
    /// Good payments and reversals without the code of a commune.
    public internal(set) var unlocated = 0
    /// Good events with a code that is not taken from the list in force today.
    public internal(set) var oldCodes = 0
    /// Good adjustments of bills, corrected receptions and new certificates.
    public internal(set) var corrections = 0
    /// Good cancellations of bills and of certificates.
    public internal(set) var cancelled = 0
    /// Contracts that are in another commune from some month on.
    public internal(set) var moves = 0

    /// The earliest and latest business time of good events, and the last time of sending, RFC 3339; nil without events.
    public internal(set) var firstTime: String?
    public internal(set) var lastTime: String?
    public internal(set) var lastSent: String?
}

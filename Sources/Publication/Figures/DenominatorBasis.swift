import Aggregation

/// What a denominator counts and who says so: two bases of population differ by 13 % here, so every rate carries its own.
public struct DenominatorBasis: Hashable, Sendable {
    public enum Kind: String, Sendable { case measure, reference }

    /// The rows of a reference table that hold.
    public struct Reference: Hashable, Sendable {
        /// What was counted. Of a sum over communes: all that they name, in order of the alphabet, `; ` between.
        public var basis: String
        public var source: String
        /// At least one row is an estimate.
        public var isEstimate: Bool
        /// The first day on which it holds: of a sum, the latest of its rows'.
        public var validFrom: CivilDate

        public init(basis: String, source: String, isEstimate: Bool, validFrom: CivilDate) {
            self.basis = basis
            self.source = source
            self.isEstimate = isEstimate
            self.validFrom = validFrom
        }
    }

    public var kind: Kind
    /// The measure or the reference table.
    public var name: String
    /// nil for a measure, and for a reference without a row that holds.
    public var reference: Reference?

    public init(kind: Kind, name: String, reference: Reference? = nil) {
        self.kind = kind
        self.name = name
        self.reference = reference
    }
}

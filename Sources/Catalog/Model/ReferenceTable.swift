import Aggregation

/// A denominator that no event gives: a figure per commune, with dates, basis and source. One CSV file.
public struct ReferenceTable: Hashable, Sendable {
    public struct Row: Hashable, Sendable {
        /// The commune, or `CommuneCode.unlocated` for a row of the whole province (written `38`, the province's code).
        public var commune: CommuneCode
        public var value: Int64
        /// The first day on which the value holds; it holds until a later row of the same commune.
        public var validFrom: CivilDate
        /// What was counted, e.g. `registered population`.
        public var basis: String
        public var source: String
        /// Not the true table but a labelled estimate.
        public var isEstimate: Bool

        public init(
            commune: CommuneCode, value: Int64, validFrom: CivilDate, basis: String, source: String, isEstimate: Bool = false
        ) {
            self.commune = commune
            self.value = value
            self.validFrom = validFrom
            self.basis = basis
            self.source = source
            self.isEstimate = isEstimate
        }
    }

    public var id: String
    public var rows: [Row]

    public init(id: String, rows: [Row]) {
        self.id = id
        self.rows = rows
    }
}

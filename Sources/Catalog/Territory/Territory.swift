import Aggregation

/// The communes of the province with their dates, vintages and successors (DESIGN §5).
public struct Territory: Sendable {
    /// A commune as it was between two days.
    public struct Unit: Hashable, Sendable {
        public var code: CommuneCode
        public var name: String
        /// `xã`, `phường` or `thị trấn`.
        public var type: String
        public var validFrom: CivilDate
        /// The last day in force; `CivilDate(rawValue: .max)` for those in force today.
        public var validTo: CivilDate

        public init(code: CommuneCode, name: String, type: String, validFrom: CivilDate, validTo: CivilDate) {
            self.code = code
            self.name = name
            self.type = type
            self.validFrom = validFrom
            self.validTo = validTo
        }
    }

    /// What a code means on a day: the unit in force and, through its successors, the one in force today.
    public enum Resolution: Equatable, Sendable {
        case unit(CommuneCode)
        /// A unit that was split: its default successor today.
        case ambiguous(defaultSuccessor: CommuneCode)
        /// The code exists, but not on that day.
        case notInForce
        case unknown
    }
}

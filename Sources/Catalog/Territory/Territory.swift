import Aggregation

/// The communes of the province with their dates, vintages and successors.
///
/// Codes are reused, so a code means something only together with a day or a vintage. Names are for display: nothing joins on them.
public struct Territory: Sendable {
    /// A commune as it was between two days.
    public struct Unit: Hashable, Sendable {
        public var code: CommuneCode
        /// In NFC.
        public var name: String
        /// `xã`, `phường` or `thị trấn`.
        public var type: String
        public var validFrom: CivilDate
        /// The last day in force; `CivilDate(rawValue: .max)` for those in force today.
        public var validTo: CivilDate
        /// Another spelling of the name (`Thiệu Hóa` for `Thiệu Hoá`).
        public var alternativeName: String?

        public init(
            code: CommuneCode, name: String, type: String, validFrom: CivilDate, validTo: CivilDate, alternativeName: String? = nil
        ) {
            self.code = code
            self.name = name
            self.type = type
            self.validFrom = validFrom
            self.validTo = validTo
            self.alternativeName = alternativeName
        }
    }

    /// A state of the list of units, by the name that senders use (`2025H1`).
    public struct Vintage: Hashable, Sendable {
        public var name: String
        public var validFrom: CivilDate
        /// The last day; `CivilDate(rawValue: .max)` for the one in force today.
        public var validTo: CivilDate

        public init(name: String, validFrom: CivilDate, validTo: CivilDate) {
            self.name = name
            self.validFrom = validFrom
            self.validTo = validTo
        }
    }

    /// A unit in force today that took over all or part of a unit that ended.
    public struct Successor: Hashable, Sendable {
        /// The unit that ended.
        public var code: CommuneCode
        /// Its last day.
        public var until: CivilDate
        public var successor: CommuneCode
        /// All of the unit went to this one; otherwise it was split.
        public var isFull: Bool
        /// The one that stands for a split unit where a pipeline allows it.
        public var isDefault: Bool

        public init(code: CommuneCode, until: CivilDate, successor: CommuneCode, isFull: Bool, isDefault: Bool) {
            self.code = code
            self.until = until
            self.successor = successor
            self.isFull = isFull
            self.isDefault = isDefault
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

    /// A vintage by its place in the table.
    public struct VintageID: RawRepresentable, Hashable, Sendable {
        public var rawValue: UInt8

        @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    public let vintages: [Vintage]
    /// By code, then by first day.
    public let units: [Unit]
    public let successors: [Successor]
    /// The units in force today, by code.
    public let unitsInForce: [Unit]
    /// The same tables compiled for the per-event path.
    public let resolver: CommuneResolver

    /// Tables that fit together, as `load` has checked them. A unit that ended and has no successor resolves to `notInForce`.
    public init(vintages: [Vintage], units: [Unit], successors: [Successor]) {
        self.vintages = vintages
        self.units = units.sorted { ($0.code, $0.validFrom) < ($1.code, $1.validFrom) }
        self.successors = successors
        unitsInForce = self.units.filter { $0.validTo == .endless }
        resolver = CommuneResolver(vintages: vintages, units: self.units, successors: successors)
    }

    /// No units at all.
    public static let empty = Territory(vintages: [], units: [], successors: [])

    /// What the code means on that day or, with a vintage, in that vintage. Allocates nothing.
    @inlinable public func resolve(_ code: CommuneCode, on day: CivilDate, vintage: VintageID? = nil) -> Resolution {
        resolver.resolve(code, on: day, vintage: vintage)
    }

    /// The name of the unit in force today; nil when the code is not one of them.
    public func name(of code: CommuneCode) -> String? { unit(inForce: code)?.name }

    /// The unit in force today with that code.
    public func unit(inForce code: CommuneCode) -> Unit? {
        var low = 0
        var high = unitsInForce.count
        while low < high {
            let middle = (low + high) / 2
            if unitsInForce[middle].code < code { low = middle + 1 } else { high = middle }
        }
        return low < unitsInForce.count && unitsInForce[low].code == code ? unitsInForce[low] : nil
    }

    /// The vintage of that name, exactly as the table writes it.
    public func vintage(named name: String) -> VintageID? {
        vintages.firstIndex { $0.name == name }.flatMap(UInt8.init(exactly:)).map(VintageID.init)
    }

    /// The vintage whose name in UTF-8 is these bytes. Allocates nothing.
    @inlinable public func vintage(named bytes: UnsafeRawBufferPointer) -> VintageID? { resolver.vintage(named: bytes) }
}

extension CivilDate {
    /// The last day of what has not ended.
    static let endless = CivilDate(rawValue: .max)
}

/// The measures of one window and commune, as one aggregate (one partition) knows them. Cells of the same window and commune from
/// several partitions add up.
public struct Cell: Equatable, Sendable {
    public var window: Window
    /// `unlocated` for the bucket of the province.
    public var commune: CommuneCode
    /// One value per measure of the plan, in its order.
    public var values: [Int64]
    /// Distinct subjects with at least one flag: the size that the privacy rule looks at.
    public var subjects: Int64
    /// Records that count here, by the number of the partner whose fact stands; only those > 0, ascending.
    public var partners: [PartnerCount]
    /// Records located by the default successor of a split unit.
    public var approximateRecords: Int64
    /// A fact changed the cell after its window was final.
    public var isRevised: Bool

    /// No partition holds more records, nor subjects: a table has at most 2^32 rows.
    public static let countMax: Int64 = 1 << 32

    public init(
        window: Window, commune: CommuneCode, values: [Int64], subjects: Int64 = 0, partners: [PartnerCount] = [],
        approximateRecords: Int64 = 0, isRevised: Bool = false
    ) {
        self.window = window
        self.commune = commune
        self.values = values
        self.subjects = subjects
        self.partners = partners
        self.approximateRecords = approximateRecords
        self.isRevised = isRevised
    }

    /// Nothing counts here.
    public var isEmpty: Bool { subjects == 0 && approximateRecords == 0 && partners.isEmpty && values.allSatisfy { $0 == 0 } }
}

/// How many records of a cell stand by the word of a partner.
public struct PartnerCount: Equatable, Sendable {
    public var partner: UInt16
    public var records: Int64

    public init(partner: UInt16, records: Int64) {
        self.partner = partner
        self.records = records
    }
}

/// The latest business time that any fact of a partner for a window has had, superseded ones included (so that it does not depend on order).
public struct PartnerProgress: Equatable, Sendable {
    public var window: Window
    public var partner: UInt16
    public var latest: EventTime

    public init(window: Window, partner: UInt16, latest: EventTime) {
        self.window = window
        self.partner = partner
        self.latest = latest
    }
}

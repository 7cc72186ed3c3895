import Aggregation

/// The measures of one commune in one window, with partners by name: the numbers of partners differ from owner to owner.
public struct CellContent: Equatable, Sendable {
    public struct Partner: Equatable, Sendable {
        public var name: String
        public var records: Int64
    }

    public var commune: CommuneCode
    public var values: [Int64]
    public var subjects: Int64
    public var approximateRecords: Int64
    public var isRevised: Bool
    /// By name.
    public var partners: [Partner]

    /// - Parameter partnerNames: by the cell's numbers.
    public init(_ cell: Cell, partnerNames: [String]) {
        commune = cell.commune
        values = cell.values
        subjects = cell.subjects
        approximateRecords = cell.approximateRecords
        isRevised = cell.isRevised
        partners = cell.partners.map { Partner(name: partnerNames[Int($0.partner)], records: $0.records) }.sorted { $0.name < $1.name }
    }

    /// A commune in which nothing counts.
    init(empty commune: CommuneCode) {
        self.commune = commune
        values = []
        subjects = 0
        approximateRecords = 0
        isRevised = false
        partners = []
    }

    /// As a cell of so many measures, with the reader's own numbers of partners.
    public func cell(in window: Window, measures: Int, number: (String) -> UInt16) -> Cell {
        Cell(
            window: window, commune: commune, values: isEmpty ? Array(repeating: 0, count: measures) : values, subjects: subjects,
            partners: partners.map { PartnerCount(partner: number($0.name), records: $0.records) }.sorted { $0.partner < $1.partner },
            approximateRecords: approximateRecords, isRevised: isRevised)
    }

    /// Nothing counts here and never did after the window was final.
    public var isEmpty: Bool {
        subjects == 0 && approximateRecords == 0 && partners.isEmpty && !isRevised && values.allSatisfy { $0 == 0 }
    }

    /// 64 bits that stand for the content: 0 where it is empty, so that a cell that was never written and one that has become empty
    /// are the same.
    public var digest: UInt64 {
        if isEmpty { return 0 }
        var writer = ByteWriter()
        write(to: &writer)
        var checksum = Checksum()
        writer.bytes.withUnsafeBytes { checksum.update($0) }
        return checksum.value
    }

    func write(to writer: inout ByteWriter) {
        writer.write(commune.rawValue)
        writer.write(UInt8(isRevised ? 1 : 0))
        writer.write(UInt16(values.count))
        for value in values { writer.write(value) }
        writer.write(subjects)
        writer.write(approximateRecords)
        writer.write(UInt16(partners.count))
        for partner in partners {
            writer.write(partner.name)
            writer.write(partner.records)
        }
    }

    init(reading reader: inout ByteReader) throws(WireError) {
        commune = CommuneCode(rawValue: try reader.number())
        guard commune.rawValue < CommuneCode.limit else { throw WireError("it is a partial of the commune \(commune.rawValue)") }
        isRevised = try reader.number(UInt8.self) & 1 == 1
        values = []
        partners = []
        for _ in 0..<(try reader.number(UInt16.self)) { values.append(try reader.number()) }
        subjects = try reader.count()
        approximateRecords = try reader.count()
        for _ in 0..<(try reader.number(UInt16.self)) {
            let partner = Partner(name: try reader.text(), records: try reader.count())
            // Each counts once, or their sum might be more than anything can hold.
            if let last = partners.last, last.name >= partner.name { throw WireError("it is a partial whose partners are in no order") }
            partners.append(partner)
        }
    }

    /// Whether it is one of a pipeline with so many measures.
    public func hasMeasures(_ count: Int) -> Bool { values.count == count || isEmpty }
}

extension ByteReader {
    /// How many there are of something in a cell.
    fileprivate mutating func count() throws(WireError) -> Int64 {
        let count: Int64 = try number()
        guard (0...Cell.countMax).contains(count) else { throw WireError("it is a partial that counts \(count)") }
        return count
    }
}

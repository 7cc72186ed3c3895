import Catalog

/// A record of the topic `references`: a table, its id as the key, its CSV as the value. A tombstone takes it away: the file's table holds again.
public enum ReferenceRecord {
    case table(ReferenceTable)
    case removed(id: String)
    /// With what is wrong.
    case refused(String)

    /// nil where the record has no key: then it says nothing of any table.
    public static func decode(
        key: UnsafeRawBufferPointer?, value: UnsafeRawBufferPointer?, at place: String, territory: Territory?
    ) -> ReferenceRecord? {
        guard let key else { return nil }
        let id = String(decoding: key, as: UTF8.self)
        guard ReferenceTable.isID(id) else { return .refused("the key at \(place) is no id of a reference table; it is not used") }
        guard let value else { return .removed(id: id) }
        let (table, diagnostics) = ReferenceTable.load(bytes: Array(value), named: "\(place)/\(id).csv", territory: territory)
        guard let table else {
            return .refused(
                "the reference table \(id) at \(place) is not used: " + diagnostics.prefix(5).map(\.description).joined(separator: "; "))
        }
        return .table(table)
    }
}

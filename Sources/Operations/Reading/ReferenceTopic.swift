import Catalog
import Kafka

/// The topic `references`: tables that stand above those of the workers' folders.
public enum ReferenceTopic {
    /// The newest good table of each name.
    public static func tables(_ reader: LogReader, territory: Territory) throws(KafkaError) -> [String: ReferenceTable] {
        var tables: [String: ReferenceTable] = [:]
        try reader.forEachRecord(of: reader.topics.references) { record in
            guard let key = record.key else { return true }
            let id = String(decoding: key, as: UTF8.self)
            guard let value = record.value else {
                tables[id] = nil
                return true
            }
            if let table = ReferenceTable.load(bytes: Array(value), named: "\(id).csv", territory: territory).table { tables[id] = table }
            return true
        }
        return tables
    }
}

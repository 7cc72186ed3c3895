import Catalog
import Kafka
import Stages

/// The topic `references`: tables that stand above those of the workers' folders.
public enum ReferenceTopic {
    /// The newest good table of each name.
    public static func tables(_ reader: LogReader, territory: Territory) throws(KafkaError) -> [String: ReferenceTable] {
        var tables: [String: ReferenceTable] = [:]
        try reader.forEachRecord(of: reader.topics.references) { record in
            let place = "\(reader.topics.references)/\(record.offset)"
            switch ReferenceRecord.decode(key: record.key, value: record.value, at: place, territory: territory) {
            case .table(let table): tables[table.id] = table
            case .removed(let id): tables[id] = nil
            case .refused, nil: break
            }
            return true
        }
        return tables
    }
}

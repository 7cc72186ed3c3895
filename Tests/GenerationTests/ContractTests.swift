import Aggregation
import Catalog
import Foundation
import Ingest
import Testing

@testable import Generation

/// Clean events field by field against their contracts, by a reading of its own.
@Suite struct ContractTests {
    @Test(arguments: ["2026-01", "2024-12"]) func `clean events fulfil their contracts`(from: String) throws {
        let contracts = Dictionary(uniqueKeysWithValues: try Shipped.catalog().contracts.map { ($0.type, $0) })
        let run = try Shipped.run(
            try .clean(.events(6000), months: 2, from: from) { rates in
                rates.reversals = 0.05
                rates.corrections = 0.05
                rates.cancelled = 0.05
                rates.oldCodes = 0.2
                rates.unlocated = 0.2
            })
        for line in run.lines {
            let contract = try #require(contracts[line.type])
            #expect(line.json?["specversion"] as? String == "1.0")
            #expect(!line.id.isEmpty)
            #expect(EventTime(rfc3339: line.time) != nil)
            try check(line.data, contract.fields, line)
            // Nothing beyond the contract: a field with a slip in its name would be ignored without a word.
            #expect(Set(line.data.keys).isSubset(of: contract.fields.map(\.name)), "\(line.type)")
            if let field = contract.timeField { #expect(line.data[field] as? String == line.time) }
        }
    }

    private func check(_ data: [String: Any], _ fields: [EventField], _ line: Line) throws {
        for field in fields {
            guard let value = data[field.name], !(value is NSNull) else {
                #expect(!field.isRequired, "\(line.type) lacks \(field.name)")
                continue
            }
            #expect(try fits(value, field), "\(line.type) \(field.name): \(value)")
            for element in value as? [[String: Any]] ?? [] { try check(element, field.fields, line) }
        }
    }

    private func fits(_ value: Any, _ field: EventField) throws -> Bool {
        switch field.type {
        case .integer:
            guard let number = value as? Int64 else { return false }
            return number >= field.minimum ?? .min && number <= field.maximum ?? .max
        case .boolean: return value is Bool
        case .list:
            guard let list = value as? [[String: Any]] else { return false }
            return list.count >= field.minimumLength ?? 0 && list.count <= field.maximumLength ?? .max
        default: break
        }
        guard let text = value as? String else { return false }
        switch field.type {
        case .timestamp: return EventTime(rfc3339: text) != nil
        case .date: return CivilDate(text) != nil
        case .period: return Window(key: text)?.length == .month
        case .commune: return CommuneCode(text) != nil
        default:
            let length = text.unicodeScalars.count
            guard length >= field.minimumLength ?? 0, length <= field.maximumLength ?? .max else { return false }
            guard field.enumeration.isEmpty || field.enumeration.contains(text) else { return false }
            return try field.pattern.map { try PatternSyntax.parse($0).matches(text) } ?? true
        }
    }
}

import Aggregation
import Catalog
import Ingest
import Testing

@testable import Generation

/// The lines against ingest itself: what is meant to be good is accepted, and what is spoilt is rejected for the reason that was meant.
@Suite struct AcceptanceTests {
    static let runs: [(from: String, months: Int, kinds: EventKinds)] = [
        ("2026-01", 3, .all), ("2025-05", 4, .all), ("2023-11", 15, [.electricity, .dossiers]), ("2026-01", 2, .ocop),
        ("2026-03", 2, .payments),
        ("2026-02", 1, .dossiers),
    ]

    @Test(arguments: runs.indices) func `ingest takes the good and rejects the bad as the manifest says`(index: Int) throws {
        let (from, months, kinds) = AcceptanceTests.runs[index]
        let run = try Shipped.run(try .wild(.events(6000), months: months, from: from, kinds: kinds))
        let catalog = try Shipped.catalog()
        var ingester = try Ingester(catalog: catalog, key: .random())
        let now = EventTime(rawValue: Int64(CivilDate(year: 2028, month: 1, day: 1).rawValue) * 86_400_000)
        var accepted = 0
        var rejects: [String: Int] = [:]
        var schemaRejects: [String: Int] = [:]
        for (number, line) in run.lines.enumerated() {
            let padded = line.bytes + [UInt8](repeating: 0, count: Ingester.padding)
            let outcome = padded.withUnsafeBytes { bytes in
                ingester.ingest(
                    structured: UnsafeRawBufferPointer(rebasing: bytes[0..<line.bytes.count]), number: UInt32(number), now: now,
                    partner: line.partner)
            }
            ingester.emptyBlocks()
            switch outcome {
            case .facts(let count):
                #expect(count > 0)
                accepted += 1
            case .reject(let reject):
                rejects[reject.reason.rawValue, default: 0] += 1
                if reject.reason == .schema { schemaRejects["\(line.type) \(reject.path)", default: 0] += 1 }
            }
        }
        #expect(accepted == run.manifest.good)
        #expect(rejects == run.manifest.rejects)
        #expect(schemaRejects == run.manifest.schemaRejects)
        #expect(run.manifest.rejects.count == 9)
    }

    @Test func `a folder's names say the partner of the source`() throws {
        for kind in EventKind.allCases {
            #expect("\(kind.source)".hasPrefix("/\(kind.partner.name)/"))
            #expect(kind.partner.fileName.hasPrefix("in.\(kind.partner.name)."))
        }
    }

    @Test func `every contract has events, and every event a contract`() throws {
        let catalog = try Shipped.catalog()
        #expect(Set(catalog.contracts.map(\.type)) == Set(EventKind.allCases.map { "\($0.type)" }))
        let types = try [EventKinds.electricity, .dossiers, .ocop].flatMap { kind in
            try Shipped.run(try .wild(.events(1000), months: 2, kinds: kind)).manifest.types.keys
        }
        #expect(Set(types) == Set(catalog.contracts.map(\.type)))
    }
}

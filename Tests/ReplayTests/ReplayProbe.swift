import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Testing

@testable import Replay

/// Replays over the province's own pipelines, and the rejects that come of them.
enum ReplayProbe {
    static let key = "000102030405060708090a0b0c0d0e0f"

    /// The repository's `Pipelines`.
    static let pipelines = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Pipelines").path

    static let catalog: Result<Catalog, any Error> = Result { try load(pipelines) }

    /// Only what bills of electricity need: soon made, for tests of many runs.
    static let catalogOfBills: Result<Catalog, any Error> = Result {
        var catalog = try ReplayProbe.catalog.get()
        catalog.contracts.removeAll { $0.type != "vn.thanhhoa.elec.bill.issued" }
        catalog.pipelines.removeAll { $0.id != "electricity" }
        return catalog
    }

    static func load(_ folder: String) throws -> Catalog {
        let (catalog, diagnostics) = Catalog.load(folder: folder)
        return try #require(catalog, "\(diagnostics)")
    }

    /// - Parameter catalog: nil: that of bills.
    static func options(_ paths: [String], catalog: Catalog? = nil, key: String = ReplayProbe.key) throws -> ReplayOptions {
        ReplayOptions(
            catalog: try catalog ?? ReplayProbe.catalogOfBills.get(), inputs: try InputSelection(paths: paths),
            key: try PseudonymKey(hexadecimal: key), now: try #require(EventTime(rfc3339: "2026-07-01T00:00:00+07:00")))
    }

    static func run(_ options: ReplayOptions) throws -> ReplayResult {
        let replay = try Replay(options)
        return try replay.run()
    }

    /// A reject as it stands in the rejects file.
    struct WrittenReject: Decodable {
        var reason: String
        var path: String
        var message: String
        var file: String
        var line: Int
        var bytes: Int
        var event: String?
        var eventBase64: String?
        var isTruncated: Bool?

        /// The event's bytes as far as they were kept.
        var eventBytes: [UInt8] { event.map { Array($0.utf8) } ?? eventBase64.flatMap { Data(base64Encoded: $0) }.map { Array($0) } ?? [] }
    }

    struct Outcome {
        var result: ReplayResult
        var rejects: [WrittenReject]
        var account: ReplayAccount { result.account }
    }

    /// Replays the paths with a rejects file, and checks that the account and that file agree.
    static func run(_ paths: [String], in folder: ScratchFolder, catalog: Catalog? = nil) throws -> Outcome {
        var options = try options(paths, catalog: catalog)
        let rejects = folder.path("rejects-\(UUID().uuidString)")
        options.rejectsPath = rejects
        let result = try run(options)
        let lines = try String(contentsOfFile: rejects, encoding: .utf8).split(separator: "\n")
        let written = try lines.map { try JSONDecoder().decode(WrittenReject.self, from: Data($0.utf8)) }
        var reasons: [String: Int64] = [:]
        for reject in written { reasons[reject.reason, default: 0] += 1 }
        let counted = result.account.rejected.map { ($0.key.rawValue, $0.value) }
        #expect(reasons == Dictionary(uniqueKeysWithValues: counted), "the account and the rejects file differ")
        return Outcome(result: result, rejects: written)
    }

    /// A good event: bill `number` of a household of Hạc Thành, May 2026.
    static func bill(_ number: Int, month: String = "2026-05", extra: String = "", data: String = "") -> String {
        """
        {"specversion": "1.0", "id": "B-\(number)", "source": "pcthanhhoa/billing", "type": "vn.thanhhoa.elec.bill.issued"\(extra), "data": \
        {"billId": "HD-\(number)", "contractRef": "PA07TH\(String(7_000_000 + number))", "billPeriod": "\(month)", \
        "customerClass": "domestic", "amountVnd": \(100_000 + number), "issuedAt": "\(month)-05T06:00:00+07:00", "communeCode": "14797"\(data)}}
        """
    }

    static func bills(_ numbers: Range<Int>) -> String { numbers.map { bill($0) + "\n" }.joined() }
}

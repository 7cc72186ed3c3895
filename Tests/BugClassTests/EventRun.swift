import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay
import Testing

/// Replays of the shipped pipelines in a folder of their own, which goes with it.
final class EventRun {
    private let folder: URL
    private let catalog: Catalog

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let (loaded, diagnostics) = Catalog.load(folder: root.appendingPathComponent("Pipelines").path)
        catalog = try #require(loaded, "\(diagnostics)")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("bug-class-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    /// - Parameters:
    ///   - files: names and lines, read in this order.
    ///   - alsoRead: names of files that are there already.
    @discardableResult func replay(
        _ files: [(name: String, lines: [String])], alsoRead others: [String] = [], now: String = "2026-07-01T00:00:00+07:00",
        asOf: CivilDate? = nil, rejects: String? = nil, snapshotIn: String? = nil, snapshotOut: String? = nil
    ) throws -> ReplayResult {
        for (name, lines) in files { try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: folder.appendingPathComponent(name)) }
        let names = files.map(\.name) + others
        // Without a file: a folder that holds none.
        let inputs = try InputSelection(paths: names.isEmpty ? [folder.path] : names.map { path($0) })
        let replay = try Replay(
            ReplayOptions(
                catalog: catalog, inputs: inputs, key: try PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f"),
                now: try #require(EventTime(rfc3339: now)), asOf: asOf, rejectsPath: rejects, snapshotIn: snapshotIn,
                snapshotOut: snapshotOut))
        return try replay.run()
    }

    // MARK: Events

    private static func event(_ type: String, _ data: String) -> String {
        #"{"specversion":"1.0","id":"1","source":"/partner/system","type":"vn.thanhhoa.\#(type)","data":{\#(data)}}"#
    }

    static func payment(_ number: Int, contract: Int, month: String = "2026-05", paidAt: String = "2026-05-10T08:00:00+07:00") -> String {
        event(
            "elec.payment.settled",
            """
            "paymentId":"P\(number)","contractRef":"\(contractRef(contract))","channel":"bank_app","paidAt":"\(paidAt)",\
            "allocations":[{"billId":"B\(contract)","billPeriod":"\(month)","amountVnd":1000}]
            """)
    }

    static func bill(_ number: Int, contract: Int) -> String {
        event(
            "elec.bill.issued",
            """
            "billId":"B\(number)","contractRef":"\(contractRef(contract))","billPeriod":"2026-05","customerClass":"domestic",\
            "amountVnd":1000,"issuedAt":"2026-05-05T08:00:00+07:00","communeCode":"14797"
            """)
    }

    static func certificate(_ number: Int, validTo: String) -> String {
        event(
            "ocop.product.certified",
            """
            "productCode":"OCOP-\(number)","stars":3,"certifiedAt":"2025-01-02T08:00:00+07:00","validTo":"\(validTo)",\
            "communeCode":"14797","communeVintage":"2025"
            """)
    }

    static func listing(_ number: Int) -> String {
        event(
            "ocop.listing.published",
            #""listingId":"V\#(number)","platform":"voso","productCode":"OCOP-\#(number)","publishedAt":"2026-05-11T08:00:00+07:00""#)
    }

    private static func contractRef(_ number: Int) -> String {
        "PA07TH" + String(repeating: "0", count: 7 - String(number).count) + String(number)
    }
}

extension ReplayResult {
    /// Availability and numerator of each figure.
    var figures: [String: String] {
        Dictionary(
            uniqueKeysWithValues: updates.map { update in
                let availability = update.figure.availability == .available ? "available" : "\(update.figure.availability)"
                return (
                    "\(update.key.indicator) \(update.key.commune) \(update.key.window.key)",
                    "\(availability) \(update.figure.numerator.map(String.init) ?? "–")"
                )
            })
    }
}

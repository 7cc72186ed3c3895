import Aggregation
import Catalog
import Testing

@Suite("Figures do not depend on the key of the pseudonyms") struct PseudonymKeyTests {
    private func measures(_ lines: [String], key: String) throws -> [String: String] {
        let (loaded, diagnostics) = Catalog.load(folder: pipelinesFolder.path)
        let catalog = try #require(loaded, "\(diagnostics)")
        let now = EventTime(millisecondsSinceEpoch: CrowdedEvents.now)
        return try ReplayedFigures(["all.ndjson": lines], catalog: catalog, now: now, key: key).measures
    }

    private let keys = [ReplayedFigures.key] + (1...4).map { String(repeating: "0\($0)", count: 16) }

    @Test("Crowded events") func crowded() throws {
        var events = CrowdedEvents(seed: 21)
        let lines = events.lines(1500)
        #expect(try measures(lines, key: keys[0]) == measures(lines, key: keys[1]))
    }

    /// A reception corrected in the second in which the completion was recorded, and in another commune: either place may be taken, but always
    /// the same one.
    @Test("Two newest places of one instant") func twoPlaces() throws {
        let lines = (1...30).flatMap { number in
            [("received", "14797", ""), ("completed", "16543", #""finishedAt":"2026-05-08T09:00:00+07:00","#)].map { type, commune, end in
                """
                {"specversion":"1.0","id":"\(number)","source":"/portal/dossiers","type":"vn.thanhhoa.dossier.\(type)","data":{\
                "dossierRef":"D\(number)","communeCode":"\(commune)","receivedAt":"2026-05-04T09:00:00+07:00",\(end)\
                "recordedAt":"2026-05-08T10:00:00+07:00"}}
                """
            }
        }
        let found = try keys.map { try measures(lines, key: $0) }
        #expect(found[0]["dossiers 2026-05 38 received"] == "30")
        #expect(Set(found).count == 1)
    }
}

import Aggregation
import Catalog
import Ingest
import PipelineTests
import Publication
import Testing

/// What only shows when subjects stand in different partitions, or in many.
@Suite("Where partitions could show") struct PartitionTests {
    @Test("Late changes in two partitions that make up for each other leave a figure final")
    func lateChangesThatCancel() throws {
        let ingest = try IngestStage(catalog: try Golden.catalog(), pipeline: "electricity")
        let golden = Golden(
            name: "twenty payments for May are reversed after the window is final, and twenty others come in their place",
            steps: [
                try step("2026-05-05T08:00:00+07:00", (101...140).map(bill)),
                try step("2026-05-06T08:00:00+07:00", (101...120).map(payment)),
                try step("2026-06-21T00:00:00+07:00", []),
                try step("2026-06-22T00:00:00+07:00", (101...120).map(reversal) + (121...140).map(payment)),
            ])
        let straight = try GoldenRun(golden, ingest)
        let split = try GoldenRun(golden, ingest, partitions: 3)
        #expect(split.documents == straight.documents)
    }

    @Test("What is closed stays as it is, whether its records have been dropped or not")
    func closedStays() throws {
        let ingest = try IngestStage(catalog: try Golden.catalog(), pipeline: "dossiers")
        let numbers = 1000...2200
        let golden = Golden(
            name: "dossiers completed in no commune, whose commune is told when their year has been closed",
            steps: [
                try step("2026-05-05T08:00:00+07:00", numbers.map(completion)),
                try step("2028-12-31T00:00:00+07:00", []),
                try step("2028-12-31T00:00:00+07:00", numbers.map(status)),
            ])
        let straight = try GoldenRun(golden, ingest)
        let split = try GoldenRun(golden, ingest, partitions: 7)
        #expect(split.figures == straight.figures)
    }

    private func step(_ text: String, _ events: [String]) throws -> Golden.Step {
        let time = try #require(EventTime(rfc3339: text))
        return Golden.Step(watermark: time, now: time, events: events)
    }

    private func event(_ type: String, _ data: String) -> String {
        #"{"specversion":"1.0","id":"1","source":"/test","type":"vn.thanhhoa.\#(type)","data":{\#(data)}}"#
    }

    private func bill(_ number: Int) -> String {
        event(
            "elec.bill.issued",
            #""billId":"HD-\#(number)","contractRef":"PA07TH0000\#(number)","billPeriod":"2026-05","customerClass":"domestic","#
                + #""amountVnd":300000,"issuedAt":"2026-05-05T08:00:00+07:00","communeCode":"14797""#)
    }

    private func payment(_ number: Int) -> String {
        event(
            "elec.payment.settled",
            #""paymentId":"PAY-\#(number)","contractRef":"PA07TH0000\#(number)","channel":"bank_app","paidAt":"2026-05-06T08:00:00+07:00","#
                + #""allocations":[{"billId":"HD-\#(number)","billPeriod":"2026-05","amountVnd":300000}]"#)
    }

    private func reversal(_ number: Int) -> String {
        event(
            "elec.payment.reversed",
            #""paymentId":"PAY-\#(number)","contractRef":"PA07TH0000\#(number)","reversedAt":"2026-05-07T08:00:00+07:00","#
                + #""allocations":[{"billId":"HD-\#(number)","billPeriod":"2026-05"}]"#)
    }

    private func completion(_ number: Int) -> String {
        event(
            "dossier.completed",
            #""dossierRef":"D-\#(number)","receivedAt":"2026-05-04T08:00:00+07:00","finishedAt":"2026-05-05T08:00:00+07:00","#
                + #""recordedAt":"2026-05-05T08:00:00+07:00""#)
    }

    private func status(_ number: Int) -> String {
        event(
            "dossier.status.changed",
            #""dossierRef":"D-\#(number)","toStatus":10,"communeCode":"14797","changedAt":"2028-12-30T08:00:00+07:00""#)
    }
}

import Aggregation
import Catalog
import Foundation
import Ingest
import Testing

@testable import Simulation
@testable import Stages

/// The pipelines of the repository, read once; of them electricity alone.
private let catalog: Result<Catalog, any Error> = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let (catalog, diagnostics) = Catalog.load(folder: root.appending(path: "Pipelines").path)
    var own = try #require(catalog, "\(diagnostics)")
    own.pipelines.removeAll { $0.id != "electricity" }
    for index in own.pipelines.indices { own.pipelines[index].minimumSubjects = 0 }
    return own
}

/// Stages over a log in memory that does all at once and fails nothing.
final class StageProbe {
    static let noon: Int64 = 1_778_040_000_000
    let catalog: Catalog
    let key: PseudonymKey
    let cluster: SimulatedCluster
    private let start = noon

    init() throws {
        catalog = try StagesTests.catalog.get()
        key = try PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f")
        cluster = SimulatedCluster(chance: SimulatedChance(seed: 1), faults: [], now: StageProbe.noon)
        cluster.addTopic("in.pcthanhhoa.elec-bill", partitions: 1)
        cluster.addTopic("rejected.pcthanhhoa", partitions: 1)
        cluster.addTopic("facts.electricity", partitions: 1)
        cluster.addTopic("snapshots.electricity", partitions: 1)
        for topic in ["partials", "indicator-updates", "references", "versions"] { cluster.addTopic(topic, partitions: 1) }
        cluster.addGroup("ingest") { $0.hasPrefix("in.") }
        cluster.addGroup("aggregate") { $0.hasPrefix("facts.") }
        cluster.addGroup("publish") { $0 == "partials" }
    }

    var pipeline: Pipeline { catalog.pipelines[0] }

    func log(_ group: String) throws -> SimulatedLog { try #require(cluster.makeLog(group: group)) }

    func ingest(_ change: (inout IngestSettings) -> Void = { _ in }) throws -> (stage: IngestStage, log: SimulatedLog) {
        var settings = IngestSettings(catalog: catalog, key: key, factsPartitions: 1)
        change(&settings)
        let log = try log("ingest")
        return (try IngestStage(settings, log: log), log)
    }

    func aggregate(_ change: (inout AggregateSettings) -> Void = { _ in }) throws -> (stage: AggregateStage, log: SimulatedLog) {
        var settings = AggregateSettings(
            pipelines: catalog.pipelines, keyID: key.id, partialsPartitions: 1, instance: cluster.chance.next())
        change(&settings)
        let log = try log("aggregate")
        return (AggregateStage(settings, log: log), log)
    }

    func publish(_ change: (inout PublishSettings) -> Void = { _ in }) throws -> (stage: PublishStage, log: SimulatedLog) {
        var settings = PublishSettings(catalog: catalog, factsPartitions: 1, instance: cluster.chance.next())
        change(&settings)
        let log = try log("publish")
        return (PublishStage(settings, log: log), log)
    }

    /// Turns a stage so many times, time going on by so much each time.
    func turn(_ stage: any Stage, times: Int = 6, milliseconds: Int64 = 20) throws {
        for _ in 0..<times {
            _ = try stage.step(at: time)
            cluster.advance(to: cluster.now + milliseconds)
            cluster.deliver()
        }
    }

    var time: StageTime {
        StageTime(wall: EventTime(millisecondsSinceEpoch: cluster.now), monotonicMilliseconds: cluster.now - start)
    }

    /// A bill of a contract in a month.
    static func bill(_ number: Int, contract: Int = 101, month: String = "2026-05", issued: String = "2026-05-05", amount: Int = 100)
        -> String
    {
        #"{"billId":"B\#(number)","contractRef":"PA07TH0000\#(contract)","billPeriod":"\#(month)","customerClass":"domestic","#
            + #""amountVnd":\#(amount),"issuedAt":"\#(issued)T06:00:00+07:00","communeCode":"14797"}"#
    }

    enum Form {
        case structured, binary
        /// The whole event is the value, and its attributes are headers, too.
        case structuredWithAttributes
    }

    /// Sends the data as an event.
    func send(_ data: String, type: String = "vn.thanhhoa.elec.bill.issued", as form: Form = .structured) {
        let target = TopicPartition("in.pcthanhhoa.elec-bill", 0)
        let id = "E\(cluster.partition(target)?.high ?? 0)"
        let attributes = [("specversion", "1.0"), ("id", id), ("source", "/pcthanhhoa/x"), ("type", type)]
        let headers = attributes.map { LogHeader("ce_" + $0.0, $0.1) } + [LogHeader("Content-Type", "application/json")]
        let whole = #"{"specversion":"1.0","id":"\#(id)","source":"/pcthanhhoa/x","type":"\#(type)","data":\#(data)}"#
        cluster.append(
            OutgoingRecord(
                to: target, key: [], value: Array((form == .binary ? data : whole).utf8), headers: form == .structured ? [] : headers))
    }

    func send(raw value: [UInt8]?) {
        cluster.append(OutgoingRecord(to: TopicPartition("in.pcthanhhoa.elec-bill", 0), key: [], value: value))
    }

    func records(_ topic: String) -> [StoredRecord] { cluster.partition(TopicPartition(topic, 0))?.records ?? [] }

    /// All facts that stand in the log.
    func facts() throws -> [(fact: Fact, origin: FactOrigin)] {
        try records("facts.electricity").flatMap { record in
            let rows = try FactBlock.decode(try #require(record.value)).facts
            return (0..<rows.count / 96).map { FactBlock.fact($0, in: rows) }
        }
    }

    /// The newest update of a figure.
    func figure(_ key: String) -> (revision: Int64, document: PublishedDocument)? {
        records("indicator-updates").last { $0.keyText == key }.flatMap { record in
            record.value.map { (record.header("nhipso_revision").flatMap { Int64($0) } ?? 0, PublishedDocument($0)) }
        }
    }
}

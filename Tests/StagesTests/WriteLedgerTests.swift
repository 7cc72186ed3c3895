import Testing

@testable import Stages

@Suite("What may be committed") struct WriteLedgerTests {
    private let partition = TopicPartition("in.a.b", 0)

    @Test("a flush is done when it and all before it are acknowledged") func order() {
        let ledger = LedgerProbe()
        let first = ledger.begin(records: 2, offsets: [partition: 5])
        let second = ledger.begin(records: 1, offsets: [partition: 9])
        ledger.acknowledge(second)
        #expect(ledger.takeDone().isEmpty && !ledger.isDone(before: second))
        ledger.acknowledge(first)
        #expect(ledger.takeDone().isEmpty)
        ledger.acknowledge(first)
        #expect(ledger.takeDone() == [partition: 9])
        #expect(ledger.takeDone().isEmpty && ledger.isDone(before: ledger.nextNumber))
    }

    @Test("a flush of nothing is done once those before it are") func nothing() {
        let ledger = LedgerProbe()
        let first = ledger.begin(records: 1, offsets: [partition: 1])
        _ = ledger.begin(records: 0, offsets: [partition: 2])
        #expect(ledger.takeDone().isEmpty)
        ledger.acknowledge(first)
        #expect(ledger.takeDone() == [partition: 2])
    }

    @Test("tickets of before it forgot mean nothing") func forgotten() {
        let ledger = LedgerProbe()
        let old = ledger.begin(records: 1, offsets: [partition: 1])
        ledger.forget()
        let new = ledger.begin(records: 1, offsets: [partition: 3])
        ledger.acknowledge(old)
        #expect(ledger.takeDone().isEmpty)
        ledger.acknowledge(new)
        #expect(ledger.takeDone() == [partition: 3])
    }
}

/// A ledger behind a reference, so that an expectation may take from it.
private final class LedgerProbe {
    private var ledger = WriteLedger()

    var nextNumber: Int { ledger.nextNumber }
    func begin(records: Int, offsets: [TopicPartition: Int64]) -> Int { ledger.begin(records: records, offsets: offsets) }
    func acknowledge(_ ticket: Int) { ledger.acknowledge(ticket) }
    func isDone(before number: Int) -> Bool { ledger.isDone(before: number) }
    func takeDone() -> [TopicPartition: Int64] { ledger.takeDone() }
    func forget() { ledger.forget() }
}

import Aggregation
import Stages

/// Events of electricity as partners send them: repeated, in disorder, late, and some that cannot be used.
final class SimulatedEvents {
    private let chance: SimulatedChance
    private let contracts: Int
    private let communes: [String]
    private var bills: [(id: String, contract: String, month: String)] = []
    private var payments: [(id: String, bill: (id: String, contract: String, month: String))] = []
    private var count = 0
    /// What has been sent, to be sent again.
    private var sent: [OutgoingRecord] = []

    static let topics: [(name: String, partner: String, partitions: Int)] = [
        ("in.pcthanhhoa.elec-bill", "pcthanhhoa", 1), ("in.pcthanhhoa.elec-payment", "pcthanhhoa", 2),
        ("in.viet-bank.elec-payment", "viet-bank", 1), ("in.stall.ocop-listing", "stall", 1),
    ]

    static let communes = ["14797", "14758", "14812", "15010"]

    init(_ chance: SimulatedChance) {
        self.chance = chance
        contracts = chance.number(2...10)
        communes = Array(SimulatedEvents.communes.prefix(chance.number(1...4)))
    }

    /// The next event, sent at that time.
    func next(at now: Int64, repeats: Bool) -> OutgoingRecord {
        if repeats, let again = chance.one(of: sent) { return again }
        count += 1
        let lag =
            switch chance.below(10) {
            case 0: chance.number(0...60) * 86_400_000
            case 1...3: chance.number(0...72) * 3_600_000
            default: chance.number(0...3_600) * 1000
            }
        let record = chance.happens(120) ? unusable(now - Int64(lag)) : usable(now - Int64(lag))
        sent.append(record)
        return record
    }

    private func usable(_ time: Int64) -> OutgoingRecord {
        let choice = chance.below(10)
        if choice < 4 || bills.isEmpty { return bill(time) }
        if choice < 8 || payments.isEmpty { return payment(time) }
        return choice == 8 ? reversal(time) : correction(time)
    }

    private func bill(_ time: Int64) -> OutgoingRecord {
        let contract = "PA07TH000\(1000 + chance.below(contracts))"
        let bill = (id: "B\(count)", contract: contract, month: month(of: time))
        bills.append(bill)
        return billEvent(bill, "vn.thanhhoa.elec.bill.issued", "issuedAt", time)
    }

    private func correction(_ time: Int64) -> OutgoingRecord {
        guard let bill = chance.one(of: bills) else { return unusable(time) }
        if chance.happens(500) { return billEvent(bill, "vn.thanhhoa.elec.bill.adjusted", "adjustedAt", time) }
        let data =
            #"{"billId":"\#(bill.id)","contractRef":"\#(bill.contract)","billPeriod":"\#(bill.month)","reason":"duplicate","cancelledAt":"\#(format(time))"}"#
        return event("vn.thanhhoa.elec.bill.cancelled", data, to: TopicPartition("in.pcthanhhoa.elec-bill", 0), "pcthanhhoa")
    }

    private func billEvent(_ bill: (id: String, contract: String, month: String), _ type: String, _ timeField: String, _ time: Int64)
        -> OutgoingRecord
    {
        let kind = chance.happens(850) ? "domestic" : "other"
        let amount = chance.happens(50) ? 0 : chance.number(1...9) * 100
        let commune = communes[
            chance.happens(900) ? bill.contract.utf8.reduce(0) { $0 + Int($1) } % communes.count : chance.below(communes.count)]
        let data =
            #"{"billId":"\#(bill.id)","contractRef":"\#(bill.contract)","billPeriod":"\#(bill.month)","customerClass":"\#(kind)","#
            + #""amountVnd":\#(amount),"\#(timeField)":"\#(format(time))","communeCode":"\#(commune)"}"#
        return event(type, data, to: TopicPartition("in.pcthanhhoa.elec-bill", 0), "pcthanhhoa")
    }

    private func payment(_ time: Int64) -> OutgoingRecord {
        let known = chance.happens(900) ? chance.one(of: bills) : nil
        let bill = known ?? (id: "U\(count)", contract: "PA07TH000\(1000 + chance.below(contracts))", month: month(of: time))
        payments.append(("P\(count)", bill))
        let channel = chance.happens(300) ? "counter_cash" : "bank_app"
        return paymentEvent("vn.thanhhoa.elec.payment.settled", "P\(count)", bill, #""channel":"\#(channel)","paidAt""#, time)
    }

    private func reversal(_ time: Int64) -> OutgoingRecord {
        guard let payment = chance.one(of: payments) else { return unusable(time) }
        return paymentEvent("vn.thanhhoa.elec.payment.reversed", payment.id, payment.bill, #""reversedAt""#, time)
    }

    private func paymentEvent(
        _ type: String, _ id: String, _ bill: (id: String, contract: String, month: String), _ timeField: String, _ time: Int64
    ) -> OutgoingRecord {
        var allocations = [#"{"billId":"\#(bill.id)","billPeriod":"\#(bill.month)","amountVnd":500}"#]
        if chance.happens(150), let other = bills.first(where: { $0.contract == bill.contract && $0.id != bill.id }) {
            allocations.append(#"{"billId":"\#(other.id)","billPeriod":"\#(other.month)","amountVnd":300}"#)
        }
        let data =
            #"{"paymentId":"\#(id)","contractRef":"\#(bill.contract)","allocations":[\#(allocations.joined(separator: ","))],"#
            + #"\#(timeField):"\#(format(time))"}"#
        if chance.happens(300) { return event(type, data, to: TopicPartition("in.viet-bank.elec-payment", 0), "viet-bank") }
        return event(type, data, to: TopicPartition("in.pcthanhhoa.elec-payment", Int32(chance.below(2))), "pcthanhhoa")
    }

    private func unusable(_ time: Int64) -> OutgoingRecord {
        let target = TopicPartition("in.pcthanhhoa.elec-payment", 0)
        switch chance.below(6) {
        case 0: return OutgoingRecord(to: target, key: [], value: nil)
        case 1: return OutgoingRecord(to: target, key: [], value: Array("{\"specversion\": nonsense".utf8))
        case 2: return event("vn.thanhhoa.elec.payment.setled", "{}", to: target, "pcthanhhoa")
        case 3: return event("vn.thanhhoa.elec.bill.issued", #"{"billId":"B"}"#, to: target, "viet-bank")
        case 4: return event("vn.thanhhoa.elec.bill.issued", #"{"billId":""}"#, to: target, "pcthanhhoa")
        default:
            let data = #"{"listingId":"L\#(count)","platform":"voso","publishedAt":"\#(format(time))"}"#
            return event("vn.thanhhoa.ocop.listing.published", data, to: TopicPartition("in.stall.ocop-listing", 0), "stall")
        }
    }

    private func event(_ type: String, _ data: String, to target: TopicPartition, _ partner: String) -> OutgoingRecord {
        let id = "E\(count)"
        if chance.happens(300) {
            let attributes = [
                ("specversion", "1.0"), ("id", id), ("source", "/\(partner)/x"), ("type", type), ("datacontenttype", "application/json"),
            ]
            return OutgoingRecord(
                to: target, key: [], value: Array(data.utf8), headers: attributes.map { LogHeader("ce_\($0.0)", $0.1) })
        }
        let text = #"{"specversion":"1.0","id":"\#(id)","source":"/\#(partner)/x","type":"\#(type)","data":\#(data)}"#
        return OutgoingRecord(to: target, key: [], value: Array(text.utf8))
    }

    private func format(_ time: Int64) -> String { FixedTimeZone.vietnam.format(EventTime(millisecondsSinceEpoch: time / 1000 * 1000)) }

    /// The month of the time, or at times one before it.
    private func month(of time: Int64) -> String {
        let back = chance.happens(200) ? Int64(chance.number(1...3)) * 30 * 86_400_000 : 0
        return String(format(time - back).prefix(7))
    }
}

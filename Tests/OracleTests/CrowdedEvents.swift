import Foundation

/// Events that crowd: few contracts, bills, dossiers, products and communes, so that everything meets everything. What a province would rarely send
/// is common here: bills that change their month, payments of bills nobody knows, reversals and payments of one instant, both classes in one
/// contract, amounts of 0, nulls, all spellings of times and months, old codes by day and by vintage.
struct CrowdedEvents {
    private var random: Seeded
    private var usedInstants: Set<Int64> = []
    private var count = 0
    /// The instant at which something was last said of a bill, payment or product, and the ranks that said it.
    private var instants: [String: (instant: Int64, ranks: Set<Int>)] = [:]

    init(seed: UInt64) { random = Seeded(seed: seed) }

    /// 2026-07-01T00:00:00+07:00.
    static let now: Int64 = 1_782_838_800_000
    private static let start = now - 420 * 86_400_000

    mutating func lines(_ wanted: Int) -> [String] {
        var lines: [String] = []
        while lines.count < wanted {
            let line = roll(12) == 0 ? SpoiltEvent.line(event(), &random) : event()
            lines.append(line)
            if roll(15) == 0, let again = lines.randomElement(using: &random) { lines.append(again) }
        }
        return lines.shuffled(using: &random)
    }

    private mutating func event() -> String {
        switch roll(10) {
        case 0...2: bill()
        case 3...5: payment()
        case 6...7: dossier()
        default: product()
        }
    }

    // MARK: Electricity

    private mutating func bill() -> String {
        let contract = roll(60)
        let bill = "HD-\(contract)-\(roll(3))"
        let rank = pick([0, 0, 1, 2])
        let state = ["issued", "adjusted", "cancelled"][rank]
        // A bill mostly keeps its month.
        let month = roll(8) == 0 ? roll(6) : contract % 6
        var data: [(String, String)] = [
            ("billId", quoted(bill)), ("contractRef", quoted(contractRef(contract))), ("billPeriod", self.month(month)),
            ("\(state)At", instant(of: bill, rank: rank)),
        ]
        if state != "cancelled" {
            data.append(("customerClass", quoted(roll(10) == 0 ? "other" : "domestic")))
            data.append(("amountVnd", roll(12) == 0 ? "0" : String(100_000 + roll(900) * 500)))
            data += commune(isRequired: true, contract)
        } else {
            data += commune(isRequired: false, contract)
        }
        if state == "issued" { data += maybe([("cycle", "1"), ("kwh", "186"), ("dueAt", instant()), ("cycle", "null")]) }
        return event("elec.bill.\(state)", pick(["/power-company/billing", "power-company/old"]), data)
    }

    private mutating func payment() -> String {
        let contract = roll(60)
        let payment = "PAY-\(contract)-\(roll(4))"
        let isReversal = roll(4) == 0
        let bills = Set((0...roll(3)).map { _ in roll(4) }).sorted()
        let allocations = bills.map { bill in
            let month = roll(10) == 0 ? roll(6) : contract % 6
            let amount = isReversal && roll(2) == 0 ? "" : ",\"amountVnd\":\(roll(20) == 0 ? 0 : 50_000 + roll(500) * 1000)"
            return "{\"billId\":\"HD-\(contract)-\(bill)\",\"billPeriod\":\(self.month(month))\(amount)}"
        }
        var data: [(String, String)] = [
            ("paymentId", quoted(payment)), ("contractRef", quoted(contractRef(contract))),
            ("allocations", "[\(allocations.joined(separator: ","))]"),
            (isReversal ? "reversedAt" : "paidAt", instant(of: payment, rank: isReversal ? 1 : 0)),
        ]
        if isReversal {
            data += maybe([("reason", "\"dubious\""), ("reason", "null")])
        } else {
            data.append(("channel", quoted(pick(["bank_app", "viet_qr", "e_wallet", "atm", "agent_cash", "counter_cash"]))))
        }
        data += commune(isRequired: false, contract)
        return event(
            "elec.payment.\(isReversal ? "reversed" : "settled")", pick(["/bank/payments", "https://power-company/cashier"]), data)
    }

    private mutating func contractRef(_ number: Int) -> String {
        let digits = String(repeating: "0", count: 7 - String(number).count) + String(number)
        return number % 5 == 0 ? "c0ffee_-0123456789AbC\(digits)" : "PA07TH\(digits)"
    }

    // MARK: Dossiers

    private mutating func dossier() -> String {
        let number = roll(80)
        var data = [("dossierRef", quoted("000.17.22.H56-26-\(number)"))]
        data += commune(isRequired: false, number)
        switch roll(3) {
        case 0:
            data += [("receivedAt", instant()), ("recordedAt", instant())]
            data += maybe([("channel", "\"online\""), ("channel", "\"postal\""), ("channel", "null"), ("channel", "\"online\"")])
            data += maybe([("serviceLevel", "\"toan_trinh\""), ("serviceLevel", "\"level3\""), ("serviceLevel", "\"level4\"")])
            data += maybe([("paperResultDue", "false"), ("paperResultDue", "true"), ("paperResultDue", "null")])
            return event("dossier.received", "/portal/dossiers", data + maybe([("procedureCode", "\"1.010708\""), ("vneid", "true")]))
        case 1:
            data += [("receivedAt", instant()), ("finishedAt", instant()), ("recordedAt", instant())]
            data += maybe([("dueAt", instant()), ("dueAt", instant()), ("dueAt", "null")])
            return event("dossier.completed", "/portal/dossiers", data + maybe([("eResult", "true"), ("eResult", "false")]))
        default:
            data += [("toStatus", String(1 + roll(10))), ("changedAt", instant())]
            return event("dossier.status.changed", "/portal/desk", data)
        }
    }

    // MARK: OCOP

    private mutating func product() -> String {
        let number = roll(30)
        let product = ("productCode", quoted("OCOP-38-\(number)"))
        switch roll(6) {
        case 0, 1:
            let days = ["2026-05-31", "2026-06-30", "2026-07-01", "2028-02-29", "2026-06-29", "2029-01-01"]
            let data = [
                product, ("stars", String(3 + roll(3))), ("certifiedAt", instant(of: "c\(number)", rank: 0)),
                ("validTo", quoted(pick(days))),
            ]
            return event("ocop.product.certified", "/shops/register", data + commune(isRequired: true, number))
        case 2:
            let data = [product, ("expiredAt", instant(of: "c\(number)", rank: 1))] + maybe([("reason", "\"revoked\"")])
            return event("ocop.product.expired", "/shops/register", data + commune(isRequired: false, number))
        default:
            let isMatched = roll(4) > 0
            let listing = "V-\(roll(120))"
            let platform = pick(["voso", "postmart", "shopee", "lazada", "tiki", "sendo", "tiktok_shop", "cungcau"])
            let isWithdrawn = roll(4) == 0
            var data = [("listingId", quoted(listing)), ("platform", quoted(platform))] + (isMatched ? [product] : [])
            let thing = "\(isMatched) \(number) \(listing) \(platform)"
            data.append((isWithdrawn ? "withdrawnAt" : "publishedAt", instant(of: thing, rank: isWithdrawn ? 1 : 0)))
            // What a known product's listing says of its commune is not looked at.
            if isMatched { data += maybe([("communeCode", "\"99998\"")]) } else { data += commune(isRequired: false, number) }
            return event("ocop.listing.\(isWithdrawn ? "withdrawn" : "published")", "/shops/listings", data)
        }
    }

    // MARK: Parts

    private mutating func event(_ type: String, _ source: String, _ data: [(String, String)]) -> String {
        count += 1
        let fields = data.shuffled(using: &random).map { "\"\($0)\":\($1)" }.joined(separator: ",")
        return """
            {"specversion":"1.0","id":"\(count)","source":"\(source)","type":"vn.thanhhoa.\(type)","data":{\(fields)}}
            """
    }

    /// Codes that mean one place or another, by day or by vintage; some mean none.
    private mutating func commune(isRequired: Bool, _ home: Int) -> [(String, String)] {
        if !isRequired, roll(3) > 0 { return maybe([("communeCode", "null")]) }
        let today = ["14797", "16543", "15505", "15835", "16138", "14758"]
        let old = [
            ("15523", "2025H1"), ("14767", "2024"), ("14788", "2024"), ("15790", "2023"), ("16159", "2025H1"), ("14755", "2023"),
            ("15841", "2025H1"), ("15835", "2025"),
        ]
        switch roll(40) {
        case 0: return [("communeCode", quoted(pick(["15523", "14767", "15772", "15271", "16264", "15016"])))]
        case 1: return [("communeCode", "\"15772\""), ("communeVintage", quoted(pick(["2023", "2024", "2025H1", "2025"])))]
        case 2...9:
            let (code, vintage) = pick(old)
            return [("communeCode", quoted(code)), ("communeVintage", quoted(vintage))]
        case 10...14: return [("communeCode", quoted(pick(today))), ("communeVintage", "\"2025\"")]
        default: return [("communeCode", quoted(today[home % today.count])), ("communeVintage", "\"2025\"")]
        }
    }

    private mutating func month(_ number: Int) -> String {
        let text = "2026\(roll(3) == 0 ? "" : "-")0\(number + 1)"
        return quoted(text)
    }

    /// An instant that no other event has; or, of one thing, sometimes that of an event of another rank.
    private mutating func instant(of thing: String, rank: Int) -> String {
        if let before = instants[thing], !before.ranks.contains(rank), roll(2) == 0 {
            instants[thing]?.ranks.insert(rank)
            return written(before.instant)
        }
        let new = unused()
        instants[thing] = (new, [rank])
        return written(new)
    }

    private mutating func instant() -> String { written(unused()) }

    private mutating func unused() -> Int64 {
        while true {
            let instant = Self.start + Int64(roll(419 * 86_400)) * 1000 + (roll(3) == 0 ? Int64(roll(1000)) : 0)
            if usedInstants.insert(instant).inserted { return instant }
        }
    }

    private mutating func written(_ instant: Int64) -> String {
        let (zone, minutes) = pick([("+07:00", 420), ("+07:00", 420), ("Z", 0), ("-05:30", -330), ("+00:00", 0)])
        let local = instant + Int64(minutes) * 60_000
        var time = time_t(local / 1000)
        var parts = tm()
        gmtime_r(&time, &parts)
        let milliseconds = Int(local % 1000)
        let fraction = milliseconds > 0 ? String(format: ".%03d", milliseconds) : pick(["", "", ".0", ".0009"])
        let format = "%04d-%02d-%02dT%02d:%02d:%02d"
        let clock = String(
            format: format, parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec)
        return quoted(clock + fraction + zone)
    }

    private func quoted(_ text: String) -> String { "\"\(text)\"" }

    private mutating func maybe(_ fields: [(String, String)]) -> [(String, String)] { roll(2) == 0 ? [] : [pick(fields)] }

    private mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[roll(choices.count)] }
}

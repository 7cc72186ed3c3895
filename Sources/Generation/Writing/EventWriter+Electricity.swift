// Bills of the power company and payments that its bank collects.
extension EventWriter {
    mutating func writeBill(_ event: Occurrence, _ contracts: Contracts) {
        let contract = Int(event.subject)
        let month = Int(event.month)
        let cycle = Int(event.variant)
        begin()
        putBillID(contract, month, cycle)
        switch event.kind {
        case .billAdjusted: line.put("/adjusted")
        case .billCancelled: line.put("/cancelled")
        default: line.put("/issued")
        }
        beginData(event)
        line.put(#"billId":""#)
        if !(event.kind == .billCancelled && findings.fault.spoils(0)) { putBillID(contract, month, cycle) }
        line.put(#"","contractRef":""#)
        putContract(contract, contracts)
        line.put(#"","billPeriod":""#)
        putPeriod(month, isWrong: event.kind == .billCancelled && findings.fault.spoils(1))
        if event.kind == .billCancelled {
            line.put(#"","cancelledAt":""#)
            putBusinessTime(event, canLackOffset: false)
        } else {
            putBillContent(event, contracts.bill(of: contract, month: month, cycle: cycle), isHousehold: contracts.isHousehold(contract))
        }
        putCommune(contracts.unit(of: contract, month: month), event)
    }

    @inline(__always) private mutating func putBillContent(_ event: Occurrence, _ bill: Contracts.Bill, isHousehold: Bool) {
        if event.kind == .billIssued {
            line.put(#"","cycle":"#)
            line.put(byte: 48 + event.variant)
            line.put(#","customerClass":""#)
        } else {
            line.put(#"","customerClass":""#)
        }
        // Not a class: the faulty value.
        if findings.fault.spoils(1) { line.put("household") } else if isHousehold { line.put("domestic") } else { line.put("other") }
        line.put(#"","amountVnd":"#)
        // A bill of 0 đồng stays one.
        let change = event.kind == .billAdjusted ? -(bill.amountVnd / 8000) * 1000 : 0
        if findings.fault.spoils(0) { line.put(byte: 0x22) }
        line.put(bill.amountVnd + change)
        if findings.fault.spoils(0) { line.put(byte: 0x22) }
        if event.kind == .billAdjusted {
            line.put(#","deltaVnd":"#)
            line.put(change)
            line.put(#","adjustedAt":""#)
            putBusinessTime(event, canLackOffset: false)
        } else {
            line.put(#","kwh":"#)
            line.put(bill.kwh)
            line.put(#","issuedAt":""#)
            putBusinessTime(event, canLackOffset: false)
            line.put(#","dueAt":""#)
            line.put(time: (event.time / 86_400 + 11) * 86_400 - 1)
            line.put(byte: 0x22)
        }
    }

    mutating func writePayment(_ event: Occurrence, _ contracts: Contracts) {
        let contract = Int(event.subject)
        let month = Int(event.month)
        let hash = mixer.hash(.payment, UInt64(contract), UInt64(month))
        begin()
        putPaymentID(contract, month, event.variant)
        if event.kind == .paymentReversed { line.put("/reversed") }
        beginData(event)
        line.put(#"paymentId":""#)
        putPaymentID(contract, month, event.variant)
        line.put(#"","contractRef":""#)
        putContract(contract, contracts)
        line.put(#"","allocations":["#)
        let allocations = contracts.allocations(of: contract, month: month)
        for cycle in 1...allocations.bills {
            if cycle > 1 { line.put(byte: 0x2C) }
            putAllocation(event, contracts, month: month, cycle: cycle, isSpoilt: cycle == 1)
        }
        if allocations.hasArrears {
            line.put(byte: 0x2C)
            putAllocation(event, contracts, month: month - 1, cycle: 1, isSpoilt: false)
        }
        if event.kind == .paymentReversed { putReversal(event) } else { putPayer(event, hash) }
        if !isUnlocated(event) { putCommune(contracts.unit(of: contract, month: month), event) }
    }

    @inline(__always) private mutating func putAllocation(
        _ event: Occurrence, _ contracts: Contracts, month: Int, cycle: Int, isSpoilt: Bool
    ) {
        let contract = Int(event.subject)
        let isSpoilt = isSpoilt && findings.fault.spoils(0)
        line.put(#"{"billId":""#)
        putBillID(contract, month, cycle)
        line.put(#"","billPeriod":""#)
        putPeriod(month, isWrong: isSpoilt && event.kind == .paymentReversed)
        line.put(#"","amountVnd":"#)
        let isText = isSpoilt && event.kind == .paymentSettled
        if isText { line.put(byte: 0x22) }
        line.put(contracts.bill(of: contract, month: month, cycle: cycle).amountVnd)
        if isText { line.put(byte: 0x22) }
        line.put(byte: 0x7D)
    }

    @inline(__always) private mutating func putReversal(_ event: Occurrence) {
        line.put(#"],"reason":""#)
        let choice = mixer.hash(.reversal, event.identity) % 3
        // Not a reason: the faulty value.
        if findings.fault.spoils(1) {
            line.put("mistake")
        } else {
            line.put(choice == 0 ? "dubious" : choice == 1 ? "cancelled" : "other")
        }
        line.put(#"","reversedAt":""#)
        putBusinessTime(event, canLackOffset: false)
    }

    /// Nine of ten pay without cash; who pays anew after a reversal may pay otherwise.
    @inline(__always) private mutating func putPayer(_ event: Occurrence, _ hash: UInt64) {
        let choice = Int((event.variant > 1 ? hash >> 32 : hash) % 100)
        line.put(#"],"channel":""#)
        if findings.fault.spoils(1) { line.put("cheque") } else { line.put(EventWriter.channel(choice)) }
        if choice < 90 {
            line.put(#"","providerCode":"9704"#)
            line.put(Int(hash >> 40) % 45 + 5, width: 2)
            line.put(#"","paidAt":""#)
        } else {
            line.put(#"","providerCode":null,"paidAt":""#)
        }
        putBusinessTime(event, canLackOffset: false)
    }

    @inline(__always) private static func channel(_ choice: Int) -> StaticString {
        switch choice {
        case ..<32: "bank_app"
        case ..<46: "bank_auto_debit"
        case ..<55: "bank_transfer"
        case ..<68: "viet_qr"
        case ..<70: "card"
        case ..<82: "e_wallet"
        case ..<84: "mobile_money"
        case ..<86: "national_portal"
        case ..<89: "evn_app"
        case ..<90: "atm"
        case ..<96: "agent_cash"
        case ..<98: "counter_cash"
        default: "collector_cash"
        }
    }

    /// `HD-2605-0000101-1`.
    @inline(__always) private mutating func putBillID(_ contract: Int, _ month: Int, _ cycle: Int) {
        line.put("HD-")
        line.put(monthDigits[month], width: 4)
        line.put(byte: 0x2D)
        line.put(contract + 1, width: 7)
        line.put(byte: 0x2D)
        line.put(byte: 48 + UInt8(truncatingIfNeeded: cycle))
    }

    /// `PAY-2605-0000101-1`.
    @inline(__always) private mutating func putPaymentID(_ contract: Int, _ month: Int, _ number: UInt8) {
        line.put("PAY-")
        line.put(monthDigits[month], width: 4)
        line.put(byte: 0x2D)
        line.put(contract + 1, width: 7)
        line.put(byte: 0x2D)
        line.put(byte: 48 + number)
    }

    /// `PA07TH0000101`. The two letters are those of a branch of the power company, never of a commune.
    @inline(__always) private mutating func putContract(_ contract: Int, _ contracts: Contracts) {
        line.put("PA07")
        let branch = contracts.spread.unit(of: contract) / 6
        line.put(byte: 65 + UInt8(truncatingIfNeeded: branch / 26 % 26))
        // Lower case is not in the pattern: the faulty value.
        line.put(byte: (findings.fault.spoils(2) ? 97 : 65) + UInt8(truncatingIfNeeded: branch % 26))
        line.put(contract + 1, width: 7)
    }

    /// `2026-05`.
    @inline(__always) private mutating func putPeriod(_ month: Int, isWrong: Bool) {
        let number = Int(plan.options.firstMonth.ordinal) + month
        line.put(number / 12, width: 4)
        line.put(byte: 0x2D)
        line.put(isWrong ? 13 : number % 12 + 1, width: 2)
    }
}

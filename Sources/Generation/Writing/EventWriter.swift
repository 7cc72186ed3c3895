import Aggregation

/// Writes an occurrence as a CloudEvent in structured JSON. The same occurrence gives the same bytes, so that a repeat is one.
struct EventWriter: ~Copyable {
    /// What was planted in an event.
    struct Findings {
        var fault = Fault.none
        var isUnlocated = false
        var hasOldCode = false
    }

    var line = LineBuffer()
    var findings = Findings()
    let plan: RunPlan
    let province: Province
    let codes: CodeBook
    private let badShare: Share
    private let oldCodeShare: Share
    private let unlocatedShare: Share
    /// What the fault writes in place of the commune.
    private var wrongCommune: CodeBook.Entry?
    /// The number of each month as `2605`.
    let monthDigits: [Int]

    private static let future = Int64(CivilDate(year: 2099, month: 1, day: 1).rawValue) * 86_400 + 8 * 3600
    private static let past = Int64(CivilDate(year: 1999, month: 1, day: 1).rawValue) * 86_400 + 8 * 3600

    init(plan: RunPlan, province: Province, codes: CodeBook) {
        self.plan = plan
        self.province = province
        self.codes = codes
        badShare = Share(plan.options.rates.bad)
        oldCodeShare = Share(plan.options.rates.oldCodes)
        unlocatedShare = Share(plan.options.rates.unlocated)
        monthDigits = (0..<plan.options.months).map { month in
            let number = Int(plan.window(month).ordinal)
            return number / 12 % 100 * 100 + number % 12 + 1
        }
    }

    @inline(__always) var mixer: Mixer { plan.mixer }

    /// Writes one event into `line`; what was planted in it stands in `findings`.
    mutating func write(_ event: Occurrence) {
        line.clear()
        findings = Findings()
        if badShare.takes(mixer.hash(.bad, event.identity)) { spoil(event) }
        switch event.kind {
        case .billIssued, .billAdjusted, .billCancelled:
            if let contracts = plan.contracts { writeBill(event, contracts) }
        case .paymentSettled, .paymentReversed:
            if let contracts = plan.contracts { writePayment(event, contracts) }
        case .dossierReceived, .dossierCompleted, .dossierStatus:
            if let dossiers = plan.dossiers { writeDossier(event, dossiers) }
        case .productCertified, .productExpired:
            if let products = plan.products { writeProduct(event, products) }
        case .listingPublished, .listingWithdrawn:
            if let products = plan.products { writeListing(event, products) }
        }
        line.put("}}")
        // What is left begins an object that never ends.
        if findings.fault.reason == .malformedJSON { line.drop(line.count * 2 / 5) }
        line.put(byte: 0x0A)
    }

    /// Decides how the event is spoilt.
    private mutating func spoil(_ event: Occurrence) {
        let hash = mixer.hash(.fault, event.identity)
        let isLocated = event.kind != .listingWithdrawn && (event.kind != .listingPublished || event.variant == Products.unmatched)
        findings.fault = Fault(hash, isLocated: isLocated)
        guard findings.fault.reason.isOfCommune else { return }
        wrongCommune = codes.wrong(findings.fault.reason, on: day(event), hash >> 8)
        if wrongCommune == nil { findings.fault = Fault(reason: .unknownType) }
    }

    @inline(__always) func day(_ event: Occurrence) -> CivilDate { CivilDate(rawValue: Int32(truncatingIfNeeded: event.time / 86_400)) }

    /// `{"specversion":"1.0","id":"`, after which the id is to be written.
    @inline(__always) mutating func begin() {
        if findings.fault.reason == .notCloudEvents {
            line.put(#"{"specversion":"0.3","id":""#)
        } else {
            line.put(#"{"specversion":"1.0","id":""#)
        }
    }

    /// The rest of the attributes, up to the first of the data's fields.
    @inline(__always) mutating func beginData(_ event: Occurrence) {
        line.put(#"","source":""#)
        line.put(event.kind.source)
        line.put(#"","type":""#)
        line.put(event.kind.type)
        if findings.fault.reason == .unknownType { line.put(".v0") }
        line.put(#"","time":""#)
        line.put(time: businessTime(event))
        if !event.marks.isDisjoint(with: [.late, .displaced]) {
            line.put(#"","recordedtime":""#)
            line.put(time: event.recorded)
        }
        line.put(#"","data":{""#)
    }

    /// When it happened, or what the fault makes of it.
    @inline(__always) func businessTime(_ event: Occurrence) -> Int64 {
        switch findings.fault.reason {
        case .timeInFuture: EventWriter.future
        case .timeTooOld: EventWriter.past
        default: event.time
        }
    }

    /// The field that holds the business time, in quotes. Field 0 of most kinds' faults: a time without its offset.
    @inline(__always) mutating func putBusinessTime(_ event: Occurrence, faultField: UInt8 = 0, canLackOffset: Bool = true) {
        line.put(time: businessTime(event))
        if canLackOffset, findings.fault.spoils(faultField) { line.drop(6) }
        line.put(byte: 0x22)
    }

    /// `,"communeCode":"14797"` and, where it is needed or an old code is planted, `,"communeVintage":"2025H1"`.
    @inline(__always) mutating func putCommune(_ unit: Int, _ event: Occurrence) {
        let day = day(event)
        var entry = codes.current(province.codes[unit], on: day)
        if findings.fault.reason.isOfCommune, let wrongCommune {
            entry = wrongCommune
        } else if !oldCodeShare.isZero, oldCodeShare.takes(mixer.hash(.oldCode, event.identity)),
            let old = codes.old(unit: unit, on: day, mixer.hash(.oldCode, event.identity, 1))
        {
            entry = old
            findings.hasOldCode = findings.fault == .none
        }
        line.put(#","communeCode":""#)
        line.put(Int(entry.code), width: 5)
        line.put(byte: 0x22)
        if let vintage = entry.vintage {
            line.put(#","communeVintage":""#)
            line.put(codes.vintageNames[vintage])
            line.put(byte: 0x22)
        }
    }

    /// Whether the sender knows the commune. A wrong one has to be written.
    @inline(__always) mutating func isUnlocated(_ event: Occurrence) -> Bool {
        guard unlocatedShare.takes(mixer.hash(.unlocated, event.identity)), !findings.fault.reason.isOfCommune else { return false }
        findings.isUnlocated = findings.fault == .none
        return true
    }
}

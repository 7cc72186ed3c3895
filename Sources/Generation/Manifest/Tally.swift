import Aggregation

/// Counts what is written, line by line.
struct Tally {
    private var goodByKind = [Int](repeating: 0, count: EventKind.allCases.count)
    private var byPartner = [Int](repeating: 0, count: Partner.allCases.count)
    private var byReason = [Int](repeating: 0, count: Fault.Reason.allCases.count)
    /// By kind and field.
    private var bySchema = [Int](repeating: 0, count: EventKind.allCases.count * Fault.fieldsOfKind)
    private var bytes = 0
    private var repeats = 0
    private var displaced = 0
    private var late = 0
    private var unlocated = 0
    private var oldCodes = 0
    private var corrections = 0
    private var firstTime = Int64.max
    private var lastTime = Int64.min
    private var lastSent = Int64.min

    @inline(__always) mutating func count(_ event: Occurrence, _ findings: EventWriter.Findings, bytes: Int) {
        self.bytes += bytes
        byPartner[event.kind.partner.rawValue] += 1
        if event.marks.contains(.repeated) { repeats += 1 }
        if event.marks.contains(.displaced) { displaced += 1 }
        if event.marks.contains(.late) { late += 1 }
        lastSent = max(lastSent, event.due)
        guard findings.fault == .none else {
            byReason[findings.fault.reason.ordinal] += 1
            if findings.fault.reason == .schema { bySchema[event.kind.rawValue * Fault.fieldsOfKind + Int(findings.fault.field)] += 1 }
            return
        }
        goodByKind[event.kind.rawValue] += 1
        if findings.isUnlocated { unlocated += 1 }
        if findings.hasOldCode { oldCodes += 1 }
        switch event.kind {
        case .billAdjusted: corrections += 1
        case .dossierReceived, .productCertified: corrections += event.variant == 1 ? 1 : 0
        default: break
        }
        firstTime = min(firstTime, event.time)
        lastTime = max(lastTime, event.time)
    }

    func manifest(_ plan: RunPlan) -> Manifest {
        var manifest = Manifest(options: plan.options)
        manifest.good = goodByKind.reduce(0, +)
        manifest.bad = byReason.reduce(0, +)
        manifest.lines = manifest.good + manifest.bad
        manifest.bytes = bytes
        manifest.contracts = plan.contracts?.count ?? 0
        manifest.dossiers = (plan.dossiers?.count ?? 0) * plan.options.months
        manifest.products = plan.products?.count ?? 0
        for kind in EventKind.allCases where goodByKind[kind.rawValue] > 0 { manifest.types["\(kind.type)"] = goodByKind[kind.rawValue] }
        for partner in Partner.allCases where byPartner[partner.rawValue] > 0 {
            manifest.partners[partner.name] = byPartner[partner.rawValue]
        }
        for reason in Fault.Reason.allCases where byReason[reason.ordinal] > 0 {
            manifest.rejects[reason.rawValue] = byReason[reason.ordinal]
        }
        for kind in EventKind.allCases {
            for field in 0..<Fault.fieldsOfKind {
                let count = bySchema[kind.rawValue * Fault.fieldsOfKind + field]
                if count > 0 { manifest.schemaRejects["\(kind.type) \(Fault.path(kind, field))"] = count }
            }
        }
        manifest.repeats = repeats
        manifest.displaced = displaced
        manifest.late = late
        manifest.reversals = goodByKind[EventKind.paymentReversed.rawValue]
        manifest.unlocated = unlocated
        manifest.oldCodes = oldCodes
        manifest.corrections = corrections
        manifest.cancelled = goodByKind[EventKind.billCancelled.rawValue] + goodByKind[EventKind.productExpired.rawValue]
        manifest.moves = plan.contracts?.moves ?? 0
        if manifest.good > 0 {
            manifest.firstTime = text(firstTime)
            manifest.lastTime = text(lastTime)
        }
        if manifest.lines > 0 { manifest.lastSent = text(lastSent) }
        return manifest
    }

    private func text(_ seconds: Int64) -> String {
        let zone = FixedTimeZone.vietnam
        return zone.format(EventTime(rawValue: (seconds - Int64(zone.offsetMinutes) * 60) * 1000))
    }
}

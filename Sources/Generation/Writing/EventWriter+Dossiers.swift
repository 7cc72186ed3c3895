// Dossiers as the portal reports them.
extension EventWriter {
    mutating func writeDossier(_ event: Occurrence, _ dossiers: Dossiers) {
        let received = dossiers.clocks[Int(event.month)].time(of: Int(event.position), plan.days.days)
        let unit = dossiers.spread.unit(of: Int(event.subject))
        begin()
        putDossier(event, unit, received)
        switch event.kind {
        case .dossierCompleted: line.put("/completed")
        case .dossierStatus:
            line.put("/status-")
            line.put(byte: 49 + event.variant)
        default: if event.variant == 0 { line.put("/received") } else { line.put("/corrected") }
        }
        beginData(event)
        // A required field cannot be null: the faulty value.
        if findings.fault.spoils(2) {
            line.put(#"dossierRef":null"#)
        } else {
            line.put(#"dossierRef":""#)
            putDossier(event, unit, received)
            line.put(byte: 0x22)
        }
        switch event.kind {
        case .dossierCompleted: putCompletion(event, dossiers, unit, received)
        case .dossierStatus: putStatus(event, unit)
        default: putReception(event, dossiers, unit)
        }
    }

    private mutating func putReception(_ event: Occurrence, _ dossiers: Dossiers, _ unit: Int) {
        let hash = mixer.hash(.dossier, UInt64(event.month), UInt64(event.subject))
        // What a correction mends: mostly the channel, now and then the authority.
        let isCorrection = event.variant == 1
        line.put(#","procedureCode":""#)
        line.put(hash & 1 == 0 ? "1.0" : "2.0")
        line.put(Int(hash >> 1 & 0x1FF) + 10_000, width: 5)
        if hash >> 10 & 7 == 0 { line.put(".000.00.00.H56") }
        line.put(byte: 0x22)
        let level = Int(hash >> 13 & 0x7F)
        if findings.fault.spoils(1) {
            line.put(#","serviceLevel":"level5""#)
        } else if level < 120 {
            line.put(#","serviceLevel":""#)
            line.put(level < 3 ? "level3" : level < 6 ? "level4" : level < 70 ? "toan_trinh" : "mot_phan")
            line.put(byte: 0x22)
        }
        let channel = isCorrection ? hash >> 27 & 0x7F : hash >> 20 & 0x7F
        if channel < 120 {
            line.put(#","channel":""#)
            line.put(channel < 80 ? "online" : channel < 117 ? "direct" : "postal")
            line.put(byte: 0x22)
        }
        line.put(#","executingAgency":"H56."#)
        line.put(unit, width: 4)
        line.put(byte: 0x22)
        putCommune(isCorrection && hash >> 34 & 3 == 0 ? province.unit(atRandom: Mixer.finalise(hash)) : unit, event)
        line.put(#","applicantKind":""#)
        let applicant = hash >> 36 & 15
        line.put(applicant < 11 ? "citizen" : applicant < 13 ? "household" : applicant < 15 ? "firm" : "state")
        line.put(#"","paperResultDue":"#)
        line.put(hash >> 40 & 15 == 0 ? "false" : "true")
        line.put(#","receivedAt":""#)
        putBusinessTime(event)
        putDue(event, dossiers)
        line.put(#","recordedAt":""#)
        line.put(time: (isCorrection ? correctedAt(event, dossiers) : event.time) + 60)
        line.put(hash >> 44 & 1 == 0 ? #"","prefilledFromDb":true"# : #"","prefilledFromDb":false"#)
        line.put(hash >> 45 & 1 == 0 ? #","vneid":true"# : #","vneid":null"#)
    }

    private mutating func putCompletion(_ event: Occurrence, _ dossiers: Dossiers, _ unit: Int, _ received: Int64) {
        putCommune(unit, event)
        line.put(#","receivedAt":""#)
        line.put(time: received)
        line.put(#"","finishedAt":""#)
        putBusinessTime(event)
        putDue(event, dossiers)
        let hash = mixer.hash(.dossier, 1 << 32 | UInt64(event.month), UInt64(event.subject))
        // A text, not a truth value: the faulty value.
        if findings.fault.spoils(1) {
            line.put(#","eResult":"yes""#)
        } else if hash & 31 != 0 {
            line.put(#","eResult":"#)
            line.put(hash >> 5 & 3 == 0 ? "false" : "true")
        }
        line.put(#","recordedAt":""#)
        line.put(time: event.time + 60)
        line.put(byte: 0x22)
    }

    private mutating func putStatus(_ event: Occurrence, _ unit: Int) {
        let (from, to) = EventWriter.statuses(event)
        line.put(#","fromStatus":"#)
        line.put(Int64(from))
        line.put(#","toStatus":"#)
        // There are ten: the faulty value.
        line.put(Int64(findings.fault.spoils(1) ? 11 : to))
        putCommune(unit, event)
        line.put(#","changedAt":""#)
        putBusinessTime(event)
    }

    /// `TrangThaiHoSo` before and after a step.
    private static func statuses(_ event: Occurrence) -> (from: Int, to: Int) {
        switch DossierStep(rawValue: event.variant) {
        case .received, nil: (1, 2)
        case .inProcess: (2, 4)
        case .supplementAsked: (4, 5)
        case .supplementGiven: (5, 4)
        case .ended: (4, Dossiers.isStopped(Int(event.position)) ? 8 : 9)
        case .resultReturned: (9, 10)
        }
    }

    /// The end of the working day on which the result is promised; some have none.
    private mutating func putDue(_ event: Occurrence, _ dossiers: Dossiers) {
        guard mixer.hash(.dossier, 2 << 32 | UInt64(event.month), UInt64(event.subject)) & 31 != 0 else { return }
        let position = Int(event.position)
        let clock = dossiers.clocks[Int(event.month)]
        let day = plan.days.days[clock.firstDay + clock.day(of: position) + Dossiers.promise(of: position)]
        line.put(#","dueAt":""#)
        line.put(time: Int64(day) * 86_400 + 17 * 3600)
        line.put(byte: 0x22)
    }

    private func correctedAt(_ event: Occurrence, _ dossiers: Dossiers) -> Int64 {
        dossiers.clocks[Int(event.month)].delayed(days: 2).time(of: Int(event.position), plan.days.days)
    }

    /// `000.01.23.H56-260504-0000101`: as the provincial system forms them. Nothing may be derived from it.
    private mutating func putDossier(_ event: Occurrence, _ unit: Int, _ received: Int64) {
        line.put("000.")
        line.put(unit / 100, width: 2)
        line.put(byte: 0x2E)
        line.put(unit % 100, width: 2)
        line.put(".H56-")
        line.put(monthDigits[Int(event.month)], width: 4)
        let day = received / 86_400 - Int64(plan.window(Int(event.month)).firstDay.rawValue) + 1
        line.put(Int(day), width: 2)
        line.put(byte: 0x2D)
        line.put(Int(event.subject) + 1, width: 7)
    }
}

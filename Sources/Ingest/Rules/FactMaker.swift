import Aggregation
import Catalog

/// Runs a compiled rule over the slots of a decoded event: one fact, or one for each element of a list.
struct FactMaker: ~Copyable {
    /// The event at hand.
    struct Event {
        let slots: UnsafeMutablePointer<Slot>
        let stamp: UInt32
        let time: EventTime
        let partner: UInt16
        let vintage: Territory.VintageID?
    }

    private var pseudonymiser: Pseudonymiser
    private let resolver: CommuneResolver
    /// The first day of the period that was looked at last: most events are of the same one.
    private var lastPeriod: (base: WindowLength, ordinal: Int32, firstDay: Int32)?

    init(key: PseudonymKey, resolver: CommuneResolver) {
        pseudonymiser = Pseudonymiser(key: key)
        self.resolver = resolver
    }

    /// What a rule gave.
    enum Outcome {
        case made(Int)
        case rejected(Reject)
    }

    /// Appends the rule's facts to the batch.
    @inline(__always) mutating func run(
        _ rule: UnsafePointer<CompiledRule>, _ event: borrowing Event, number: UInt32, into batch: FactBatch
    ) -> Outcome {
        if rule.pointee.each < 0 { return makeOne(rule, event, element: event.slots, number, batch) }
        let list = event.slots[rule.pointee.each]
        guard list.isPresent(event.stamp) else { return .made(0) }
        var made = 0
        for index in 0..<Int(list.number) {
            let element = event.slots + rule.pointee.elementSlots + index * rule.pointee.elementStride
            switch makeOne(rule, event, element: element, number, batch) {
            case .made(let count): made += count
            case .rejected(let reject): return .rejected(reject)
            }
        }
        return .made(made)
    }

    @inline(__always) private mutating func makeOne(
        _ rule: UnsafePointer<CompiledRule>, _ event: borrowing Event, element: UnsafeMutablePointer<Slot>, _ number: UInt32,
        _ batch: FactBatch
    ) -> Outcome {
        let data = event.slots
        let stamp = event.stamp
        func slot(_ reference: SlotReference) -> UnsafeMutablePointer<Slot> { (reference.isElement ? element : data) + reference.index }
        guard holds(rule.pointee.condition, data, element, stamp) else { return .made(0) }
        guard let subject = pseudonym(rule.pointee.subject, Pseudonym(high: 0, low: 0), data, element, stamp),
            let record = pseudonym(rule.pointee.record, subject, data, element, stamp)
        else { return .made(0) }
        var fact = Fact(
            record: record, subject: subject,
            version: FactVersion(time: event.time, rank: rule.pointee.rank), flags: rule.pointee.constantFlags, partner: event.partner)
        if let name = rule.pointee.item, let item = pseudonym(name, subject, data, element, stamp) { fact.item = item.low | 1 }
        if let version = rule.pointee.version, slot(version).pointee.isPresent(stamp) {
            fact.version = FactVersion(time: EventTime(rawValue: slot(version).pointee.number), rank: rule.pointee.rank)
        }
        for flag in rule.pointee.flags where holds(flag.condition, data, element, stamp) { fact.flags |= flag.bit }
        if let amount = rule.pointee.amounts.0, slot(amount).pointee.isPresent(stamp) { fact.amount0 = slot(amount).pointee.number }
        if let amount = rule.pointee.amounts.1, slot(amount).pointee.isPresent(stamp) { fact.amount1 = slot(amount).pointee.number }
        if let validTo = rule.pointee.validTo, slot(validTo).pointee.isPresent(stamp) {
            fact.expires = CivilDate(rawValue: Int32(slot(validTo).pointee.number)).adding(days: 1)
        }
        guard let period = period(rule, data, element, stamp) else { return .made(0) }
        fact.period = period
        if period != Fact.standing, let reject = tooFarAhead(period, rule, event, element) { return .rejected(reject) }
        if let reference = rule.pointee.commune, slot(reference).pointee.isPresent(stamp) {
            let code = CommuneCode(rawValue: UInt32(slot(reference).pointee.number))
            if let reject = locate(&fact, code, rule, event, element) { return .rejected(reject) }
        }
        batch.append(fact, pipeline: rule.pointee.pipeline, event: number)
        return .made(1)
    }

    /// Why the period is not accepted, where it begins too long after the event.
    @inline(__always) private mutating func tooFarAhead(
        _ period: Int32, _ rule: UnsafePointer<CompiledRule>, _ event: borrowing Event, _ element: UnsafeMutablePointer<Slot>
    ) -> Reject? {
        let base = rule.pointee.base
        if lastPeriod?.ordinal != period || lastPeriod?.base != base {
            lastPeriod = (base, period, Window(length: base, ordinal: period).firstDay.rawValue)
        }
        guard let firstDay = lastPeriod?.firstDay else { return nil }
        let day = rule.pointee.timeZone.day(of: event.time)
        if firstDay &- day.rawValue <= rule.pointee.aheadDays { return nil }
        return Reject(
            .timeInFuture, path: path(rule.pointee.periodName, rule, event, element),
            message:
                "the period \(Window(length: base, ordinal: period)) begins more than \(rule.pointee.aheadDays) days after the event's day, "
                + "\(day)")
    }

    /// The base period; nil where the field that decides it is absent, so that there is nothing to count.
    @inline(__always) private func period(
        _ rule: UnsafePointer<CompiledRule>, _ data: UnsafeMutablePointer<Slot>, _ element: UnsafeMutablePointer<Slot>, _ stamp: UInt32
    ) -> Int32? {
        func value(_ reference: SlotReference) -> Int64? {
            let slot = (reference.isElement ? element : data) + reference.index
            return slot.pointee.isPresent(stamp) ? slot.pointee.number : nil
        }
        switch rule.pointee.period {
        case .standing: return Fact.standing
        case .month(let reference):
            return value(reference).map { Window(length: .month, ordinal: Int32($0)).widened(to: rule.pointee.base).ordinal }
        case .day(let reference):
            return value(reference).map { Window(rule.pointee.base, holding: CivilDate(rawValue: Int32($0))).ordinal }
        case .instant(let reference):
            return value(reference).map {
                Window(rule.pointee.base, holding: rule.pointee.timeZone.day(of: EventTime(rawValue: $0))).ordinal
            }
        }
    }

    @inline(__always) private func holds(
        _ condition: CompiledCondition, _ data: UnsafeMutablePointer<Slot>, _ element: UnsafeMutablePointer<Slot>, _ stamp: UInt32
    ) -> Bool {
        if condition.alternatives.count == 0 { return true }
        for tests in condition.alternatives {
            var passes = true
            for test in tests where !self.passes(test, data, element, stamp) {
                passes = false
                break
            }
            if passes { return true }
        }
        return false
    }

    @inline(__always) private func passes(
        _ test: CompiledTest, _ data: UnsafeMutablePointer<Slot>, _ element: UnsafeMutablePointer<Slot>, _ stamp: UInt32
    ) -> Bool {
        let slot = (test.slot.isElement ? element : data) + test.slot.index
        let isPresent = slot.pointee.isPresent(stamp)
        switch test.kind {
        case .ordinal(let mask):
            let ordinal = !isPresent ? 63 : test.hasOrdinal ? UInt64(slot.pointee.number) : 0
            return mask >> ordinal & 1 == 1
        case .range(let minimum, let maximum):
            return isPresent && slot.pointee.number >= minimum && slot.pointee.number <= maximum
        case .notAfter(let other):
            let limit = (other.isElement ? element : data) + other.index
            return isPresent && limit.pointee.isPresent(stamp) && slot.pointee.number <= limit.pointee.number
        }
    }

    /// The pseudonym of what is named; nil where one of the name's fields is absent, which lint lets be for items only: then there is none.
    @inline(__always) private mutating func pseudonym(
        _ name: CompiledName, _ subject: Pseudonym, _ data: UnsafeMutablePointer<Slot>, _ element: UnsafeMutablePointer<Slot>,
        _ stamp: UInt32
    ) -> Pseudonym? {
        pseudonymiser.begin()
        pseudonymiser.append(name.scope)
        if name.isWithinSubject {
            pseudonymiser.append(subject.high)
            pseudonymiser.append(subject.low)
        }
        for part in name.parts {
            switch part {
            case .text(let reference):
                guard let text = ((reference.isElement ? element : data) + reference.index).pointee.text(stamp) else { return nil }
                pseudonymiser.append(UInt32(truncatingIfNeeded: text.count))
                pseudonymiser.append(text)
            case .lastText(let reference):
                guard let text = ((reference.isElement ? element : data) + reference.index).pointee.text(stamp) else { return nil }
                pseudonymiser.append(text)
            case .number(let reference):
                let slot = (reference.isElement ? element : data) + reference.index
                guard slot.pointee.isPresent(stamp) else { return nil }
                pseudonymiser.append(UInt64(bitPattern: slot.pointee.number))
            }
        }
        return pseudonymiser.finish()
    }

    /// Places a fact: the unit in force today that the code means on the event's day, or in the vintage that it names.
    @inline(__always) private func locate(
        _ fact: inout Fact, _ code: CommuneCode, _ rule: UnsafePointer<CompiledRule>, _ event: borrowing Event,
        _ element: UnsafeMutablePointer<Slot>
    ) -> Reject? {
        var vintage = event.vintage
        if let reference = rule.pointee.vintage {
            let slot = (reference.isElement ? element : event.slots) + reference.index
            if slot.pointee.isPresent(event.stamp) {
                let bytes = UnsafeRawBufferPointer(start: slot.pointee.bytes, count: Int(slot.pointee.byteCount))
                vintage = resolver.vintage(named: bytes)
                if vintage == nil { return unknownVintage(path(rule.pointee.vintageName, rule, event, element)) }
            }
        }
        let day = rule.pointee.timeZone.day(of: event.time)
        let reason: RejectReason
        switch resolver.resolve(code, on: day, vintage: vintage) {
        case .unit(let unit):
            fact.commune = unit
            return nil
        case .ambiguous(let successor):
            if rule.pointee.allowsDefaultSuccessor {
                fact.commune = successor
                fact.isApproximate = true
                return nil
            }
            reason = .communeAmbiguous
        case .notInForce: reason = .communeNotInForce
        case .unknown: reason = .communeUnknown
        }
        return reject(reason, code, day, path(rule.pointee.communeName, rule, event, element))
    }

    /// Where a field stands in the event: `/data/field` or `/data/list/2/field`.
    @inline(never) private func path(
        _ name: Text, _ rule: UnsafePointer<CompiledRule>, _ event: borrowing Event, _ element: UnsafeMutablePointer<Slot>
    ) -> String {
        let parts = name.string.split(separator: ".")
        guard parts.count == 2, rule.pointee.elementStride > 0 else { return "/data/\(name.string)" }
        let index = (element - event.slots - rule.pointee.elementSlots) / rule.pointee.elementStride
        return "/data/\(parts[0])/\(index)/\(parts[1])"
    }

    @inline(never) private func unknownVintage(_ path: String) -> Reject {
        Reject(.communeUnknown, path: path, message: "the vintage of the code is none of the territory's vintages")
    }

    @inline(never) private func reject(
        _ reason: RejectReason, _ code: CommuneCode, _ day: CivilDate, _ path: String
    ) -> Reject {
        let message =
            switch reason {
            case .communeUnknown: "no commune has ever had the code \(code)"
            case .communeNotInForce: "no commune has the code \(code) on \(day); send today's code, or the vintage of this one"
            default: "the commune \(code) of \(day) was split; send the code of the unit that it belongs to today"
            }
        return Reject(reason, path: path, message: message)
    }
}

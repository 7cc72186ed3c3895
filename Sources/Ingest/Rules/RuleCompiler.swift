import Aggregation
import Catalog

/// Turns the fact rules of linted pipelines into `CompiledRule`s: names become slots and bits.
struct RuleCompiler {
    /// A rule names what its contract or pipeline does not have; `nhipso lint` says where.
    struct Failure: Error {
        let message: String
    }

    let pipeline: Pipeline
    let pipelineIndex: Int
    let memory: ProgramMemory

    func compile(_ rule: FactRule, _ contract: EventContract, elementSlots: [String: Int]) throws(Failure) -> CompiledRule {
        let fields = FieldFinder(contract: contract, each: rule.each, rule: "a rule of \(pipeline.id) for \(rule.eventType)")
        let bits = Dictionary(uniqueKeysWithValues: pipeline.flags.enumerated().map { ($1.name, UInt64(1) << UInt64($0)) })
        var constantFlags: UInt64 = 0
        var flags: [CompiledRule.Flag] = []
        for flag in rule.flags {
            guard let bit = bits[flag.name] else { throw Failure(message: "\(fields.rule) raises the unknown flag \(flag.name)") }
            if flag.condition == .always {
                constantFlags |= bit
            } else {
                flags.append(CompiledRule.Flag(bit: bit, condition: try condition(flag.condition, fields)))
            }
        }
        var amounts: [SlotReference?] = [nil, nil]
        for amount in rule.amounts {
            guard let index = pipeline.amounts.firstIndex(where: { $0.name == amount.name }), index < 2 else {
                throw Failure(message: "\(fields.rule) gives the unknown amount \(amount.name)")
            }
            amounts[index] = try fields.slot(amount.field)
        }
        let each = try rule.each.map { name throws(Failure) in try fields.listIndex(name) }
        return CompiledRule(
            pipeline: pipelineIndex, each: each ?? -1, elementStride: each.map { contract.fields[$0].fields.count } ?? 0,
            elementSlots: rule.each.flatMap { elementSlots[$0] } ?? 0, condition: try condition(rule.condition, fields),
            record: try name(rule.record, fields, of: .record), subject: try name(rule.subject, fields, of: .subject),
            item: try rule.item.map { item throws(Failure) in try name(item, fields, of: .item) },
            commune: try rule.commune.map { commune throws(Failure) in try fields.slot(commune.field) },
            vintage: try rule.commune?.vintageField.map { field throws(Failure) in try fields.slot(field) },
            allowsDefaultSuccessor: rule.commune?.allowsDefaultSuccessor ?? false,
            communeName: memory.text(rule.commune?.field ?? ""), vintageName: memory.text(rule.commune?.vintageField ?? ""),
            period: try period(rule.period, fields),
            base: pipeline.countingPlan().base, timeZone: pipeline.timeZone, aheadDays: Int32(clamping: pipeline.aheadDays),
            periodName: memory.text(rule.period ?? ""),
            version: try rule.version.map { field throws(Failure) in try fields.slot(field) }, rank: rule.rank,
            constantFlags: constantFlags, flags: memory.copy(flags), amounts: (amounts[0], amounts[1]),
            validTo: try rule.validTo.map { field throws(Failure) in try fields.slot(field) })
    }

    private func condition(_ condition: FieldCondition, _ fields: FieldFinder) throws(Failure) -> CompiledCondition {
        var alternatives: [UnsafeBufferPointer<CompiledTest>] = []
        for tests in condition.alternatives {
            var compiled: [CompiledTest] = []
            for test in tests { compiled.append(try self.test(test, fields)) }
            alternatives.append(memory.copy(compiled))
        }
        return CompiledCondition(alternatives: memory.copy(alternatives))
    }

    private func test(_ test: FieldTest, _ fields: FieldFinder) throws(Failure) -> CompiledTest {
        let field = try fields.field(test.field)
        func mask(_ texts: [String]) throws(Failure) -> UInt64 {
            var mask: UInt64 = 0
            for text in texts {
                guard let ordinal = field.enumeration.firstIndex(of: text), ordinal < 62 else {
                    throw Failure(message: "\(fields.rule) tests \(test.field) for \(text), which its enum does not have")
                }
                mask |= 1 << UInt64(ordinal)
            }
            return mask
        }
        let kind: CompiledTest.Kind
        switch test.kind {
        case .oneOf(let texts): kind = .ordinal(mask: try mask(texts))
        case .noneOf(let texts): kind = .ordinal(mask: ~(try mask(texts)))
        case .equals(let value): kind = .ordinal(mask: value ? 2 : 1)
        case .present(let isPresent): kind = .ordinal(mask: isPresent ? ~CompiledTest.absentBit : CompiledTest.absentBit)
        case .range(let minimum, let maximum): kind = .range(minimum: minimum ?? .min, maximum: maximum ?? .max)
        case .notAfter(let other): kind = .notAfter(try fields.slot(other))
        }
        return CompiledTest(
            slot: try fields.slot(test.field), hasOrdinal: field.type == .boolean || !field.enumeration.isEmpty, kind: kind)
    }

    private func name(_ template: Template, _ fields: FieldFinder, of named: Named) throws(Failure) -> CompiledName {
        var parts: [CompiledName.Part] = []
        var lastText: (at: Int, slot: SlotReference)?
        // FNV-1a: the same pipeline has the same scopes in every process, whatever its place in the catalog.
        var scope: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ text: String) { for byte in Array(text.utf8) + [0xFF] { scope = (scope ^ UInt64(byte)) &* 0x100_0000_01B3 } }
        mix(pipeline.id)
        mix(named.rawValue)
        for part in template.parts {
            switch part {
            case .text(let text): mix("words \(text)")
            case .field(let name):
                let slot = try fields.slot(name)
                if try fields.field(name).type == .string {
                    mix("text")
                    lastText = (parts.count, slot)
                    parts.append(.text(slot))
                } else {
                    mix("number")
                    parts.append(.number(slot))
                }
            }
        }
        if let lastText { parts[lastText.at] = .lastText(lastText.slot) }
        return CompiledName(parts: memory.copy(parts), scope: scope, isWithinSubject: named != .subject)
    }

    private enum Named: String { case record, subject, item }

    private func period(_ name: String?, _ fields: FieldFinder) throws(Failure) -> PeriodRule {
        guard let name else { return .standing }
        let slot = try fields.slot(name)
        switch try fields.field(name).type {
        case .period: return .month(slot)
        case .date: return .day(slot)
        case .timestamp: return .instant(slot)
        default: throw Failure(message: "\(fields.rule) takes its period from \(name), which is no period, date or timestamp")
        }
    }
}

/// Finds the fields that a rule names.
struct FieldFinder {
    let contract: EventContract
    let each: String?
    /// What to call the rule in messages.
    let rule: String

    private func resolve(_ name: String) -> (slot: SlotReference, field: EventField)? {
        if let each, name.hasPrefix(each + "."), let list = contract.fields.first(where: { $0.name == each }) {
            let inner = name.dropFirst(each.count + 1)
            guard let index = list.fields.firstIndex(where: { $0.name == inner }) else { return nil }
            return (SlotReference(index: index, isElement: true), list.fields[index])
        }
        guard let index = contract.fields.firstIndex(where: { $0.name == name }) else { return nil }
        return (SlotReference(index: index, isElement: false), contract.fields[index])
    }

    func slot(_ name: String) throws(RuleCompiler.Failure) -> SlotReference {
        guard let found = resolve(name) else { throw RuleCompiler.Failure(message: "\(rule) names the unknown field \(name)") }
        return found.slot
    }

    func field(_ name: String) throws(RuleCompiler.Failure) -> EventField {
        guard let found = resolve(name) else { throw RuleCompiler.Failure(message: "\(rule) names the unknown field \(name)") }
        return found.field
    }

    func listIndex(_ name: String) throws(RuleCompiler.Failure) -> Int {
        guard let index = contract.fields.firstIndex(where: { $0.name == name && $0.type == .list }) else {
            throw RuleCompiler.Failure(message: "\(rule) goes over \(name), which is no list")
        }
        return index
    }
}

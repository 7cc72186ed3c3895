import Catalog

/// The catalog's contracts and fact rules, compiled. Ingesters of any number of threads may share one: nothing of it changes.
public final class IngestProgram {
    let resolver: CommuneResolver
    let typeNames: [String]
    let pipelineCount: Int
    /// The most slots that any contract needs.
    let slotCount: Int
    private let memory = ProgramMemory()
    private let contracts: UnsafeBufferPointer<CompiledContract>
    /// An open-addressing table of contracts by the hash of their type: index plus one.
    private let table: UnsafeBufferPointer<UInt16>

    public init(catalog: Catalog) throws(IngestError) {
        resolver = catalog.territory.resolver
        pipelineCount = catalog.pipelines.count
        typeNames = catalog.contracts.map(\.type)
        var compiled: [CompiledContract] = []
        for contract in catalog.contracts {
            // Compiled once without its rules to learn where list elements stand, then with them.
            let shape = CompiledContract(contract, rules: memory.copy([]), memory: memory)
            try IngestProgram.checkPatterns(of: contract.fields, shape.fields, in: contract.type)
            var elementSlots: [String: Int] = [:]
            for (index, field) in contract.fields.enumerated() { elementSlots[field.name] = shape.fields[index].elementSlots }
            var rules: [CompiledRule] = []
            for (index, pipeline) in catalog.pipelines.enumerated() {
                let compiler = RuleCompiler(pipeline: pipeline, pipelineIndex: index, memory: memory)
                for rule in pipeline.facts where rule.eventType == contract.type {
                    do throws(RuleCompiler.Failure) {
                        rules.append(try compiler.compile(rule, contract, elementSlots: elementSlots))
                    } catch {
                        throw IngestError(error.message + "; run nhipso lint")
                    }
                }
            }
            compiled.append(CompiledContract(shape, rules: memory.copy(rules)))
        }
        contracts = memory.copy(compiled)
        slotCount = compiled.map(\.slotCount).max() ?? 0
        var size = 16
        while size < compiled.count * 4 { size *= 2 }
        var slots = [UInt16](repeating: 0, count: size)
        for (index, contract) in compiled.enumerated() {
            var at = Int(truncatingIfNeeded: contract.type.hash) & (size - 1)
            while slots[at] != 0 { at = (at + 1) & (size - 1) }
            slots[at] = UInt16(index + 1)
        }
        table = memory.copy(slots)
    }

    /// A pattern without an automaton would let everything pass.
    private static func checkPatterns(
        of fields: [EventField], _ compiled: UnsafeBufferPointer<CompiledField>, in type: String
    ) throws(IngestError) {
        for (field, compiled) in zip(fields, compiled) {
            if field.pattern != nil, compiled.pattern == nil {
                throw IngestError(
                    "the pattern of \(field.name) in \(type) makes an automaton of more than \(PatternMachine.stateLimit) states; write it simpler"
                )
            }
            try checkPatterns(of: field.fields, compiled.fields, in: type)
        }
    }

    @inline(__always) func contract(ofType type: Text) -> UnsafePointer<CompiledContract>? {
        guard let base = contracts.baseAddress else { return nil }
        var at = Int(truncatingIfNeeded: type.hash) & (table.count - 1)
        while table[at] != 0 {
            let contract = base + Int(table[at] - 1)
            if contract.pointee.type == type { return contract }
            at = (at + 1) & (table.count - 1)
        }
        return nil
    }
}

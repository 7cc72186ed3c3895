import Stages

/// Where each input event has come to be.
final class Account {
    private(set) var rejects: [String: Set<String>] = [:]

    func takeReject(_ record: StoredRecord) {
        guard let id = record.header(RejectRecord.identifier), let reason = record.header(RejectRecord.reason) else { return }
        rejects[id, default: []].insert(reason)
    }

    /// Every event in exactly one place; of those whose period was closed, the word of it.
    func check(_ oracle: InputOracle, _ shadows: [ShadowPipeline]) throws(SimulationFailure) {
        var facts: [String: Int] = [:]
        var late: Set<String> = []
        for shadow in shadows {
            for partition in shadow.partitions {
                facts.merge(partition.recordsOfEvent.mapValues(\.count)) { $0 + $1 }
                late.formUnion(partition.lateEvents)
            }
        }
        for (event, fate) in oracle.fates.sorted(by: { $0.key < $1.key }) {
            let found = "\(facts[event] ?? 0) facts, rejected as \((rejects[event] ?? []).sorted())"
            let isRight =
                switch fate {
                case .facts(let count): facts[event] == count && (rejects[event] ?? []) == (late.contains(event) ? ["period-closed"] : [])
                case .unused: facts[event] == nil && rejects[event] == nil
                case .rejected(let reason): facts[event] == nil && rejects[event] == [reason.rawValue]
                }
            if !isRight {
                throw SimulationFailure(.accounting, "\(event) should be \(fate) (late: \(late.contains(event))); found: \(found)")
            }
        }
        for event in Set(facts.keys).union(rejects.keys) where oracle.fates[event] == nil {
            throw SimulationFailure(.accounting, "there is no event \(event)")
        }
    }
}

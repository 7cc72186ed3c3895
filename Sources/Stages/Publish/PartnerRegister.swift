import Synchronization

/// Numbers for partners' names, given as they come: the publisher counts by number, the wire has names.
final class PartnerRegister: Sendable {
    private struct State {
        var names: [String] = []
        var numbers: [String: UInt16] = [:]
    }

    private let state = Mutex(State())
    static let namesMax = Int(UInt16.max)

    /// Whether each of these can have a number.
    func hasRoom(for names: [String]) -> Bool {
        state.withLock { state in
            if state.names.count + names.count <= PartnerRegister.namesMax { return true }
            return state.names.count + Set(names).count(where: { state.numbers[$0] == nil }) <= PartnerRegister.namesMax
        }
    }

    func number(of name: String) -> UInt16 {
        state.withLock { state in
            if let number = state.numbers[name] { return number }
            let number = UInt16(state.names.count)
            state.names.append(name)
            state.numbers[name] = number
            return number
        }
    }

    func name(of number: UInt16) -> String? {
        state.withLock { Int(number) < $0.names.count ? $0.names[Int(number)] : nil }
    }
}

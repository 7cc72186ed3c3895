import Synchronization

/// Numbers for partners' names, given as they come: the publisher counts by number, the wire has names.
final class PartnerRegister: Sendable {
    private struct State {
        var names: [String] = []
        var numbers: [String: UInt16] = [:]

        @discardableResult mutating func add(_ name: String) -> UInt16 {
            let number = UInt16(names.count)
            names.append(name)
            numbers[name] = number
            return number
        }
    }

    private let state = Mutex(State())
    static let namesMax = Int(UInt16.max)

    /// Gives each of these a number that has none yet; false where not all can have one.
    func take(_ names: [String]) -> Bool {
        state.withLock { state in
            let new = Set(names.filter { state.numbers[$0] == nil })
            guard state.names.count + new.count <= PartnerRegister.namesMax else { return false }
            for name in names where state.numbers[name] == nil { state.add(name) }
            return true
        }
    }

    /// The number of a name that was taken.
    func number(of name: String) -> UInt16 {
        state.withLock { state in
            if let number = state.numbers[name] { return number }
            return state.add(name)
        }
    }

    func name(of number: UInt16) -> String? {
        state.withLock { Int(number) < $0.names.count ? $0.names[Int(number)] : nil }
    }
}

import Synchronization

/// The partners' names by number, which grow while a publisher already asks for them.
final class PartnerNames: Sendable {
    private let names = Mutex<[String]>([])

    func set(_ new: [String]) { names.withLock { $0 = new } }

    func name(_ partner: UInt16) -> String? { names.withLock { Int(partner) < $0.count ? $0[Int(partner)] : nil } }
}

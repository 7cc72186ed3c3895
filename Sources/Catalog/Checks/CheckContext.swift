/// What a document's names may refer to.
struct CheckContext: Sendable {
    /// By type; nil: not known (a YAML block of a page that stands alone), so nothing is said about them.
    var contracts: [String: EventContract]?
    /// Contracts that exist and could not be read: said already.
    var brokenContracts: Set<String> = []
    /// The ids of the reference tables; nil: not known.
    var references: Set<String>?

    static let alone = CheckContext()
}

import Aggregation

/// What a document's names may refer to.
struct CheckContext: Sendable {
    /// By type; nil: not known (a YAML block of a page that stands alone), so nothing is said about them.
    var contracts: [String: EventContract]?
    /// Contracts that exist and could not be read: said already.
    var brokenContracts: Set<String> = []
    /// The ids of the reference tables; nil: not known.
    var references: Set<String>?
    /// By id; nil: not known.
    var pipelines: [String: Pipeline]?
    /// Pipelines that exist and could not be read: said already.
    var brokenPipelines: Set<String> = []
    /// The communes in force today; nil: not known.
    var communes: Set<CommuneCode>?

    static let alone = CheckContext()
}

/// Everything that operators write, read and checked: the content of a `Pipelines/` folder.
public struct Catalog: Sendable {
    public var contracts: [EventContract]
    public var pipelines: [Pipeline]
    public var references: [ReferenceTable]
    public var territory: Territory

    public init(contracts: [EventContract], pipelines: [Pipeline], references: [ReferenceTable], territory: Territory) {
        self.contracts = contracts
        self.pipelines = pipelines
        self.references = references
        self.territory = territory
    }
}

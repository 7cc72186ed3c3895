import Aggregation

/// What a publisher must be told of the world outside its pipeline.
public struct PublicationContext: Sendable {
    public var province: Province
    /// The communes that make up the province today.
    public var unitsInForce: [CommuneCode]
    public var communeName: @Sendable (CommuneCode) -> String?
    /// The name behind a partner's number; one without a name is written `partner-<number>`.
    public var partnerName: @Sendable (UInt16) -> String?
    /// The CloudEvents `source` of its updates, a URI reference.
    public var source: String
    /// How many partitions there are; until each has reported, the watermark is not known.
    public var partitionCount: Int

    public init(
        province: Province = .thanhHoa, unitsInForce: [CommuneCode], communeName: @escaping @Sendable (CommuneCode) -> String?,
        partnerName: @escaping @Sendable (UInt16) -> String?, source: String = "/nhipso", partitionCount: Int = 1
    ) {
        precondition(partitionCount >= 1, "there is at least one partition")
        self.province = province
        self.unitsInForce = unitsInForce
        self.communeName = communeName
        self.partnerName = partnerName
        self.source = source
        self.partitionCount = partitionCount
    }

    /// The code of an area in keys and tables.
    func code(of area: Area) -> String {
        switch area {
        case .commune(let code): code.description
        case .unlocated: CommuneCode.unlocated.description
        case .province: province.code
        }
    }

    func name(of area: Area) -> String? {
        switch area {
        case .commune(let code): communeName(code)
        case .unlocated: nil
        case .province: province.name
        }
    }

    /// The area that a code in a key means; nil when it means none.
    func area(code: String) -> Area? {
        if code == province.code { return .province }
        if code == CommuneCode.unlocated.description { return .unlocated }
        return CommuneCode(code).map { .commune($0) }
    }
}

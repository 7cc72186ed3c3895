/// What `partners.yaml` says: who sends events, who reads figures, and how long the log keeps what.
public struct Partners: Equatable, Sendable {
    /// One that sends events to `in.<name>.<kind>` and reads `rejected.<name>`.
    public struct Partner: Equatable, Sendable {
        public var name = ""
        public var kinds: [String] = []
        /// Of each of its topics.
        public var partitions = 4
        /// E.g. `User:power-company`; nil: no rights are planned for it.
        public var principal: String?
        public var retentionDays = 14
        public var rejectedRetentionDays = 30

        public init() {}
    }

    /// One that reads `indicator-updates`, in consumer groups named `<name>.…`.
    public struct Reader: Equatable, Sendable {
        public var name: String
        public var principal: String

        public init(name: String, principal: String) {
            self.name = name
            self.principal = principal
        }
    }

    /// By name.
    public var partners: [Partner] = []
    public var workerPrincipal: String?
    /// Those who use `nhipso rejects`, `explain` and `watch`.
    public var operatorPrincipals: [String] = []
    public var readers: [Reader] = []
    public var factsRetentionDays = 30
    /// So long workers may be away without losing anything.
    public var longestAbsenceDays = 7

    public init() {}

    /// Whether any rights are planned.
    public var namesPrincipals: Bool {
        workerPrincipal != nil || !operatorPrincipals.isEmpty || !readers.isEmpty || partners.contains { $0.principal != nil }
    }
}

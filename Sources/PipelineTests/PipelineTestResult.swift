import Catalog

/// What came of the cases of one test file.
public struct PipelineTestResult: Sendable {
    public struct Case: Sendable {
        public var name: String
        public var place: Place
        public var failures: [PipelineTestFailure] = []
        public var eventCount = 0
        public var expectationCount = 0
        public var updateCount = 0

        public var isPassed: Bool { failures.isEmpty }
    }

    public var test: String
    public var file: String
    public var cases: [Case] = []

    public init(test: String, file: String) {
        self.test = test
        self.file = file
    }

    public var failedCount: Int { cases.count { !$0.isPassed } }
}

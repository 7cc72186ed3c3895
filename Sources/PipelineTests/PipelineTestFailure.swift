import Catalog

/// One expectation of a case that was not met.
public struct PipelineTestFailure: Equatable, Sendable {
    /// A field that is not as expected, each side as one would write it in YAML.
    public struct Difference: Equatable, Sendable {
        public var field: String
        public var expected: String
        public var found: String
        public var place: Place

        public init(field: String, expected: String, found: String, place: Place) {
            self.field = field
            self.expected = expected
            self.found = found
            self.place = place
        }
    }

    /// Where the file says what was expected: of the first difference.
    public var place: Place
    public var message: String
    public var differences: [Difference]
    /// All that was found, where that says more than the differences; empty otherwise.
    public var found: String

    public init(place: Place, message: String, differences: [Difference] = [], found: String = "") {
        self.place = place
        self.message = message
        self.differences = differences
        self.found = found
    }
}

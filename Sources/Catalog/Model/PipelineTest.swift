import Aggregation

/// A test of a pipeline: events on a clock, and what must come of them. One file `Pipelines/tests/<id>.yaml`.
public struct PipelineTest: Sendable {
    /// Starts from nothing; cases know nothing of each other.
    public struct Case: Sendable {
        public var name: String
        public var place: Place
        public var steps: [Step]

        public init(name: String, place: Place, steps: [Step]) {
            self.name = name
            self.place = place
            self.steps = steps
        }
    }

    /// First the clock moves, then the events come in, then figures are published, then it is seen whether they are as expected.
    public struct Step: Sendable {
        public var place: Place
        /// Where the clock and the watermark stand.
        public var time: EventTime
        public var events: [Event]
        /// What must be said of each event of the step; nil: they are all accepted.
        public var reject: ExpectedReject?
        public var figures: [ExpectedFigure]

        public init(place: Place, time: EventTime, events: [Event] = [], reject: ExpectedReject? = nil, figures: [ExpectedFigure] = []) {
            self.place = place
            self.time = time
            self.events = events
            self.reject = reject
            self.figures = figures
        }
    }

    /// An event as it would come from a partner.
    public struct Event: Sendable {
        public var place: Place
        public var type: String
        /// Its CloudEvents `data`, as it is sent.
        public var data: JSONValue
        /// The whole event in CloudEvents' structured JSON.
        public var json: String

        public init(place: Place, type: String, data: JSONValue, json: String) {
            self.place = place
            self.type = type
            self.data = data
            self.json = json
        }
    }

    public var id: String
    public var file: String
    public var pipeline: String
    public var pipelinePlace: Place
    public var cases: [Case]

    public init(id: String, file: String, pipeline: String, pipelinePlace: Place = Place(line: 1, column: 1), cases: [Case]) {
        self.id = id
        self.file = file
        self.pipeline = pipeline
        self.pipelinePlace = pipelinePlace
        self.cases = cases
    }
}

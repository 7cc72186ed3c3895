/// Why a pipeline cannot be tested at all: it does not hold together. `nhipso lint` says where.
public struct PipelineTestError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}

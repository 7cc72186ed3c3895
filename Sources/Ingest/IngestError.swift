/// Why events cannot be taken in at all: the catalog does not hold together. `nhipso lint` says where.
public struct IngestError: Error, CustomStringConvertible, Sendable {
    public let description: String

    init(_ description: String) { self.description = description }
}

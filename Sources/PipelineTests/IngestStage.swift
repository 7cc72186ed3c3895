import Aggregation
import Catalog
import Ingest

/// Ingest for one pipeline of a catalog: made once, since its contracts are compiled, and used by as many runs as wanted, one after another.
public final class IngestStage {
    /// What an event gave.
    public enum Outcome: Equatable, Sendable {
        case facts([Fact])
        case reject(Reject)
    }

    public let catalog: Catalog
    public let pipeline: Pipeline
    let partners = PartnerNames()
    private var ingester: Ingester

    /// A test's pseudonyms are of nobody; with one key for all they are the same in every run.
    private static let keyText = "000102030405060708090a0b0c0d0e0f"

    /// - Parameters:
    ///   - catalog: its contracts, references and territory hold.
    ///   - pipeline: the id of the one pipeline of it that is run.
    /// - Throws: where there is no such pipeline, or it does not fit the contracts, which lint would have said.
    public init(catalog: Catalog, pipeline id: String) throws(PipelineTestError) {
        guard let pipeline = catalog.pipelines.first(where: { $0.id == id }) else {
            throw PipelineTestError("there is no pipeline `\(id)`")
        }
        var own = catalog
        own.pipelines = [pipeline]
        ingester = try Self.ingester(own)
        self.catalog = own
        self.pipeline = pipeline
    }

    private static func ingester(_ catalog: Catalog) throws(PipelineTestError) -> Ingester {
        let key: PseudonymKey
        do throws(PseudonymKey.Failure) { key = try PseudonymKey(hexadecimal: keyText) } catch {
            throw PipelineTestError(error.description)
        }
        do throws(IngestError) { return try Ingester(catalog: catalog, key: key) } catch { throw PipelineTestError(error.description) }
    }

    /// Takes one event in CloudEvents' structured JSON.
    ///
    /// - Parameter now: the clock that events' times are judged by.
    public func take(_ json: String, now: EventTime) -> Outcome {
        ingester.emptyBlocks()
        let bytes = Array(json.utf8) + [UInt8](repeating: 0, count: Ingester.padding)
        let outcome = bytes.withUnsafeBytes {
            ingester.ingest(structured: UnsafeRawBufferPointer(rebasing: $0.dropLast(Ingester.padding)), number: 0, now: now)
        }
        switch outcome {
        case .reject(let reject): return .reject(reject)
        case .facts:
            partners.set(ingester.partnerNames)
            return .facts(Array(ingester.facts(ofPipeline: 0)))
        }
    }

    /// The partners that have been seen, by number.
    public var partnerNames: [String] { ingester.partnerNames }
}

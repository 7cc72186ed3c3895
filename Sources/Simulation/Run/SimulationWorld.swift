import Aggregation
import Catalog
import Ingest

/// What all simulations share: read once, since it takes longer than a run.
public struct SimulationWorld: Sendable {
    let catalog: Catalog
    let key: PseudonymKey

    /// - Parameter catalog: a `Pipelines/` folder, of which the contracts, the territory and the pipelines `electricity` and `ocop` are used.
    public init(catalog: Catalog) throws(SimulationFailure) {
        self.catalog = catalog
        do throws(PseudonymKey.Failure) { key = try PseudonymKey(hexadecimal: "000102030405060708090a0b0c0d0e0f") } catch {
            throw SimulationFailure(.stop, error.description)
        }
        guard catalog.pipelines.contains(where: { $0.id == "electricity" }) else {
            throw SimulationFailure(.stop, "there is no pipeline `electricity`")
        }
    }

    /// The pipelines of a seed: short graces and retentions, so that windows close and periods end within a run.
    func catalog(_ chance: SimulatedChance) -> Catalog {
        var own = catalog
        own.references = []
        own.pipelines = catalog.pipelines.filter { $0.id == "electricity" }.map { pipeline in
            var pipeline = pipeline
            pipeline.windows = chance.happens(700) ? [.month] : [.month, .quarter]
            pipeline.graceDays = [0, 2, 10][chance.below(3)]
            pipeline.retentionDays = chance.happens(500) ? nil : [5, 30][chance.below(2)]
            pipeline.minimumSubjects = chance.happens(600) ? 0 : 2
            for index in pipeline.indicators.indices { pipeline.indicators[index].windows = pipeline.windows }
            if chance.happens(700) { pipeline.indicators.removeLast() }
            return pipeline
        }
        return own
    }
}

import Catalog
import Foundation
import Simulation
import Testing

/// The pipelines of the repository, read once.
let world: Result<SimulationWorld, any Error> = Result {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let (catalog, diagnostics) = Catalog.load(folder: root.appending(path: "Pipelines").path)
    return try SimulationWorld(catalog: #require(catalog, "\(diagnostics)"))
}

@Suite("The stages over a log that fails them") struct SimulationTests {
    @Test("one seed comes to the figures that its events give") func oneSeed() throws {
        let outcome = Simulation.outcome(seed: 3, in: try world.get())
        #expect(try outcome.result.get().updates > 0, "NHIPSO_SEED=3 Scripts/simulate")
    }
}

import Aggregation
import Catalog
import Publication

/// Which figure is asked about, with what the catalog says of it.
public struct FigureQuestion: Sendable {
    /// What is wrong with a question, for the operator.
    public struct Failure: Error, Equatable, Sendable, CustomStringConvertible {
        public var description: String

        init(_ description: String) { self.description = description }
    }

    public let key: IndicatorKey
    public let indicator: Indicator
    public let pipeline: Pipeline
    /// The pipeline's index in the catalog.
    public let pipelineIndex: Int
    public let areaName: String?

    /// - Throws: where there is no such indicator, commune or window.
    public init(indicator id: String, commune: String, window text: String, catalog: Catalog) throws(Failure) {
        let found = catalog.pipelines.enumerated().compactMap { index, pipeline in
            pipeline.indicators.first { $0.id == id }.map { (index, pipeline, $0) }
        }
        guard let (index, pipeline, indicator) = found.first else {
            let known = catalog.pipelines.flatMap(\.indicators).map(\.id)
            throw Failure("there is no indicator \(id)\(Suggestion.text(for: id, among: known))")
        }
        guard let window = Window(key: text) else {
            throw Failure("\(text) is no window; windows are written 2026-05-14, 2026-W20, 2026-05, 2026-Q2, 2026 or current")
        }
        guard indicator.windows.contains(window.length) else {
            throw Failure("\(id) has no \(window.length.name) windows, only \(indicator.windows.map(\.name).joined(separator: ", "))")
        }
        let province = Province.thanhHoa
        if commune == province.code {
            areaName = province.name
        } else {
            let unit = CommuneCode(commune).flatMap { catalog.territory.unit(inForce: $0) }
            guard commune == CommuneCode.unlocated.description || unit != nil else {
                throw Failure(
                    "there is no commune \(commune) in force; give its five digits, \(province.code) for the province, or unlocated")
            }
            areaName = unit?.name
        }
        key = IndicatorKey(indicator: id, commune: commune, window: window)
        self.indicator = indicator
        self.pipeline = pipeline
        pipelineIndex = index
    }

    /// Whether a cell of the commune is part of the figure.
    func concerns(_ window: Window, _ commune: CommuneCode) -> Bool {
        window == key.window && (key.commune == Province.thanhHoa.code || key.commune == commune.description)
    }

    /// The measures that the figure is made of.
    var measures: [MeasureRule] {
        var names = [indicator.numerator]
        if case .measure(let name) = indicator.denominator { names.append(name) }
        return names.compactMap { name in pipeline.measures.first { $0.name == name } }
    }
}

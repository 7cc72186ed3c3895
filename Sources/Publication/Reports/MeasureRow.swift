import Aggregation

/// One measure of one area and window, as it was counted.
///
/// For those who run the pipeline: nothing is withheld here, so it must not be published.
public struct MeasureRow: Equatable, Sendable {
    public var pipeline: String
    public var window: Window
    public var area: Area
    public var areaCode: String
    public var areaName: String?
    public var measure: String
    public var value: Int128

    public init(pipeline: String, window: Window, area: Area, areaCode: String, areaName: String?, measure: String, value: Int128) {
        self.pipeline = pipeline
        self.window = window
        self.area = area
        self.areaCode = areaCode
        self.areaName = areaName
        self.measure = measure
        self.value = value
    }
}

extension Publisher {
    /// All cells and the province's sums as they stand, by window, area and measure; only measures that are meant for the window.
    public func measureRows() -> [MeasureRow] {
        var rows: [MeasureRow] = []
        for window in windows.keys.sorted() {
            guard let ledger = windows[window] else { continue }
            let areas = ledger.areas
            for area in areas.isEmpty ? [] : areas + [.province] {
                let sum = ledger.sum(of: area)
                for (index, measure) in pipeline.measures.enumerated() where measure.windows?.contains(window.length) ?? true {
                    rows.append(
                        MeasureRow(
                            pipeline: pipeline.id, window: window, area: area, areaCode: context.code(of: area),
                            areaName: context.name(of: area), measure: measure.name, value: sum.values[index]))
                }
            }
        }
        return rows
    }
}

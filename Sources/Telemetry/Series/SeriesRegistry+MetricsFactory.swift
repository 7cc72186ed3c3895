import CoreMetrics

/// As the backend of swift-metrics: `MetricsSystem.bootstrap(registry)`.
///
/// Only instruments of the list, with their own labels, are shown. Anything else is counted as refused and goes nowhere: no library can make
/// an identifier a label.
extension SeriesRegistry: MetricsFactory {
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        guard let (instrument, labels) = known(label, dimensions), instrument.kind == .counter else { return CounterSeries() }
        return series(instrument, labels) { CounterSeries() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler { gauge(label, dimensions) }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? histogram(label, dimensions) : gauge(label, dimensions)
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler { histogram(label, dimensions) }

    public func destroyCounter(_ handler: any CounterHandler) { (handler as? CounterSeries).map(destroy) }
    public func destroyMeter(_ handler: any MeterHandler) { (handler as? GaugeSeries).map(destroy) }
    public func destroyRecorder(_ handler: any RecorderHandler) { (handler as? any Series).map(destroy) }
    public func destroyTimer(_ handler: any TimerHandler) { (handler as? HistogramSeries).map(destroy) }

    private func gauge(_ name: String, _ dimensions: [(String, String)]) -> GaugeSeries {
        guard let (instrument, labels) = known(name, dimensions), instrument.kind == .gauge else { return GaugeSeries() }
        return series(instrument, labels) { GaugeSeries() }
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)]) -> HistogramSeries {
        guard let (instrument, labels) = known(name, dimensions), case .histogram(let bounds) = instrument.kind else {
            return HistogramSeries(bounds: [1])
        }
        return series(instrument, labels) { HistogramSeries(bounds: bounds) }
    }

    /// The instrument of that name with the values of its labels in its own order; nil, and counted, when there is none.
    private func known(_ name: String, _ dimensions: [(String, String)]) -> (Instrument, [String])? {
        let found = instrument(named: name)
        let values = Dictionary(dimensions, uniquingKeysWith: { first, _ in first })
        if let found, values.count == found.labels.count {
            let labels = found.labels.compactMap { values[$0.rawValue] }
            if labels.count == found.labels.count { return (found, labels) }
        }
        refuse(found)
        return nil
    }
}

import Synchronization

/// Keeps the series of a process. Making a series takes a lock and memory, so do it once; using one takes neither.
///
/// Asked twice for the same labels, it gives the same series.
public final class SeriesRegistry: Sendable {
    /// Series of one instrument. Beyond it, one with `other` for every label is given: memory and scrapes stay bounded.
    public static let seriesLimit = 1000
    /// Bytes of a label's value; a longer one is an accident.
    public static let labelBytesMax = 249
    /// The value of every label of the series that stands for those beyond the bound.
    public static let otherLabel = "other"

    private let instruments: [String: Instrument]
    private let seriesLimit: Int
    private let series = Mutex<[String: [[String]: any Series]]>([:])

    public init(instruments: [Instrument] = WorkerInstruments.all, seriesLimit: Int = SeriesRegistry.seriesLimit) {
        precondition(Set(instruments.map(\.name)).count == instruments.count, "an instrument's name is its own")
        self.instruments = Dictionary(uniqueKeysWithValues: instruments.map { ($0.name, $0) })
        self.seriesLimit = seriesLimit
    }

    /// - Parameter labels: values in the order of the instrument's labels.
    public func counter(_ instrument: Instrument, _ labels: String...) -> CounterSeries {
        precondition(instrument.kind == .counter, "\(instrument.name) is no counter")
        return series(instrument, labels) { CounterSeries() }
    }

    /// - Parameter labels: values in the order of the instrument's labels.
    public func gauge(_ instrument: Instrument, _ labels: String...) -> GaugeSeries {
        precondition(instrument.kind == .gauge, "\(instrument.name) is no gauge")
        return series(instrument, labels) { GaugeSeries() }
    }

    /// - Parameter labels: values in the order of the instrument's labels.
    public func histogram(_ instrument: Instrument, _ labels: String...) -> HistogramSeries {
        guard case .histogram(let bounds) = instrument.kind else { preconditionFailure("\(instrument.name) is no histogram") }
        return series(instrument, labels) { HistogramSeries(bounds: bounds) }
    }

    /// A gauge or counter whose number is looked up at each scrape; nil: nothing is shown. It replaces what stood there.
    public func observe(_ instrument: Instrument, _ labels: String..., by observe: @escaping @Sendable () -> Double?) {
        precondition(instruments[instrument.name] == instrument && labels.count == instrument.labels.count, "\(instrument.name): labels")
        let made = ObservedSeries(observe)
        let isRefused = series.withLock { all in
            if all[instrument.name]?[labels] == nil, isFull(all[instrument.name]) || !areSound(labels) { return true }
            all[instrument.name, default: [:]][labels] = made
            return false
        }
        if isRefused { refuse(instrument) }
    }

    /// Shows the series no more: a partition that is another worker's now. Whoever still holds it may use it in vain.
    public func remove(_ instrument: Instrument, _ labels: String...) {
        series.withLock { all in _ = all[instrument.name]?.removeValue(forKey: labels) }
    }

    /// Shows no series of these instruments any more in which the label has that value, e.g. of a stage that has lost its partitions.
    public func removeAll(_ label: LabelName, _ value: String, of some: [Instrument]) {
        series.withLock { all in
            for instrument in some {
                guard let index = instrument.labels.firstIndex(of: label) else { continue }
                all[instrument.name] = all[instrument.name]?.filter { $0.key[index] != value }
            }
        }
    }

    func instrument(named name: String) -> Instrument? { instruments[name] }

    /// What every series says now, by instrument's name and labels.
    func readings() -> [(instrument: Instrument, series: [(labels: [String], reading: SeriesReading)])] {
        let all = series.withLock { $0 }
        return instruments.values.sorted { $0.name < $1.name }.map { instrument in
            let sorted = (all[instrument.name] ?? [:]).sorted { $0.key.lexicographicallyPrecedes($1.key) }
            return (instrument, sorted.map { ($0.key, $0.value.reading) })
        }
    }

    /// Someone has asked for more than there may be.
    func refuse(_ instrument: Instrument?) {
        // Its series are as many as there are instruments, hence within the bound of any but a test.
        if instruments[WorkerInstruments.refusedSeries.name] == nil || instrument == WorkerInstruments.refusedSeries { return }
        counter(WorkerInstruments.refusedSeries, instrument?.name ?? Self.otherLabel).increment()
    }

    func series<Made: Series>(_ instrument: Instrument, _ labels: [String], make: () -> Made) -> Made {
        precondition(instruments[instrument.name] == instrument, "\(instrument.name) is not in the list of instruments")
        precondition(labels.count == instrument.labels.count, "\(instrument.name) has the labels \(instrument.labels)")
        let isSound = areSound(labels)
        let (found, isOther) = series.withLock { all -> (Made, Bool) in
            if isSound, let known = all[instrument.name]?[labels] as? Made { return (known, false) }
            let isOther = !isSound || isFull(all[instrument.name])
            let key = isOther ? labels.map { _ in Self.otherLabel } : labels
            if let known = all[instrument.name]?[key] as? Made { return (known, isOther) }
            let made = make()
            all[instrument.name, default: [:]][key] = made
            return (made, isOther)
        }
        if isOther { refuse(instrument) }
        return found
    }

    private func isFull(_ known: [[String]: any Series]?) -> Bool { (known?.count ?? 0) >= seriesLimit }

    private func areSound(_ labels: [String]) -> Bool { labels.allSatisfy { $0.utf8.count <= Self.labelBytesMax } }
}

extension SeriesRegistry {
    /// Shows that very series no more.
    func destroy(_ gone: any Series) {
        series.withLock { all in
            for name in all.keys { all[name] = all[name]?.filter { $0.value !== gone } }
        }
    }
}

import CoreMetrics
import Dispatch
import Testing

@testable import Telemetry

@Suite("The registry of series") struct SeriesRegistryTests {
    private static let paid = Instrument.counter("paid_total", [.partner], "Paid.")

    @Test("the same labels give the same series, other labels another") func identity() {
        let registry = SeriesRegistry(instruments: [Self.paid])
        #expect(registry.counter(Self.paid, "evn") === registry.counter(Self.paid, "evn"))
        #expect(registry.counter(Self.paid, "evn") !== registry.counter(Self.paid, "vcb"))
    }

    @Test("counting from many threads at once loses nothing, and each reading of a histogram adds up") func concurrent() {
        let delay = Instrument.histogram("delay_seconds", [], bounds: [1, 2], "Delay.")
        let registry = SeriesRegistry(instruments: [Self.paid, delay])
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            let counter = registry.counter(Self.paid, "evn")
            let histogram = registry.histogram(delay)
            for index in 0..<10_000 {
                counter.increment(by: 2)
                histogram.record(Double(index % 3) + 0.5)
                if index % 2500 == 0, case .histogram(let reading) = histogram.reading {
                    #expect(zip(reading.cumulative, reading.cumulative.dropFirst()).allSatisfy { $0 <= $1 })
                }
            }
        }
        #expect(registry.counter(Self.paid, "evn").value == 160_000)
        let expected = HistogramReading(bounds: [1, 2], cumulative: [26_672, 53_336, 80_000].map { $0 }, sum: 119_992)
        guard case .histogram(let reading) = registry.histogram(delay).reading else { return }
        #expect(reading == expected)
    }

    @Test("beyond the bound one series stands for all others, and each request for it is counted") func bound() throws {
        let registry = SeriesRegistry(instruments: [Self.paid, WorkerInstruments.refusedSeries], seriesLimit: 3)
        for partner in ["a", "b", "c", "d", "e", "d"] { registry.counter(Self.paid, partner).increment() }
        registry.counter(Self.paid, "a").increment()
        let read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(["a", "b", "c", "other"].map { read.value("paid_total", ["partner": $0]) } == [2, 1, 1, 3])
        #expect(read.samples.filter { $0.name == "paid_total" }.count == 4)
        #expect(read.value("nhipso_refused_series_total", ["instrument": "paid_total"]) == 3)
    }

    @Test("a label longer than any topic's name is not shown") func longLabel() throws {
        let registry = SeriesRegistry(instruments: [Self.paid, WorkerInstruments.refusedSeries])
        registry.counter(Self.paid, String(repeating: "x", count: 250)).increment()
        registry.counter(Self.paid, String(repeating: "x", count: 249)).increment()
        let read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(read.value("paid_total", ["partner": "other"]) == 1)
        #expect(read.value("paid_total", ["partner": String(repeating: "x", count: 249)]) == 1)
    }

    @Test("a removed series is not shown; made again it begins anew and there is room again") func removal() throws {
        let registry = SeriesRegistry(instruments: [Self.paid], seriesLimit: 1)
        let old = registry.counter(Self.paid, "evn")
        old.increment(by: 5)
        registry.remove(Self.paid, "evn")
        old.increment()
        #expect(TextExposition.text(of: registry) == "")
        registry.counter(Self.paid, "vcb").increment()
        #expect(try ExpositionGrammar(TextExposition.text(of: registry)).value("paid_total", ["partner": "vcb"]) == 1)
    }

    @Test("all series with one value of a label go together") func removeAll() throws {
        let registry = SeriesRegistry()
        for partition in ["0", "1"] {
            registry.gauge(WorkerInstruments.liveRecords, "electricity", partition).set(7)
            registry.gauge(WorkerInstruments.lag, "aggregate", "facts.electricity", partition).set(9)
        }
        registry.removeAll(.partition, "1", of: [WorkerInstruments.liveRecords, WorkerInstruments.lag, WorkerInstruments.build])
        let read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(read.samples.count == 2 && read.samples.allSatisfy { $0.labels["partition"] == "0" })
    }

    @Test("a number that is looked up is looked up at each scrape") func observed() throws {
        let registry = SeriesRegistry()
        let looks = CounterSeries()
        registry.observe(WorkerInstruments.snapshotAge, "electricity", "0") {
            looks.increment()
            return looks.value == 3 ? nil : Double(looks.value)
        }
        let name = "nhipso_snapshot_age_seconds"
        let labels = ["pipeline": "electricity", "partition": "0"]
        for expected in [1, 2, nil, 4] as [Double?] {
            #expect(try ExpositionGrammar(TextExposition.text(of: registry)).value(name, labels) == expected)
        }
    }

    @Test("as a backend of swift-metrics it shows the instruments of the list, labels in any order") func backend() throws {
        let registry = SeriesRegistry()
        let counter = Counter(
            label: "nhipso_rejects_total", dimensions: [("reason", "not-json"), ("partner", "evn")], factory: registry)
        counter.increment(by: 4)
        counter.increment(by: -4 as Int64)
        Timer(label: "nhipso_event_to_update_seconds", dimensions: [], factory: registry).recordNanoseconds(70_000_000)
        let gauge = Gauge(label: "nhipso_live_records", dimensions: [("pipeline", "electricity"), ("partition", "2")], factory: registry)
        gauge.record(11)
        var read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(read.value("nhipso_rejects_total", ["partner": "evn", "reason": "not-json"]) == 4)
        #expect(read.value("nhipso_event_to_update_seconds_bucket", ["le": "0.08"]) == 1)
        #expect(read.value("nhipso_event_to_update_seconds_bucket", ["le": "0.05"]) == 0)
        #expect(read.value("nhipso_live_records", ["pipeline": "electricity", "partition": "2"]) == 11)
        gauge.destroy()
        read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(read.value("nhipso_live_records", ["pipeline": "electricity", "partition": "2"]) == nil)
    }

    @Test("a name or label that is not in the list never comes out, and is counted") func unlisted() throws {
        let registry = SeriesRegistry()
        Counter(label: "nhipso_rejects_total", dimensions: [("partner", "evn"), ("household", "H001")], factory: registry).increment()
        Counter(label: "secrets_total", dimensions: [("household", "H001")], factory: registry).increment()
        Recorder(label: "nhipso_rejects_total", dimensions: [("household", "H001")], aggregate: true, factory: registry).record(1)
        let text = TextExposition.text(of: registry)
        #expect(!text.contains("H001") && !text.contains("household"))
        let read = try ExpositionGrammar(text)
        #expect(read.value("nhipso_refused_series_total", ["instrument": "nhipso_rejects_total"]) == 2)
        #expect(read.value("nhipso_refused_series_total", ["instrument": "other"]) == 1)
        #expect(read.samples.count == 2)
    }
}

import Testing

@testable import Telemetry

@Suite("The text exposition") struct TextExpositionTests {
    @Test("counters, gauges and a histogram as Prometheus writes them, sorted by name and labels") func whole() {
        let requests = Instrument.counter("b_total", [.partner, .reason], "Of\nb \\ \"c\".")
        let level = Instrument.gauge("a_seconds", [], "Level.")
        let delay = Instrument.histogram("c_seconds", [.stage], bounds: [0.5, 1], "Delay.")
        let registry = SeriesRegistry(instruments: [requests, delay, level])
        registry.counter(requests, "x", "late").increment(by: 2)
        registry.counter(requests, "a\"\\\nb", "late").increment()
        registry.gauge(level).set(-1.5)
        let histogram = registry.histogram(delay, "ingest")
        for value in [0.25, 0.5, 0.75, 8] { histogram.record(value) }
        #expect(
            TextExposition.text(of: registry) == #"""
                # HELP a_seconds Level.
                # TYPE a_seconds gauge
                a_seconds -1.5
                # HELP b_total Of\nb \\ "c".
                # TYPE b_total counter
                b_total{partner="a\"\\\nb",reason="late"} 1
                b_total{partner="x",reason="late"} 2
                # HELP c_seconds Delay.
                # TYPE c_seconds histogram
                c_seconds_bucket{stage="ingest",le="0.5"} 2
                c_seconds_bucket{stage="ingest",le="1"} 3
                c_seconds_bucket{stage="ingest",le="+Inf"} 4
                c_seconds_sum{stage="ingest"} 9.5
                c_seconds_count{stage="ingest"} 4

                """#)
    }

    @Test("numbers are written so that they read back as themselves") func numbers() {
        for number in [0, 1, -3, 0.1, 1e-7, 1_790_000_000.123, 9_007_199_254_740_991, 1e21, -.infinity, .infinity] {
            let text = TextExposition.text(of: number)
            #expect(Double(text.replacing("+Inf", with: "inf").replacing("-Inf", with: "-inf")) == number, "\(text)")
        }
        #expect(TextExposition.text(of: 3) == "3" && TextExposition.text(of: .infinity) == "+Inf")
    }

    @Test("what was never set is not shown, nor what was cleared") func unset() {
        let registry = SeriesRegistry()
        let gauge = registry.gauge(WorkerInstruments.watermark, "electricity", "0")
        #expect(TextExposition.text(of: registry) == "")
        gauge.set(12)
        #expect(
            TextExposition.text(of: registry).contains("nhipso_watermark_timestamp_seconds{pipeline=\"electricity\",partition=\"0\"} 12\n"))
        gauge.clear()
        #expect(TextExposition.text(of: registry) == "")
    }

    @Test("every instrument of a worker, with a value, follows the grammar and has its words") func worker() throws {
        let registry = SeriesRegistry()
        for instrument in WorkerInstruments.all {
            let labels = instrument.labels.map { "a \($0.rawValue) \\ \"quoted\"\n" }
            switch instrument.kind {
            case .counter: registry.series(instrument, labels) { CounterSeries() }.increment(by: 3)
            case .gauge: registry.series(instrument, labels) { GaugeSeries() }.set(0.25)
            case .histogram(let bounds): registry.series(instrument, labels) { HistogramSeries(bounds: bounds) }.record(0.07)
            }
        }
        let read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(read.types.map(\.name) == WorkerInstruments.all.map(\.name).sorted())
        #expect(read.types.count == 17)
        for instrument in WorkerInstruments.all {
            #expect(read.helps[instrument.name] == instrument.help)
            let labels = Dictionary(uniqueKeysWithValues: instrument.labels.map { ($0.rawValue, "a \($0.rawValue) \\ \"quoted\"\n") })
            switch instrument.kind {
            case .counter: #expect(read.value(instrument.name, labels) == 3)
            case .gauge: #expect(read.value(instrument.name, labels) == 0.25)
            case .histogram: #expect(read.value(instrument.name + "_count", labels) == 1)
            }
        }
    }

    @Test("names end in base units, counters in _total, and help is one sentence or more") func names() {
        for instrument in WorkerInstruments.all {
            #expect(instrument.name.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_") }, "\(instrument.name)")
            #expect(instrument.name.hasSuffix("_total") == (instrument.kind == .counter))
            #expect(instrument.help.hasSuffix(".") && !instrument.help.contains("\n"))
            for unit in ["_ms", "_milliseconds", "_minutes", "_kb", "_mib"] { #expect(!instrument.name.contains(unit)) }
            #expect(Set(instrument.labels).count == instrument.labels.count)
        }
    }

    @Test("a process shows its memory, its processor time and its versions") func process() throws {
        let registry = SeriesRegistry()
        registry.observeProcess(version: "1.2.3", librdkafka: "2.0.2")
        let read = try ExpositionGrammar(TextExposition.text(of: registry))
        #expect(try #require(read.value("process_resident_memory_bytes")) > 1_000_000)
        #expect(try #require(read.value("process_cpu_seconds_total")) > 0)
        #expect(read.value("nhipso_build_info", ["version": "1.2.3", "librdkafka": "2.0.2"]) == 1)
    }
}

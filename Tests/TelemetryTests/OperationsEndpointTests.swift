import Foundation
import FoundationNetworking
import Testing

@testable import Telemetry

@Suite("The HTTP endpoint") struct OperationsEndpointTests {
    /// Other tests may hold all threads of the pool for a long while; none of these is about how fast it goes.
    private static let patience = Duration.seconds(120)

    private let registry = SeriesRegistry()
    private let health = WorkerHealth()

    private func get(_ path: String, port: Int, method: String = "GET") async throws -> (response: HTTPURLResponse, text: String) {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")), timeoutInterval: 120)
        request.httpMethod = method
        let (data, response) = try await URLSession.shared.data(for: request)
        return (try #require(response as? HTTPURLResponse), String(decoding: data, as: UTF8.self))
    }

    private func serve(_ body: (Int) async throws -> Void) async throws {
        let endpoint = try await OperationsEndpoint.start(port: 0, registry: registry, health: health, within: Self.patience)
        #expect((1...65_535).contains(endpoint.port))
        do { try await body(endpoint.port) } catch {
            await endpoint.stop(within: Self.patience)
            throw error
        }
        #expect(await endpoint.stop(within: Self.patience))
    }

    @Test("/metrics shows the series, in the format that it says") func scrape() async throws {
        registry.counter(WorkerInstruments.rejects, "evn", "not-json").increment(by: 3)
        try await serve { port in
            let (response, text) = try await get("/metrics?x=1", port: port)
            #expect(response.statusCode == 200)
            #expect(response.value(forHTTPHeaderField: "Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
            let read = try ExpositionGrammar(text)
            #expect(read.value("nhipso_rejects_total", ["partner": "evn", "reason": "not-json"]) == 3)
        }
    }

    @Test("other paths are not found, and other methods not allowed") func refusals() async throws {
        try await serve { port in
            let (missing, words) = try await get("/", port: port)
            #expect(missing.statusCode == 404 && words.contains("/metrics"))
            #expect(try await get("/metrics/x", port: port).response.statusCode == 404)
            for method in ["POST", "PUT", "DELETE"] {
                let refused = try await get("/metrics", port: port, method: method).response
                #expect(refused.statusCode == 405 && refused.value(forHTTPHeaderField: "Allow") == "GET")
            }
        }
    }

    @Test("/livez and /readyz say which stage is not well, and 503") func verdicts() async throws {
        let clock = ManualClock()
        let health = WorkerHealth { clock.now }
        let endpoint = try await OperationsEndpoint.start(port: 0, registry: registry, health: health, within: Self.patience)
        let stage = health.begin(stage: "aggregate", stallLimit: .seconds(5))
        stage.markNotReady("it restores electricity/3")
        var (response, text) = try await get("/readyz", port: endpoint.port)
        #expect(response.statusCode == 503 && text == "not ok\naggregate: it restores electricity/3\n")
        stage.markReady()
        (response, text) = try await get("/readyz", port: endpoint.port)
        #expect(response.statusCode == 200 && text == "ok\naggregate: ready\n")
        #expect(try await get("/livez", port: endpoint.port).response.statusCode == 200)
        clock.advance(by: .seconds(61))
        (response, text) = try await get("/livez", port: endpoint.port)
        #expect(response.statusCode == 503 && text == "not ok\naggregate: no progress for 61.0 s (at most 5.0 s), after 0 steps\n")
        stage.step()
        #expect(try await get("/livez", port: endpoint.port).response.statusCode == 200)
        #expect(await endpoint.stop(within: Self.patience))
    }

    @Test("scrapes at once, while counters rise, are whole and never fall") func concurrentScrapes() async throws {
        let counter = registry.counter(WorkerInstruments.events, "ingest", "evn")
        let delay = registry.histogram(WorkerInstruments.eventToUpdate)
        try await serve { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for index in 0..<20_000 {
                        counter.increment()
                        delay.record(Double(index % 100) / 100)
                        if index % 500 == 0 { await Task.yield() }
                    }
                }
                for _ in 0..<4 {
                    group.addTask {
                        var last = 0.0
                        for _ in 0..<20 {
                            let read = try ExpositionGrammar(try await get("/metrics", port: port).text)
                            let count = read.value("nhipso_events_total", ["stage": "ingest", "partner": "evn"]) ?? 0
                            #expect(count >= last)
                            last = count
                            let total = read.value("nhipso_event_to_update_seconds_bucket", ["le": "+Inf"])
                            #expect(total == read.value("nhipso_event_to_update_seconds_count"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            let read = try ExpositionGrammar(try await get("/metrics", port: port).text)
            #expect(read.value("nhipso_events_total", ["stage": "ingest", "partner": "evn"]) == 20_000)
            #expect(read.value("nhipso_event_to_update_seconds_count") == 20_000)
        }
    }

    @Test("it stops in time while a connection idles and another hangs within its request; the port is free again") func stop() async throws
    {
        let endpoint = try await OperationsEndpoint.start(port: 0, registry: registry, health: health, within: Self.patience)
        let port = endpoint.port
        let connections = try await onPlainThread {
            let idle = try RawConnection(port: port)
            try idle.send("GET /livez HTTP/1.1\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
            #expect(try idle.read(until: "no stage has begun yet\n").hasPrefix("HTTP/1.1 200"))
            let hanging = try RawConnection(port: port)
            try hanging.send("GET /met")
            return [idle, hanging]
        }
        #expect(await endpoint.stop(within: Self.patience))
        await #expect(throws: RawConnection.Failure.self) { try await onPlainThread { _ = try RawConnection(port: port) } }
        let rest = try await onPlainThread { try connections.map { try $0.read() } }
        #expect(rest == ["", ""])
        let again = try await OperationsEndpoint.start(port: endpoint.port, registry: registry, health: health, within: Self.patience)
        #expect(again.port == endpoint.port)
        #expect(await again.stop(within: Self.patience))
    }

    @Test("what is no HTTP ends its own connection and nothing else") func malformed() async throws {
        try await serve { port in
            for text in ["\r\n\r\n", "hello\r\n\r\n", "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "\u{0}\u{1}\u{2}\n\n"] {
                let answer = try await onPlainThread {
                    let connection = try RawConnection(port: port)
                    try connection.send(text)
                    return try connection.read()
                }
                #expect(!answer.contains("200 OK"), "\(text)")
            }
            #expect(try await get("/livez", port: port).response.statusCode == 200)
        }
    }

    @Test("a port that is taken, and an address that is none, are said so") func failures() async throws {
        try await serve { port in
            let error = await #expect(throws: EndpointError.self) {
                _ = try await OperationsEndpoint.start(port: port, registry: registry, health: health, within: Self.patience)
            }
            #expect(
                error?.code == .cannotListen && error?.message.contains("Address already in use") == true, "\(String(describing: error))")
        }
        for (address, port) in [("localhost!", 0), ("127.0.0.1", 65_536), ("::zz", 0)] {
            let error = await #expect(throws: EndpointError.self) {
                _ = try await OperationsEndpoint.start(
                    address: address, port: port, registry: registry, health: health, within: Self.patience)
            }
            #expect(error?.code == .badAddress)
        }
    }

    @Test("a plain thread can begin and end it, too") func plainThread() async throws {
        let registry = registry
        let health = health
        let text = try await onPlainThread {
            let endpoint = try OperationsEndpoint.startAndWait(port: 0, registry: registry, health: health, within: Self.patience)
            defer { endpoint.stopAndWait(within: Self.patience) }
            let connection = try RawConnection(port: endpoint.port)
            try connection.send("GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
            return try connection.read(until: "no stage has begun yet\n")
        }
        #expect(text.hasPrefix("HTTP/1.1 503"))
    }
}

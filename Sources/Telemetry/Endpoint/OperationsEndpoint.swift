import FlyingFox
import FlyingSocks
import Foundation

/// The HTTP endpoint for those who run a worker: `/metrics`, `/livez` and `/readyz`, each for GET only.
///
/// It has neither encryption nor passwords and does not bound how many connections it holds: let it listen where only the monitoring comes.
public final class OperationsEndpoint: Sendable {
    public static let startLimit = Duration.seconds(5)
    public static let stopLimit = Duration.seconds(2)
    /// A connection that is busy when the endpoint stops may finish for so long.
    private static let graceSeconds = 0.5
    /// The pages are made at once; only a process in which no task gets on needs longer, and then an answer late is better than none.
    private static let answerLimitSeconds = 60.0

    /// Where it listens; where any free port was asked for, the one that was found.
    public let port: Int
    private let server: HTTPServer
    private let run: Task<Void, any Error>

    private init(port: Int, server: HTTPServer, run: Task<Void, any Error>) {
        self.port = port
        self.server = server
        self.run = run
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - address: an IPv4 or IPv6 address of this machine, e.g. `127.0.0.1` or `0.0.0.0`.
    ///   - port: 0: any that is free.
    ///   - limit: how long that may take; a port that is taken is said at once.
    public static func start(
        address: String = "127.0.0.1", port: Int, registry: SeriesRegistry, health: WorkerHealth, within limit: Duration = startLimit
    ) async throws(EndpointError) -> OperationsEndpoint {
        let pages = OperationsPages(registry: registry, health: health)
        let handler = ClosureHTTPHandler { pages.response(to: $0) }
        let server = HTTPServer(config: try configuration(address: address, port: port), handler: handler)
        // Either it listens, or the run ends and says why.
        let (outcomes, report) = AsyncStream.makeStream(of: (any Error)?.self)
        let run = Task {
            do { try await server.run() } catch {
                report.yield(error)
                throw error
            }
        }
        let listening = Task {
            do {
                try await server.waitUntilListening(timeout: Double(limit.components.seconds))
                report.yield(nil)
            } catch {
                report.yield(error)
            }
        }
        var iterator = outcomes.makeAsyncIterator()
        let failure = await iterator.next() ?? nil
        listening.cancel()
        guard failure == nil, let bound = await boundPort(server) else {
            run.cancel()
            throw EndpointError(
                code: .cannotListen,
                message: "\(address):\(port): \(words(of: failure)); \(remedy(for: failure))")
        }
        return OperationsEndpoint(port: bound, server: server, run: run)
    }

    /// Stops listening and ends all connections; says whether all was done in time. If not, it goes on by itself.
    @discardableResult public func stop(within limit: Duration = OperationsEndpoint.stopLimit) async -> Bool {
        await TimeLimit.ends(within: limit) { [server, run] in
            await server.stop(timeout: Self.graceSeconds)
            run.cancel()
            _ = await run.result
        }
    }

    private static func configuration(address: String, port: Int) throws(EndpointError) -> HTTPServer.Configuration {
        guard let number = UInt16(exactly: port) else {
            throw EndpointError(code: .badAddress, message: "\(port) is no port: 0 to 65535 are, 0 meaning any free one")
        }
        do {
            if address.contains(":") {
                return .init(
                    address: try .inet6(ip6: address, port: number) as sockaddr_in6, timeout: answerLimitSeconds, logger: .disabled)
            }
            return .init(address: try .inet(ip4: address, port: number) as sockaddr_in, timeout: answerLimitSeconds, logger: .disabled)
        } catch {
            throw EndpointError(
                code: .badAddress, message: "`\(address)` is no IP address; write e.g. `127.0.0.1`, or `0.0.0.0` for all of this machine's")
        }
    }

    private static func boundPort(_ server: HTTPServer) async -> Int? {
        switch await server.listeningAddress {
        case .ip4(_, let port), .ip6(_, let port): Int(port)
        case .unix, nil: nil
        }
    }

    private static func remedy(for error: (any Error)?) -> String {
        if case .failed(_, let code, _)? = error as? SocketError, code == EADDRNOTAVAIL {
            return "`metrics.address` is an address of this machine, or `0.0.0.0` for all of them"
        }
        return "choose another `metrics.port`, or 0 for any that is free"
    }

    private static func words(of error: (any Error)?) -> String {
        if case .failed(_, _, let message)? = error as? SocketError { return message }
        return error.map { "\($0)" } ?? "it ended at once"
    }
}

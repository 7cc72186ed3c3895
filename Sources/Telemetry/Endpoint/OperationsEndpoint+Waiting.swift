import Dispatch
import Synchronization

/// For a program of plain threads. Not to be called from a task: they hold the calling thread.
extension OperationsEndpoint {
    /// `start`, waiting until it is done.
    public static func startAndWait(
        address: String = "127.0.0.1", port: Int, registry: SeriesRegistry, health: WorkerHealth, within limit: Duration = startLimit
    ) throws(EndpointError) -> OperationsEndpoint {
        let outcome = Outcome()
        Task {
            do throws(EndpointError) {
                outcome.put(.success(try await start(address: address, port: port, registry: registry, health: health, within: limit)))
            } catch {
                outcome.put(.failure(error))
            }
        }
        guard let result = outcome.take(within: limit) else {
            throw EndpointError(code: .cannotListen, message: "\(address):\(port): it does not listen after \(limit)")
        }
        return try result.get()
    }

    /// `stop`, waiting until it is done.
    @discardableResult public func stopAndWait(within limit: Duration = stopLimit) -> Bool {
        let done = DispatchSemaphore(value: 0)
        Task {
            await stop(within: limit)
            done.signal()
        }
        return done.wait(timeout: .now() + .seconds(Int(limit.components.seconds))) == .success
    }
}

/// Hands what a task found over to a thread that waits for it.
private final class Outcome: Sendable {
    private let found = Mutex<Result<OperationsEndpoint, EndpointError>?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ result: Result<OperationsEndpoint, EndpointError>) {
        found.withLock { $0 = result }
        isThere.signal()
    }

    func take(within limit: Duration) -> Result<OperationsEndpoint, EndpointError>? {
        _ = isThere.wait(timeout: .now() + .seconds(Int(limit.components.seconds)))
        return found.withLock { $0 }
    }
}

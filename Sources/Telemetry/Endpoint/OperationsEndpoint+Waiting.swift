import Dispatch
import Synchronization

/// For a program of plain threads. Not to be called from a task: they hold the calling thread.
extension OperationsEndpoint {
    /// `start`, waiting until it is done.
    public static func startAndWait(
        address: String = "127.0.0.1", port: Int, registry: SeriesRegistry, health: WorkerHealth
    ) throws(EndpointError) -> OperationsEndpoint {
        let outcome = Outcome()
        Task {
            do throws(EndpointError) {
                outcome.put(.success(try await start(address: address, port: port, registry: registry, health: health)))
            } catch {
                outcome.put(.failure(error))
            }
        }
        guard let result = outcome.take(within: startLimit + stopLimit) else {
            throw EndpointError(code: .cannotListen, message: "\(address):\(port): it does not listen after \(startLimit + stopLimit)")
        }
        return try result.get()
    }

    /// `stop`, waiting until it is done, at most a second longer than `stopLimit`.
    public func stopAndWait() {
        let done = DispatchSemaphore(value: 0)
        Task {
            await stop()
            done.signal()
        }
        _ = done.wait(timeout: .now() + .seconds(Int(Self.stopLimit.components.seconds) + 1))
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

import FlyingFox
import Foundation

/// What the endpoint answers: `/metrics`, `/livez`, `/readyz`.
struct OperationsPages: Sendable {
    let registry: SeriesRegistry
    let health: WorkerHealth

    private static let paths = ["/metrics", "/livez", "/readyz"]

    func response(to request: HTTPRequest) -> HTTPResponse {
        guard Self.paths.contains(request.path) else {
            return Self.plain(.notFound, ["there are \(Self.paths.joined(separator: ", "))"])
        }
        guard request.method == .GET else {
            var refusal = Self.plain(.methodNotAllowed, [])
            refusal.headers[HTTPHeader("Allow")] = "GET"
            return refusal
        }
        switch request.path {
        case "/livez": return Self.page(health.liveness)
        case "/readyz": return Self.page(health.readiness)
        default:
            return HTTPResponse(
                statusCode: .ok, headers: [.contentType: TextExposition.contentType], body: Data(TextExposition.text(of: registry).utf8))
        }
    }

    private static func page(_ verdict: HealthVerdict) -> HTTPResponse {
        plain(verdict.isGood ? .ok : .serviceUnavailable, [verdict.isGood ? "ok" : "not ok"] + verdict.lines)
    }

    private static func plain(_ status: HTTPStatusCode, _ lines: [String]) -> HTTPResponse {
        HTTPResponse(
            statusCode: status, headers: [.contentType: "text/plain; charset=utf-8"],
            body: Data(lines.map { $0 + "\n" }.joined().utf8))
    }
}

/// The diagnostics of one file, as they are found.
package struct Findings: Sendable {
    /// A file with more than this many problems has one problem.
    static let limit = 500

    package let file: String
    package private(set) var diagnostics: [Diagnostic] = []

    package init(file: String) { self.file = file }

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    package mutating func report(_ code: DiagnosticCode, at place: Place, severity: Diagnostic.Severity = .error, _ message: String) {
        guard diagnostics.count < Self.limit else { return }
        diagnostics.append(
            Diagnostic(
                severity: severity, file: file, line: place.line, column: place.column, code: code.rawValue, message: message))
    }

    package mutating func warn(_ code: DiagnosticCode, at place: Place, _ message: String) {
        report(code, at: place, severity: .warning, message)
    }
}

extension Findings {
    mutating func append(_ other: Findings) {
        for diagnostic in other.diagnostics {
            report(
                DiagnosticCode(rawValue: diagnostic.code) ?? .yamlSyntax, at: Place(line: diagnostic.line, column: diagnostic.column),
                severity: diagnostic.severity, diagnostic.message)
        }
    }
}

/// One finding of lint: where, what is wrong, and what to do.
public struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    public var file: String
    /// From 1; 0 where the whole file is meant.
    public var line: Int
    /// From 1, in characters.
    public var column: Int
    /// A stable code in kebab case, e.g. `unknown-key`.
    public var code: String
    public var message: String

    public init(severity: Severity = .error, file: String, line: Int, column: Int, code: String, message: String) {
        self.severity = severity
        self.file = file
        self.line = line
        self.column = column
        self.code = code
        self.message = message
    }

    /// `file:line:column: error[code]: message`; `file: error[code]: …` where the whole file is meant.
    public var description: String { "\(place): \(severity.rawValue)[\(code)]: \(message)" }

    /// As far as it is known.
    public var place: String { line == 0 ? file : "\(file):\(line):\(column)" }
}

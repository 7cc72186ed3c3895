/// Something that is wrong with the configuration: where, which field, what, and what to write instead.
public struct ConfigurationProblem: Equatable, Sendable, CustomStringConvertible {
    /// Not an error: the worker could begin.
    public var isWarning: Bool
    public var origin: ConfigurationOrigin
    /// With those around it, e.g. `brokers[1]`; empty: the whole.
    public var field: String
    /// A stable code in kebab case, as `nhipso lint` has them.
    public var code: String
    public var message: String
    /// What one could write; empty where the message says it.
    public var remedy: String

    public var description: String {
        let subject = field.isEmpty ? "" : "\(field): "
        let advice = remedy.isEmpty ? "" : "; e.g. `\(remedy)`"
        return "\(origin): \(isWarning ? "warning" : "error")[\(code)]: \(subject)\(message)\(advice)"
    }
}

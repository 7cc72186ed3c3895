import Catalog

/// `host:port`, as workers and tools take it alike.
public enum BrokerAddress {
    static let form = Identifier(
        "a broker `host:port`", "^([A-Za-z0-9]([A-Za-z0-9_.-]*)|\\[[0-9A-Fa-f:]+\\]):[1-9][0-9]{0,4}$")

    public static func isValid(_ text: String) -> Bool {
        let port = text.split(separator: ":").last.flatMap { Int($0) } ?? 0
        return form.matches(text) && port <= 65_535
    }
}

import Aggregation

/// Which figure: `indicator|commune|window`, the key of its updates.
public struct IndicatorKey: Hashable, Sendable, CustomStringConvertible {
    public var indicator: String
    /// Five digits, `unlocated`, or the province's two digits.
    public var commune: String
    public var window: Window

    public init(indicator: String, commune: String, window: Window) {
        self.indicator = indicator
        self.commune = commune
        self.window = window
    }

    /// What `description` writes; nil otherwise.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "|", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, !parts[1].isEmpty, let window = Window(key: String(parts[2])) else { return nil }
        self.init(indicator: String(parts[0]), commune: String(parts[1]), window: window)
    }

    public var description: String { "\(indicator)|\(commune)|\(window.key)" }
}

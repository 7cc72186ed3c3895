import Aggregation

/// The digests of cells, and of windows: a window's is that of its cells, xored, so that it follows each change at once.
struct WindowDigests {
    private struct Cells {
        var digest: UInt64 = 0
        var byCommune: [CommuneCode: UInt64] = [:]
    }

    private var windows: [Window: Cells] = [:]

    /// Notes what a cell is now; says whether that is a change.
    mutating func note(_ window: Window, _ commune: CommuneCode, digest: UInt64) -> Bool {
        var cells = windows.removeValue(forKey: window) ?? Cells()
        let old = cells.byCommune[commune] ?? 0
        cells.digest ^= old ^ digest
        cells.byCommune[commune] = digest == 0 ? nil : digest
        windows[window] = cells
        return old != digest
    }

    func digest(of window: Window) -> UInt64 { windows[window]?.digest ?? 0 }

    func digest(of window: Window, _ commune: CommuneCode) -> UInt64 { windows[window]?.byCommune[commune] ?? 0 }

    /// The communes of the window with anything in them.
    func communes(in window: Window) -> [CommuneCode] { windows[window]?.byCommune.keys.sorted() ?? [] }
}

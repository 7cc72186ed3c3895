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

    /// One digest of all windows of which that holds. Each goes in together with its window, so that two that are alike do not cancel out; one in
    /// which nothing counts is as good as none.
    func digest(where isIncluded: (Window) -> Bool = { _ in true }) -> UInt64 {
        windows.reduce(0) { $1.value.digest != 0 && isIncluded($1.key) ? $0 ^ WindowDigests.mixed($1.value.digest, $1.key) : $0 }
    }

    private static func mixed(_ digest: UInt64, _ window: Window) -> UInt64 {
        let place = UInt64(window.length.rawValue) << 32 | UInt64(UInt32(bitPattern: window.ordinal))
        var word = digest ^ (place &+ 1) &* 0x9E37_79B9_7F4A_7C15
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }

    /// The communes of the window with anything in them.
    func communes(in window: Window) -> [CommuneCode] { windows[window]?.byCommune.keys.sorted() ?? [] }
}

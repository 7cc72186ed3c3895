import Aggregation

/// Puts the partials of one partition of facts together: of each window the cells wait until a mark speaks for them, and are taken in only when
/// they give its digest.
struct PartialAssembly {
    private struct Waiting {
        /// The mark up to which the window has been taken in.
        var position: Int64 = -1
        var cells: [CommuneCode: [PartialCell]] = [:]
        /// The newest mark whose digest the cells did not give.
        var unmet: PartialMark?
    }

    private var windows: [Window: Waiting] = [:]
    private var digests = WindowDigests()
    /// What the partition's newest mark says of it as a whole.
    private(set) var progress: PartialMark?

    /// Whether every window that the partition is known to have has been taken in.
    var isWhole: Bool {
        guard let progress, !windows.values.contains(where: { $0.unmet != nil || $0.position < 0 }) else { return false }
        return digests.held.count >= Int(progress.windowCount)
    }

    /// Windows whose cells do not give what their mark says.
    var unmetWindows: [Window] { windows.filter { $0.value.unmet != nil }.keys.sorted() }

    /// A cell: it waits for a mark.
    mutating func accept(_ cell: PartialCell) {
        var waiting = windows[cell.window] ?? Waiting()
        // What the window has been taken in up to has nothing more to learn from a late writer.
        if waiting.unmet == nil, cell.position <= waiting.position { return }
        waiting.cells[cell.content.commune, default: []].append(cell)
        windows[cell.window] = waiting
    }

    /// What a mark makes known.
    enum Step {
        case nothing
        /// Cells of the window, all at once.
        case cells([PartialCell])
        /// How far the partition has come as a whole.
        case watermark(EventTime)
    }

    mutating func accept(_ mark: PartialMark) -> Step {
        guard let window = mark.window else {
            guard mark.position >= progress?.position ?? .min else { return .nothing }
            progress = mark
            // A watermark that ran ahead of its cells would make final what is not.
            return unmetWindows.isEmpty ? .watermark(mark.watermark) : .nothing
        }
        var waiting = windows[window] ?? Waiting()
        guard mark.position >= max(waiting.position, waiting.unmet?.position ?? .min) else { return .nothing }
        defer { windows[window] = waiting }
        var chosen: [PartialCell] = []
        var digest = digests.digest(of: window)
        for (commune, cells) in waiting.cells {
            guard let newest = cells.enumerated().filter({ $0.element.position <= mark.position }).max(by: PartialAssembly.isOlder)?.element
            else { continue }
            chosen.append(newest)
            digest ^= digests.digest(of: window, commune) ^ newest.content.digest
        }
        guard digest == mark.digest else {
            waiting.unmet = mark
            // Of each commune the newest that the mark speaks for, and what came after it, may still be needed.
            for cell in chosen {
                waiting.cells[cell.content.commune]?.removeAll { $0.position <= mark.position }
                waiting.cells[cell.content.commune]?.append(cell)
            }
            return .nothing
        }
        waiting.unmet = nil
        waiting.position = mark.position
        for cell in chosen { _ = digests.note(window, cell.content.commune, digest: cell.content.digest) }
        waiting.cells = waiting.cells.mapValues { $0.filter { $0.position > mark.position } }.filter { !$0.value.isEmpty }
        return .cells(chosen.sorted { $0.content.commune < $1.content.commune })
    }

    /// Of two of the same position the one that came later is the newer.
    private static func isOlder(_ a: (offset: Int, element: PartialCell), _ b: (offset: Int, element: PartialCell)) -> Bool {
        (a.element.position, a.offset) < (b.element.position, b.offset)
    }
}

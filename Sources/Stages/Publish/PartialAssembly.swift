import Aggregation

/// Puts the partials of one partition of facts together: of each window the cells wait until a mark speaks for them, and are taken in only when
/// they give its digest.
struct PartialAssembly {
    fileprivate struct Waiting {
        /// The mark up to which the window has been taken in.
        var position: Int64 = -1
        /// Cells of behind that position.
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
        guard let progress, isAsTold, !windows.values.contains(where: { $0.unmet != nil || $0.position < 0 }) else { return false }
        return windows.count >= Int(progress.windowCount)
    }

    /// How far the partition has come as a whole; nil while its windows are not those that the mark speaks of: a watermark that ran ahead of its
    /// cells would make final what is not, or what has been revised since.
    var watermark: EventTime? { !isAsTold || windows.values.contains { $0.unmet != nil } ? nil : progress?.watermark }

    /// Whether the windows taken in give the digest of the partition's newest mark. Each may agree with a mark of its own and yet be older: a late
    /// writer's records may be all that compaction has left of it.
    private var isAsTold: Bool { progress.map { digests.digest() == $0.digest } ?? false }

    /// Windows whose cells do not give what their mark says.
    var unmetWindows: [Window] { windows.filter { $0.value.unmet != nil }.keys.sorted() }

    /// A cell: it waits for a mark.
    mutating func accept(_ cell: PartialCell) {
        windows[cell.window, default: Waiting()].add(cell)
    }

    /// A mark.
    ///
    /// - Returns: the cells of its window that it makes known, all at once; nil where it makes nothing known of a window.
    mutating func accept(_ mark: PartialMark) -> [CellContent]? {
        guard let window = mark.window else {
            if mark.position >= progress?.position ?? .min { progress = mark }
            return nil
        }
        // Taken out, so that nothing is copied when it changes.
        var waiting = windows.removeValue(forKey: window) ?? Waiting()
        defer { windows[window] = waiting }
        guard mark.position >= max(waiting.position, waiting.unmet?.position ?? .min) else { return nil }
        var changes: [CommuneCode: CellContent] = [:]
        if digests.digest(of: window) != mark.digest || waiting.position < 0 {
            changes = self.changes(by: mark, of: waiting, in: window)
            let digest = changes.values.reduce(digests.digest(of: window)) {
                $0 ^ digests.digest(of: window, $1.commune) ^ $1.digest
            }
            guard digest == mark.digest else {
                waiting.unmet = mark
                waiting.forget(olderThan: mark)
                return nil
            }
        }
        waiting.unmet = nil
        waiting.position = mark.position
        for content in changes.values { _ = digests.note(window, content.commune, digest: content.digest) }
        waiting.forget(upTo: mark.position)
        return changes.values.sorted { $0.commune < $1.commune }
    }

    /// What the window's cells become if the mark speaks for those that wait.
    private func changes(by mark: PartialMark, of waiting: Waiting, in window: Window) -> [CommuneCode: CellContent] {
        var changes: [CommuneCode: CellContent] = [:]
        if waiting.position < mark.wholeSince {
            // All that counts has been written anew since: what has not is empty.
            for commune in digests.communes(in: window) { changes[commune] = CellContent(empty: commune) }
        }
        for (commune, cells) in waiting.cells {
            let standing = cells.enumerated().filter { mark.wholeSince <= $0.element.position && $0.element.position <= mark.position }
            guard let newest = standing.max(by: PartialAssembly.isOlder)?.element else { continue }
            changes[commune] = newest.content
        }
        return changes
    }

    /// Of two of the same position the one that came later is the newer.
    fileprivate static func isOlder(_ a: (offset: Int, element: PartialCell), _ b: (offset: Int, element: PartialCell)) -> Bool {
        (a.element.position, a.offset) < (b.element.position, b.offset)
    }
}

extension PartialAssembly.Waiting {
    /// What the window has been taken in up to has nothing more to learn from a late writer.
    fileprivate mutating func add(_ cell: PartialCell) {
        if cell.position > position { cells[cell.content.commune, default: []].append(cell) }
    }

    /// What has been taken in no longer waits.
    fileprivate mutating func forget(upTo position: Int64) {
        if cells.values.allSatisfy({ $0.allSatisfy { $0.position <= position } }) {
            cells.removeAll(keepingCapacity: true)
        } else {
            cells = cells.mapValues { $0.filter { $0.position > position } }.filter { !$0.value.isEmpty }
        }
    }

    /// Of each commune the newest cell that the mark speaks for, and what came after it, may still be needed.
    fileprivate mutating func forget(olderThan mark: PartialMark) {
        for (commune, found) in cells {
            let spokenFor = found.enumerated().filter { $0.element.position <= mark.position }
            guard spokenFor.count > 1, let newest = spokenFor.max(by: PartialAssembly.isOlder)?.element else { continue }
            cells[commune] = [newest] + found.filter { $0.position > mark.position }
        }
    }
}

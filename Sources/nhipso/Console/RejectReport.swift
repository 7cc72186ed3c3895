import Aggregation
import Operations
import Publication
import Stages

/// Rejects as tables, JSON and pages.
enum RejectReport {
    static func table(_ counts: RejectCounts) -> String {
        var table = Columns(["PARTNER", "REASON", "STAGE", "EVENTS", "FIRST", "LAST"], right: [3], longWinded: [4, 5])
        for (key, count) in counts.counts.sorted(by: { $0.key < $1.key }) {
            table.append(
                [key.partner, key.reason, key.stage, "\(count.events)", count.first?.text ?? "–", count.last?.text ?? "–"])
        }
        if counts.counts.isEmpty { return "no rejects\n" }
        return table.text + (counts.newest.isEmpty ? "" : "\n" + newest(counts.newest))
    }

    /// A row each; on a terminal two lines, since ids are there to be copied.
    private static func newest(_ rejects: [RejectedEvent]) -> String {
        if let width = TerminalWidth.current {
            return rejects.map { reject in
                let mark = reject.redrivenFrom == nil ? "" : " (again)"
                let path = reject.path.isEmpty ? "" : " \(reject.path)"
                let words = "  \(reject.reason)\(path): \(reject.message)"
                return "\(reject.id)\(mark)  \(reject.time?.text ?? "–")\n"
                    + TerminalWidth.cut(Columns.withoutControls(words), to: width) + "\n"
            }.joined()
        }
        var newest = Columns(["TIME", "ID", "REASON", "PATH", "MESSAGE"])
        for reject in rejects {
            let mark = reject.redrivenFrom == nil ? "" : " (again)"
            newest.append([reject.time?.text ?? "–", reject.id + mark, reject.reason, reject.path, reject.message])
        }
        return newest.text
    }

    static func json(_ counts: RejectCounts) -> String {
        var json = JSONText()
        json.object { json in
            json.array("counts") { array in
                for (key, count) in counts.counts.sorted(by: { $0.key < $1.key }) {
                    array.object {
                        $0.member("partner", key.partner)
                        $0.member("reason", key.reason)
                        $0.member("stage", key.stage)
                        $0.member("events", count.events)
                        $0.member("first", count.first?.text)
                        $0.member("last", count.last?.text)
                    }
                }
            }
            json.array("newest") { array in
                for reject in counts.newest {
                    array.object {
                        $0.member("id", reject.id)
                        $0.member("partner", reject.partner)
                        $0.member("reason", reject.reason)
                        $0.member("path", reject.path)
                        $0.member("message", reject.message)
                        $0.member("stage", reject.stage)
                        $0.member("time", reject.time?.text)
                        $0.member("redrivenFrom", reject.redrivenFrom)
                    }
                }
            }
        }
        return json.text + "\n"
    }

    /// - Parameter event: as it stands in its topic; nil: it is gone.
    static func page(_ rejects: [RejectedEvent], event: KeptEvent?) -> String {
        guard let first = rejects.first else { return "" }
        var lines = ["event     \(first.id)", "partner   \(first.partner)", "came      \(first.time?.text ?? "–")"]
        if let root = first.redrivenFrom { lines.append("copy of   \(root)") }
        for reject in rejects {
            lines += [
                "", "reason    \(reject.reason) (\(reject.stage))",
                "path      \(reject.path.isEmpty ? "the event as a whole" : reject.path)",
            ]
            lines += ["message   \(reject.message)", "reject at \(reject.place)"]
        }
        let kept = event ?? rejects.first { $0.isWhole }?.event ?? first.event
        lines.append("")
        if event == nil {
            lines.append(
                first.isWhole
                    ? "the event is no longer in its topic; this is the reject's copy"
                    : "the event is no longer in its topic; this is left of it")
        }
        if let key = kept.key, !key.isEmpty { lines.append("key       \(printable(key))") }
        for header in kept.headers { lines.append("header    \(header.name): \(printable(header.value))") }
        if let leftOut = first.leftOut, event == nil { lines.append("left out  \(leftOut)") }
        if let bytes = first.originalBytes, event == nil { lines.append("the first \(kept.value?.count ?? 0) of \(bytes) bytes:") }
        lines.append(printable(kept.value ?? []))
        return lines.joined(separator: "\n") + "\n"
    }

    private static func printable(_ bytes: [UInt8]) -> String { Columns.withoutControls(String(decoding: bytes, as: UTF8.self)) }
}

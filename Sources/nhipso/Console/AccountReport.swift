import Aggregation
import Catalog
import Ingest
import Publication
import Replay

/// The closing account of a replay in words.
enum AccountReport {
    static func text(_ account: ReplayAccount) -> String {
        var rows: [(name: String, count: Int64)] = [
            ("counted", account.counted), ("superseded by newer ones", account.superseded), ("repeated", account.repeated),
            ("of no use to any pipeline", account.unused), ("blank", account.blank),
        ]
        for reason in RejectReason.allCases {
            if let count = account.rejected[reason], count > 0 { rows.append(("rejected: \(reason.rawValue)", count)) }
        }
        var lines = ["", "Lines"] + table(rows.filter { $0.count > 0 || $0.name == "counted" }, total: account.lines)
        let facts: [(FoldOutcome, String)] = [
            (.counted, "new records"), (.replaced, "replaced an older fact"), (.superseded, "older than what stands"),
            (.repeated, "repeated"),
            (.periodClosed, "period closed"),
        ]
        let found = facts.compactMap { outcome, name in account.facts[outcome].map { (name: name, count: $0) } }
        lines += ["Facts"] + table(found, total: found.reduce(0) { $0 + $1.count })
        lines.append("Records that stand: \(grouped(account.liveRecords))")
        if account.restoredRecords > 0 { lines.append("  of them from the snapshot: \(grouped(account.restoredRecords))") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same as one JSON object.
    static func json(_ account: ReplayAccount) -> String {
        let rejected = RejectReason.allCases.compactMap { reason in account.rejected[reason].map { (reason.rawValue, $0) } }
        let facts: [(String, FoldOutcome)] = [
            ("counted", .counted), ("replaced", .replaced), ("superseded", .superseded), ("repeated", .repeated),
            ("periodClosed", .periodClosed),
        ]
        var json = JSONText()
        json.object { json in
            json.member("lines", account.lines)
            json.member("counted", account.counted)
            json.member("superseded", account.superseded)
            json.member("repeated", account.repeated)
            json.member("unused", account.unused)
            json.member("blank", account.blank)
            json.object("rejected") { json in for (reason, count) in rejected { json.member(reason, count) } }
            json.object("facts") { json in for (name, outcome) in facts { json.member(name, account.facts[outcome] ?? 0) } }
            json.member("liveRecords", account.liveRecords)
            json.member("restoredRecords", account.restoredRecords)
        }
        return json.text + "\n"
    }

    private static func table(_ rows: [(name: String, count: Int64)], total: Int64) -> [String] {
        let all = rows + [("in all", total)]
        let nameWidth = all.map(\.name.count).max() ?? 0
        let countWidth = all.map { grouped($0.count).count }.max() ?? 0
        return all.map { row in
            let count = grouped(row.count)
            return "  " + row.name + String(repeating: " ", count: nameWidth - row.name.count + 2)
                + String(repeating: " ", count: countWidth - count.count) + count
        }
    }
}

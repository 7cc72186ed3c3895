extension Manifest {
    /// One indented JSON object, with members in a fixed order.
    public var json: String {
        var text = JSONLines()
        text.open("{")
        text.member("seed", "\(options.seed)")
        switch options.size {
        case .events(let count): text.member("events_asked", "\(count)")
        case .contracts(let count): text.member("contracts_asked", "\(count)")
        }
        text.member("from", quoted(options.firstMonth.key))
        text.member("months", "\(options.months)")
        text.member("grace_days", "\(options.graceDays)")
        text.member("kinds", "[" + options.kinds.names.map(quoted).joined(separator: ", ") + "]")
        text.object("rates", options.rates.named.map { ($0.name, "\($0.rate)") })
        text.object("totals", [("lines", "\(lines)"), ("good", "\(good)"), ("bad", "\(bad)"), ("bytes", "\(bytes)")])
        text.object("subjects", [("contracts", "\(contracts)"), ("dossiers", "\(dossiers)"), ("products", "\(products)")])
        text.object("types", sorted(types))
        text.object("partners", sorted(partners))
        text.object("rejects", sorted(rejects))
        text.object("schema_rejects", sorted(schemaRejects))
        text.object(
            "planted",
            [
                ("repeats", "\(repeats)"), ("displaced", "\(displaced)"), ("late", "\(late)"), ("reversals", "\(reversals)"),
                ("unlocated", "\(unlocated)"), ("old_codes", "\(oldCodes)"), ("corrections", "\(corrections)"),
                ("cancelled", "\(cancelled)"), ("moves", "\(moves)"),
            ])
        text.member("first_time", firstTime.map(quoted) ?? "null")
        text.member("last_time", lastTime.map(quoted) ?? "null")
        text.member("last_sent", lastSent.map(quoted) ?? "null")
        text.close("}")
        return text.text + "\n"
    }

    private func sorted(_ counts: [String: Int]) -> [(String, String)] { counts.sorted { $0.key < $1.key }.map { ($0.key, "\($0.value)") } }
}

/// All texts of a manifest are plain ASCII without quotes and backslashes.
private func quoted(_ text: String) -> String { "\"\(text)\"" }

private struct JSONLines {
    private(set) var text = ""
    private var depth = 0
    private var isFirst = true

    mutating func open(_ bracket: String) {
        text += bracket
        depth += 1
        isFirst = true
    }

    mutating func close(_ bracket: String) {
        depth -= 1
        if !isFirst { newLine() }
        text += bracket
        isFirst = false
    }

    mutating func member(_ name: String, _ value: String) {
        begin(name)
        text += value
    }

    mutating func object(_ title: String, _ members: [(String, String)]) {
        begin(title)
        open("{")
        for (name, value) in members { member(name, value) }
        close("}")
    }

    private mutating func begin(_ name: String) {
        if !isFirst { text += "," }
        isFirst = false
        newLine()
        text += quoted(name) + ": "
    }

    private mutating func newLine() { text += "\n" + String(repeating: "  ", count: depth) }
}

import Foundation

/// An update document of the topic `indicator-updates`, taken apart.
struct PublishedDocument {
    /// What can differ from one revision to the next, as text.
    let content: [String: String]
    let number: Int64
    private let time: String

    /// nil where the bytes are no such document.
    init?(_ bytes: [UInt8]) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
            let data = object["data"] as? [String: Any], let revision = data["revision"] as? NSNumber
        else { return nil }
        number = revision.int64Value
        time = object["time"] as? String ?? ""
        var content: [String: String] = [:]
        for name in ["value", "numerator", "denominator", "status", "availability", "reason", "dataError", "approximateRecords"] {
            content[name] = Self.text(data[name])
        }
        if let basis = data["denominatorBasis"] as? [String: Any], basis["kind"] as? String == "reference" {
            content["reference"] = "\(Self.text(basis["basis"])), valid from \(Self.text(basis["validFrom"]))"
        }
        for partner in data["partners"] as? [[String: Any]] ?? [] {
            content["records of \(Self.text(partner["partner"]))"] = Self.text(partner["events"])
        }
        self.content = content
    }

    private static func text(_ value: Any?) -> String {
        switch value {
        case let number as NSNumber: "\(number)"
        case let text as String: text
        default: "–"
        }
    }

    /// What everybody sees of it: differing here, two documents do not say the same.
    var figure: String {
        let value = content["value"].flatMap { $0 == "–" ? nil : $0 } ?? content["reason"] ?? "–"
        return "\(value) (\(content["numerator"] ?? "–")/\(content["denominator"] ?? "–"))"
    }

    /// - Parameter last: the content of the revision before; empty where there was none.
    func revision(after last: [String: String]) -> Explanation.Revision {
        let names = last.isEmpty ? [] : Set(last.keys).union(content.keys).sorted()
        return Explanation.Revision(
            number: number, time: time, status: content["status"] ?? "–",
            value: content["value"].flatMap { $0 == "–" ? nil : $0 } ?? content["reason"] ?? "–",
            parts: "\(content["numerator"] ?? "–")/\(content["denominator"] ?? "–")",
            changed: names.filter { last[$0] != content[$0] }.map { "\($0) \(last[$0] ?? "–") → \(content[$0] ?? "–")" },
            reasons: reasons(after: last))
    }

    private func reasons(after last: [String: String]) -> [String] {
        guard !last.isEmpty else { return [number == 1 ? "the first of its key" : "the oldest that still stands"] }
        var reasons: [String] = []
        if last["status"] != content["status"] {
            switch content["status"] {
            case "final": reasons.append("the window became final")
            case "revised": reasons.append("an event changed it after it was final")
            default: reasons.append("it is \(content["status"] ?? "–") again: written by somebody who knew less")
            }
        }
        let isWithheld = content["availability"] == "suppressed"
        let wasWithheld = last["availability"] == "suppressed"
        if isWithheld != wasWithheld {
            reasons.append(isWithheld ? "it is withheld (\(content["reason"] ?? "–"))" : "it is withheld no more")
        }
        if let row = content["reference"], row != last["reference"] { reasons.append("another row of the reference table: \(row)") }
        if !isWithheld, !wasWithheld { reasons += countReasons(after: last) }
        return reasons.isEmpty ? ["nothing differs: it was written again to stand above another's"] : reasons
    }

    /// What came and went by partner, or was replaced.
    private func countReasons(after last: [String: String]) -> [String] {
        let prefix = "records of "
        let names = Set(last.keys).union(content.keys).filter { $0.hasPrefix(prefix) }.sorted()
        let steps = names.compactMap { name -> String? in
            let step = (Int(content[name] ?? "") ?? 0) - (Int(last[name] ?? "") ?? 0)
            return step == 0 ? nil : "\(name.dropFirst(prefix.count)) \(step > 0 ? "+" : "")\(step)"
        }
        if !steps.isEmpty { return ["records that count: \(steps.joined(separator: ", "))"] }
        let isOther = ["value", "numerator", "denominator", "approximateRecords"].contains { last[$0] != content[$0] }
        return isOther ? ["records were replaced by newer ones of the same partners: corrections, payments, reversals"] : []
    }
}

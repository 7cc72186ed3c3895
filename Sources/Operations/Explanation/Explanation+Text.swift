import Aggregation
import Catalog
import Publication

/// The explanation in words.
extension Explanation {
    public var text: String {
        var lines = heading() + formula() + denominators() + cell()
        lines += partners() + counts() + history() + places()
        for remark in remarks { lines.append("note: \(remark)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private func heading() -> [String] {
        let pipeline = question.pipeline
        var lines = [
            "NOT FOR PUBLICATION: nothing is withheld here", "",
            "\(question.indicator.id)  \(question.indicator.title.en) · \(question.areaName ?? question.key.commune) (\(question.key.commune)) · "
                + question.key.window.key, question.indicator.definition,
        ]
        if let version {
            lines.append("version \(version.name)\(version.isInForce ? ", in force" : ", NOT IN FORCE: another one publishes")")
        }
        lines.append(
            "pipeline \(pipeline.id), plan \(String(pipeline.countingPlan().digest, radix: 16)), rules \(String(pipeline.rulesDigest, radix: 16))"
        )
        return lines + [""]
    }

    private func formula() -> [String] {
        guard let open else { return ["nobody is counted there"] + publication() + [""] }
        let figure = open.figure
        let numerator = figure.numerator.map { "\($0)" } ?? "–"
        var names = question.indicator.numerator
        var numbers = numerator
        switch question.indicator.denominator {
        case nil: break
        case .measure(let name): (names, numbers) = ("\(names) / \(name)", "\(numbers) / \(figure.denominator.map { "\($0)" } ?? "–")")
        case .reference(let id): (names, numbers) = ("\(names) / \(id)", "\(numbers) / \(figure.denominator.map { "\($0)" } ?? "–")")
        }
        if question.indicator.unit == .percent, question.indicator.denominator != nil {
            (names, numbers) = ("100 × \(names)", "100 × \(numbers)")
        }
        var lines = ["\(question.indicator.id) = \(names) = \(numbers) = \(Self.text(of: figure))"]
        if let error = figure.dataError { lines.append("data error: \(error.rawValue)") }
        if case .atLeast(let target)? = question.indicator.target { lines.append(Self.target("at least", target, figure)) }
        if case .atMost(let target)? = question.indicator.target { lines.append(Self.target("at most", target, figure)) }
        lines.append("status \(open.status.rawValue), watermark \(Self.watermark(open))")
        return lines + publication() + [""]
    }

    private var unpublished: String {
        guard let version else { return "as it is" }
        return version.isInForce ? "nothing yet; it would be as it is" : "nothing by this version; it would be as it is"
    }

    /// What readers have: the newest revision in the log where there is one, whatever these pipelines say.
    private func publication() -> [String] {
        guard let standing else {
            let words =
                switch published?.figure.availability {
                case .suppressed(let reason)?: "WITHHELD (\(reason.rawValue)); do not pass the numbers on"
                case nil: "nothing"
                default: unpublished
                }
            return ["published: \(words)"]
        }
        let isWithheld = standing.content["availability"] == "suppressed"
        let words = isWithheld ? "WITHHELD (\(standing.content["reason"] ?? "–")); do not pass the numbers on" : standing.figure
        let local = published.flatMap { PublishedDocument(Array($0.document().utf8)) }?.figure ?? "nothing"
        let isNothing = published == nil && standing.content["reason"] == Figure.Absence.noSubjects.rawValue
        guard local != standing.figure, !isNothing else { return ["published: \(words), revision \(standing.number)"] }
        return [
            "published: \(words), revision \(standing.number)",
            "  BEWARE: by the partials and this folder of pipelines it would be \(local): the workers run with another folder, or have not "
                + "published the newest partials yet",
        ]
    }

    static func text(of figure: Figure) -> String {
        switch (figure.availability, figure.value) {
        case (.available, .hundredths(let value)?): "\(decimal(value)) %"
        case (.available, .whole(let value)?): "\(value)"
        default: "not available (\(figure.availability.reason ?? "–"))"
        }
    }

    private static func decimal(_ hundredths: Int64) -> String {
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    private static func target(_ words: String, _ hundredths: Int64, _ figure: Figure) -> String {
        "target \(words) \(decimal(hundredths)): \(figure.isTargetMet.map { $0 ? "met" : "not met" } ?? "not judged")"
    }

    private static func watermark(_ update: IndicatorUpdate) -> String {
        switch update.watermark {
        case .distantPast: "not known yet"
        case .distantFuture: "the end of all files"
        default: update.timeZone.format(update.watermark)
        }
    }

    private func denominators() -> [String] {
        guard case .reference(let id) = question.indicator.denominator else { return [] }
        if referenceRows.isEmpty { return ["reference \(id): no row holds", ""] }
        let sum = referenceRows.reduce(0) { $0 + $1.value }
        var lines = ["reference \(id): \(referenceRows.count) rows, in sum \(sum)"]
        for row in referenceRows.prefix(10) {
            let place = row.commune == .unlocated ? "province" : row.commune.description
            lines.append(
                "  \(place)  \(row.value)  from \(row.validFrom)  \(row.basis)\(row.isEstimate ? " (an estimate)" : "")  \(row.source)")
        }
        if referenceRows.count > 10 { lines.append("  … and \(referenceRows.count - 10) more") }
        return lines + [""]
    }

    private func cell() -> [String] {
        guard !measures.isEmpty else { return [] }
        let used = Set(question.measures.map(\.name))
        let lines = measures.map { row in
            let rule = question.pipeline.measures.first { $0.name == row.measure }
            return "  \(used.contains(row.measure) ? "*" : " ") \(row.measure) = \(row.value)\(rule.map { "  \(Self.words($0))" } ?? "")"
        }
        return ["measures of the cell (* of the formula)"] + lines + [""]
    }

    private static func words(_ rule: MeasureRule) -> String {
        let kind =
            switch rule.kind {
            case .subjects: "subjects"
            case .items: "items"
            case .records: "records"
            case .amount(let name): "sum of \(name)"
            }
        let parts = [("all", rule.condition.all), ("any", rule.condition.any), ("none", rule.condition.none)]
            .filter { !$0.1.isEmpty }.map { "\($0.0) of \($0.1.joined(separator: ", "))" }
        return "(\(([kind] + parts).joined(separator: ", ")))"
    }

    private func partners() -> [String] {
        guard !contributions.isEmpty else { return [] }
        let zone = question.pipeline.timeZone
        return ["partners whose records count in the cell"]
            + contributions.map { part in
                let first = part.first.map { ", first \(zone.format($0))" } ?? ""
                let last = part.last.map { ", last in the window \(zone.format($0))" } ?? ""
                return "  \(part.partner): \(part.records) records\(first)\(last)"
            } + [""]
    }

    private func counts() -> [String] {
        var lines: [String] = []
        if let outcomes {
            let words: [(FoldOutcome, String)] = [
                (.counted, "new"), (.replaced, "corrected an older fact"), (.repeated, "repeated"), (.superseded, "older than what stands"),
                (.periodClosed, "too late: the period was closed"),
            ]
            lines.append(
                "facts of the window, all communes: " + words.map { "\(outcomes[$0.0] ?? 0) \($0.1)" }.joined(separator: ", "))
        }
        if let late { lines.append("rejected since the window was no longer kept: \(late)") }
        if rejected.isEmpty { return lines + ["rejected events: none", ""] }
        lines.append("rejected events of all windows and communes")
        for entry in rejected { lines.append("  \(entry.partner): \(entry.events) \(entry.reason)") }
        return lines + [""]
    }

    private func history() -> [String] {
        let zone = question.pipeline.timeZone
        var lines: [String] = []
        if !revisions.isEmpty {
            lines.append("revisions that stand in the log")
            for revision in revisions {
                lines.append("  #\(revision.number)  \(revision.time)  \(revision.value)  \(revision.parts)  \(revision.status)")
                lines.append("      because: \(revision.reasons.joined(separator: "; "))")
                if !revision.changed.isEmpty { lines.append("      \(revision.changed.joined(separator: ", "))") }
            }
            lines.append("")
        }
        if !changes.isEmpty {
            let shown = changes.count < changeCount ? ", the last \(changes.count)" : ""
            lines.append("changes by events: \(changeCount)\(shown)")
            for change in changes {
                let figure = change.figure
                let parts = [figure.numerator, figure.denominator].compactMap { $0.map { "\($0)" } }.joined(separator: "/")
                lines.append(
                    "  \(change.number)  \(parts)  \(Self.text(of: figure))  by \(change.cause.partner), \(change.cause.place), of "
                        + "\(zone.format(change.cause.time))\(change.cause.outcome == .replaced ? " (a correction)" : "")")
            }
            lines.append("")
        }
        return lines
    }

    private func places() -> [String] { positions.isEmpty ? [] : ["read"] + positions.map { "  \($0)" } + [""] }
}

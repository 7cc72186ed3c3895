import Clients
import Foundation

/// The demo's screen: the province's figures and those of some communes, redrawn in place; on no terminal a line now and then.
struct DemoScreen {
    private let isTerminal = Console.isTerminal(STDOUT_FILENO)
    private var drawnLines = 0
    private var lastLine = Date.distantPast

    /// What is drawn beside the figures.
    struct Scene {
        var seconds: Int
        var sent: Int
        var updates: Int
        var workers: [String]
        var partners: [(name: String, sent: Int)]
        /// The newest of what has happened.
        var news: [String]
    }

    mutating func draw(_ scene: Scene, _ figures: [String: UpdateReader.Update]) throws {
        guard isTerminal else {
            guard Date().timeIntervalSince(lastLine) >= 5 else { return }
            lastLine = Date()
            return try Console.print(
                "\(scene.seconds) s · \(scene.sent) events sent · \(figures.count) figures, \(scene.updates) updates · \(scene.workers.joined(separator: " "))\n"
            )
        }
        var lines = [
            "\u{1B}[1mNhịp Số\u{1B}[0m · \(scene.seconds) s · \(scene.sent) events sent · \(figures.count) figures · \(scene.updates) updates",
            scene.partners.map { "\($0.name): \($0.sent)" }.joined(separator: " · "),
            "workers: " + (scene.workers.isEmpty ? "none" : scene.workers.joined(separator: ", ")), "",
        ]
        lines += table(figures)
        lines.append("")
        lines += scene.news.suffix(4)
        // A line that breaks would be redrawn in the wrong place; the first has eight characters that do not show.
        let columns = TerminalWidth.current ?? 80
        lines = lines.enumerated().map { TerminalWidth.cut($1, to: columns + ($0 == 0 ? 8 : 0)) }
        let text = lines.map { "\u{1B}[2K\($0)\n" }.joined()
        let up = drawnLines > 0 ? "\u{1B}[\(drawnLines)A" : ""
        // What was drawn lower down before is cleared.
        try Console.print(up + text + "\u{1B}[0J")
        drawnLines = lines.count
    }

    private func table(_ figures: [String: UpdateReader.Update]) -> [String] {
        let province = figures.filter { $0.key.split(separator: "|").dropFirst().first == "38" }
        // Of each indicator the newest window that ends.
        var rows: [String: DemoFigure] = [:]
        for update in province.values {
            guard let figure = DemoFigure(update) else { continue }
            if let known = rows[figure.indicator], known.window >= figure.window { continue }
            rows[figure.indicator] = figure
        }
        guard !rows.isEmpty else { return ["(no figures yet)"] }
        let sorted = rows.values.sorted { $0.indicator < $1.indicator }.prefix(18)
        // Besides the title: a value of 14, a window, a revision and a status.
        let width = min(sorted.map { $0.title.count }.max() ?? 0, max(20, (TerminalWidth.current ?? 80) - 46))
        return sorted.map { figure in
            let whole = TerminalWidth.cut(figure.title, to: width)
            let title = whole + String(repeating: " ", count: width - whole.count)
            let value = String(repeating: " ", count: max(0, 14 - figure.value.count)) + figure.value
            return "  \(title) \(value)  \(figure.window)  #\(figure.revision) \(figure.status)"
        }
    }
}

/// What the screen shows of an update.
struct DemoFigure {
    let indicator: String
    let title: String
    let window: String
    let value: String
    let status: String
    let revision: Int64

    /// nil where the document is none.
    init?(_ update: UpdateReader.Update) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(update.document)) as? [String: Any],
            let data = object["data"] as? [String: Any], let window = data["window"] as? [String: Any],
            let title = data["title"] as? [String: Any]
        else { return nil }
        indicator = data["indicator"] as? String ?? ""
        self.title = title["vi"] as? String ?? ""
        self.window = window["key"] as? String ?? ""
        let number = (data["value"] as? NSNumber).map { "\($0)" }
        let unit = data["unit"] as? String == "percent" ? " %" : ""
        value = number.map { $0 + unit } ?? "–"
        status = data["status"] as? String ?? ""
        revision = update.revision
    }
}

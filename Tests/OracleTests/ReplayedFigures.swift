import Aggregation
import Catalog
import Foundation
import Ingest
import Publication
import Replay

/// What the program makes of the same lines, in the oracle's words.
struct ReplayedFigures {
    let result: ReplayResult
    /// The reason of every rejected line, by file and line number from 1.
    let rejects: [String: String]

    static let key = "000102030405060708090a0b0c0d0e0f"

    /// - Parameter files: their names, which may name a partner (`in.<partner>.<kind>.ndjson`), and lines.
    init(_ files: [String: [String]], catalog: Catalog, now: EventTime, threads: Int = 1, key: String = ReplayedFigures.key) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, lines) in files {
            try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: folder.appendingPathComponent(name))
        }
        let rejectsFile = folder.appendingPathComponent("rejects")
        let options = ReplayOptions(
            catalog: catalog, inputs: try InputSelection(paths: [folder.path]),
            key: try PseudonymKey(hexadecimal: key), now: now, rejectsPath: rejectsFile.path,
            threads: threads)
        let replay = try Replay(options)
        result = try replay.run()
        var rejects: [String: String] = [:]
        for line in try String(contentsOf: rejectsFile, encoding: .utf8).split(separator: "\n") {
            guard let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let file = object["file"] as? String,
                let number = object["line"] as? Int, let reason = object["reason"] as? String
            else { continue }
            rejects["\(file.split(separator: "/").last ?? "") \(number)"] = reason
        }
        self.rejects = rejects
    }

    var measures: [String: String] {
        Dictionary(
            uniqueKeysWithValues: result.measures.filter { $0.value != 0 }.map {
                ("\($0.pipeline) \($0.window.key) \($0.areaCode) \($0.measure)", String($0.value))
            })
    }

    var figures: [String: String] {
        Dictionary(
            uniqueKeysWithValues: result.updates.map { ("\($0.key.indicator) \($0.key.commune) \($0.key.window.key)", text($0.figure)) })
    }

    private func text(_ figure: Figure) -> String {
        let availability =
            switch figure.availability {
            case .available: "available"
            case .notAvailable(let absence): "not-available:\(absence.rawValue)"
            case .suppressed(let suppression): "suppressed:\(suppression.rawValue)"
            }
        let value: Int64? =
            switch figure.value {
            case .hundredths(let number), .whole(let number): number
            case nil: nil
            }
        func written(_ number: Int64?) -> String { number.map(String.init) ?? "–" }
        let target = figure.isTargetMet.map { $0 ? "1" : "0" } ?? "–"
        let numbers = [figure.numerator, figure.denominator, value].map(written).joined(separator: " ")
        return "\(availability) \(numbers) \(figure.dataError?.rawValue ?? "–") \(target)"
    }

    var contributions: [String: String] {
        Dictionary(
            uniqueKeysWithValues: result.updates.filter { !$0.partners.isEmpty }.map { update in
                let partners = update.partners.map { "\($0.partner):\($0.events)" }.joined(separator: " ")
                return ("\(update.key.indicator) \(update.key.commune) \(update.key.window.key)", partners)
            })
    }

    /// As the figures of the province say it: that of each partner which has records there.
    func latest(pipeline: String) -> [String: String] {
        var latest: [String: String] = [:]
        for update in result.updates where update.pipeline == pipeline {
            for partner in update.partners {
                latest["\(update.key.window.key) \(partner.partner)"] = partner.lastEventTime.map { String($0.rawValue) }
            }
        }
        return latest
    }
}

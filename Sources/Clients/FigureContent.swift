import Foundation

/// What an update says of its figure, without when and as how firm it was said: by this a live run and a replay are compared.
public enum FigureContent {
    /// One line of JSON with sorted keys; nil where the document is none.
    public static func line(ofUpdate document: [UInt8]) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(document)) as? [String: Any],
            var data = object["data"] as? [String: Any]
        else { return nil }
        for name in ["revision", "watermark", "contentDigest", "status"] { data[name] = nil }
        if let partners = data["partners"] as? [[String: Any]] {
            data["partners"] = partners.map { $0.filter { $0.key != "lastEventTime" } }
        }
        guard let line = try? JSONSerialization.data(withJSONObject: data, options: [.sortedKeys, .withoutEscapingSlashes]) else {
            return nil
        }
        return String(decoding: line, as: UTF8.self)
    }

    /// Nobody is counted there: the same as no update at all.
    public static func isAbsent(_ line: String) -> Bool { line.contains("\"reason\":\"no-subjects\"") }
}

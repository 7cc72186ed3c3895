import Foundation
import Publication

/// A figure as its update document says it, as far as two versions of a pipeline are compared by it: without revision, times and status.
public struct ComparedFigure: Equatable, Sendable {
    public var key: IndicatorKey
    public var communeName: String
    /// A number as the document has it; else why there is none.
    public var value: String
    /// nil where there is no value.
    public var number: Double?
    public var numerator: Double?
    public var denominator: Double?
    /// `8/12`.
    public var parts: String

    /// nil where the bytes are no update document.
    public init?(document: [UInt8]) {
        self.init(object: (try? JSONSerialization.jsonObject(with: Data(document))) as? [String: Any] ?? [:])
    }

    init?(object: [String: Any]) {
        guard let subject = object["subject"] as? String, let key = IndicatorKey(subject), let data = object["data"] as? [String: Any]
        else {
            return nil
        }
        self.key = key
        communeName = (data["commune"] as? [String: Any])?["name"] as? String ?? ""
        let number = data["value"] as? NSNumber
        self.number = number?.doubleValue
        value = number.map { "\($0)" } ?? data["reason"] as? String ?? "–"
        let parts = ["numerator", "denominator"].map { data[$0] as? NSNumber }
        numerator = parts[0]?.doubleValue
        denominator = parts[1]?.doubleValue
        self.parts = parts.map { $0.map { "\($0)" } ?? "–" }.joined(separator: "/")
    }

    /// Nobody is counted there: the same as no figure at all.
    var isAbsent: Bool { value == Figure.Absence.noSubjects.rawValue }
}

import Aggregation
import Catalog

extension IndicatorUpdate {
    /// The CloudEvents `type`.
    public static let eventType = "vn.thanhhoa.nhipso.indicator.updated"

    /// The CloudEvents 1.0 document in structured JSON, on one line, byte for byte the same for equal updates. `id` is key and revision.
    public func document() -> String { String(decoding: document(key: key.description, digest: contentDigest), as: UTF8.self) }

    /// The same as bytes, for those who have the key as text and the digest already.
    public func document(key keyText: String, digest: ContentDigest) -> [UInt8] {
        var json = JSONText(capacity: 1536)
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", "\(keyText)|\(revision)")
            json.member("source", source)
            json.member("type", Self.eventType)
            json.member("subject", keyText)
            json.member("time", timeZone.format(time))
            json.member("datacontenttype", "application/json")
            json.object("data") { data in
                writeContent(to: &data)
                data.member("revision", revision)
                // Infinite: null. Not known yet: left out.
                if watermark != .distantPast {
                    data.member("watermark", watermark == .distantFuture ? nil : timeZone.format(watermark))
                }
                data.member("contentDigest", digest.description)
            }
        }
        return json.bytes
    }

    private func writeContent(to data: inout JSONText) {
        data.member("indicator", key.indicator)
        data.member("pipeline", pipeline)
        data.object("title") {
            $0.member("vi", title.vi)
            $0.member("en", title.en)
        }
        data.member("unit", unit.rawValue)
        data.object("commune") {
            $0.member("code", key.commune)
            $0.member("name", areaName)
            $0.member("kind", area.kind)
        }
        data.object("window") {
            $0.member("key", key.window.key)
            $0.member("length", key.window.length.name)
            $0.member("firstDay", key.window.lastDay == nil ? nil : key.window.firstDay.description)
            $0.member("lastDay", key.window.lastDay?.description)
        }
        data.member("status", status.rawValue)
        writeFigure(to: &data)
        data.member("approximateRecords", approximateRecords)
        data.array("partners") { array in
            for contribution in partners {
                array.object {
                    $0.member("partner", contribution.partner)
                    $0.member("events", contribution.events)
                    $0.member("lastEventTime", contribution.lastEventTime.map { timeZone.format($0) })
                }
            }
        }
    }

    private func writeFigure(to data: inout JSONText) {
        data.member("availability", figure.availability.name)
        data.member("suppressed", figure.availability.isSuppressed)
        data.member("reason", figure.availability.reason)
        switch figure.value {
        case .hundredths(let value): data.member("value", hundredths: value)
        case .whole(let value): data.member("value", value)
        case nil: data.null("value")
        }
        data.member("numerator", figure.numerator)
        data.member("denominator", figure.denominator)
        writeBasis(to: &data)
        switch target {
        case .atLeast(let value): data.object("target") { $0.member("atLeast", hundredths: value) }
        case .atMost(let value): data.object("target") { $0.member("atMost", hundredths: value) }
        case nil: data.null("target")
        }
        data.member("met", figure.isTargetMet)
        data.member("dataError", figure.dataError?.rawValue)
    }

    private func writeBasis(to data: inout JSONText) {
        guard let basis = figure.basis else {
            data.null("denominatorBasis")
            return
        }
        data.object("denominatorBasis") {
            $0.member("kind", basis.kind.rawValue)
            $0.member("name", basis.name)
            if basis.kind == .reference {
                $0.member("basis", basis.reference?.basis)
                $0.member("source", basis.reference?.source)
                $0.member("estimate", basis.reference?.isEstimate)
                $0.member("validFrom", basis.reference?.validFrom.description)
            }
        }
    }
}

extension Area {
    /// The word in wire formats.
    var kind: String {
        switch self {
        case .commune: "commune"
        case .unlocated: "unlocated"
        case .province: "province"
        }
    }
}

extension Figure.Availability {
    /// The word in wire formats: `available`, `not-available`, `suppressed`.
    public var name: String {
        switch self {
        case .available: "available"
        case .notAvailable: "not-available"
        case .suppressed: "suppressed"
        }
    }

    /// Why there is no value, in wire formats; nil when there is one.
    public var reason: String? {
        switch self {
        case .available: nil
        case .notAvailable(let absence): absence.rawValue
        case .suppressed(let suppression): suppression.rawValue
        }
    }

    public var isSuppressed: Bool { if case .suppressed = self { true } else { false } }
}

import Foundation

/// Spoils an event in one of many ways.
enum SpoiltEvent {
    static func line(_ event: String, _ random: inout Seeded) -> String {
        let how = Int.random(in: 0..<(8 + replacements.count), using: &random)
        switch how {
        case 0: return String(event.dropLast(Int.random(in: 1...40, using: &random)))
        case 1: return event.replacing("\"data\":{", with: "\"data\":{,")
        case 2: return event.replacing("\"specversion\":\"1.0\"", with: "\"specversion\":\"0.3\"")
        case 3: return event.replacing("\"id\":", with: "\"uid\":")
        case 4: return event.replacing("\"data\":", with: "\"payload\":")
        case 5: return event.replacing("vn.thanhhoa.", with: "vn.nghean.")
        case 6: return event.replacing("\"id\":", with: "\"time\":\"2026-05-14 09:21\",\"id\":")
        case 7: return event.replacing(/"source":"[^"]*"/, with: "\"source\":\"/No Such Name\"")
        default:
            let (pattern, text) = replacements[how - 8]
            guard let expression = try? Regex(pattern) else { return event }
            return event.replacing(expression, with: text)
        }
    }

    /// Patterns over the text of an event; where one does not occur, the event stays good.
    private static let replacements: [(String, String)] = [
        ("\"(issued|adjusted|cancelled|paid|reversed|finished|certified|expired|published|withdrawn|changed)At\":\"2", "\"paidAt\":\"2"),
        ("At\":\"(....)-(..)-(..)T(..:..:..)[^\"]*\"", "At\":\"2026-05-14T09:21:33\""),
        ("At\":\"[^\"]*\"", "At\":\"2099-01-01T00:00:00+07:00\""),
        ("At\":\"[^\"]*\"", "At\":\"2004-01-01T00:00:00+07:00\""), ("At\":\"[^\"]*\"", "At\":\"2026-02-29T00:00:00+07:00\""),
        ("At\":\"[^\"]*\"", "At\":\"2026-02-28T24:00:00+07:00\""), ("At\":\"[^\"]*\"", "At\":\"2026-02-28T23:00:00.+07:00\""),
        ("At\":\"[^\"]*\"", "At\":1767225600"), ("\"billPeriod\":\"[^\"]*\"", "\"billPeriod\":\"2026-13\""),
        ("\"billPeriod\":\"[^\"]*\"", "\"billPeriod\":202605"), ("\"amountVnd\":", "\"amountVnd\":-"),
        ("\"amountVnd\":[0-9]+", "\"amountVnd\":100000000001"),
        ("\"amountVnd\":[0-9]+", "\"amountVnd\":\"12\""), ("\"amountVnd\":[0-9]+", "\"amountVnd\":12.5"),
        ("\"channel\":\"[a-z_]+\"", "\"channel\":\"barter\""), ("\"customerClass\":\"[a-z]+\"", "\"customerClass\":null"),
        ("\"allocations\":.*\\]", "\"allocations\":[]"), ("\"allocations\":.*\\]", "\"allocations\":[null]"),
        ("\"contractRef\":\"..", "\"contractRef\":\"pa"), ("\"dossierRef\":\"[^\"]*\"", "\"dossierRef\":\"\""),
        ("\"toStatus\":[0-9]+", "\"toStatus\":11"), ("\"eResult\":(true|false)", "\"eResult\":\"yes\""),
        ("\"stars\":[0-9]", "\"stars\":2"), ("\"validTo\":\"[^\"]*\"", "\"validTo\":\"2026-02-29\""),
        ("\"platform\":\"[a-z_]+\"", "\"platform\":\"bazaar\""),
        ("\"listingId\":\"[^\"]*\"", "\"listingId\":\"\(String(repeating: "ầ", count: 129))\""),
        ("\"listingId\":\"[^\"]*\"", "\"listingId\":\"\(String(repeating: "ầ", count: 128))\""),
        ("\"communeCode\":\"[0-9]+\"", "\"communeCode\":\"99999\""), ("\"communeCode\":\"[0-9]+\"", "\"communeCode\":\"1479\""),
        ("\"communeCode\":\"[0-9]+\"", "\"communeCode\":14797"), ("\"communeCode\":\"[0-9]+\"", "\"communeCode\":\"00000\""),
        ("\"communeVintage\":\"[^\"]*\"", "\"communeVintage\":\"2022\""),
    ]
}

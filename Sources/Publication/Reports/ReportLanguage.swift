/// The language of titles, headings and numbers in tables for people.
public enum ReportLanguage: String, CaseIterable, Sendable {
    case vi, en

    /// `1.234.567` or `1,234,567`.
    func grouped(_ number: some BinaryInteger) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.utf8.count - index) % 3 == 0 { text.append(self == .vi ? "." : ",") }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// `98,73` or `98.73`; without the decimals where both are 0 and `trimmed`.
    func decimal(hundredths: Int64, trimmed: Bool = false) -> String {
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = hundredths < 0 ? "-" : ""
        if trimmed && rest == 0 { return sign + grouped(whole) }
        return "\(sign)\(grouped(whole))\(self == .vi ? "," : ".")\(rest < 10 ? "0" : "")\(rest)"
    }
}

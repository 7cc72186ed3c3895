import Aggregation
import Catalog

extension IndicatorReport {
    /// The columns: `value` and `target` with a decimal point, 2 decimals for percent; `target` with `>=` or `<=` before it; booleans `yes` and
    /// `no`; days `YYYY-MM-DD`; what is not there is empty.
    public static let csvHeader = [
        "indicator", "pipeline", "title", "window", "first_day", "last_day", "commune", "commune_name", "unit", "numerator", "denominator",
        "value", "target", "met", "status", "availability", "reason", "data_error", "denominator_from", "denominator_basis",
        "denominator_source", "denominator_estimate", "denominator_valid_from", "approximate_records", "revision",
    ]

    /// RFC 4180 with LF, a header line first. Titles are the Vietnamese ones.
    public func csv() -> String {
        var csv = CSVText()
        csv.append(Self.csvHeader)
        for row in rows {
            let reference = row.figure.basis?.reference
            let window = row.key.window
            csv.append([
                row.key.indicator, row.pipeline, row.title.vi, window.key, window.lastDay == nil ? "" : window.firstDay.description,
                window.lastDay?.description ?? "", row.key.commune, row.areaName ?? "", row.unit.rawValue,
                row.figure.numerator.map { String($0) } ?? "", row.figure.denominator.map { String($0) } ?? "",
                row.figure.value.map(plainText) ?? "", row.target.map(plainText) ?? "", csvText(row.figure.isTargetMet),
                row.status.rawValue, row.figure.availability.name, row.figure.availability.reason ?? "",
                row.figure.dataError?.rawValue ?? "", row.figure.basis?.name ?? "", reference?.basis ?? "", reference?.source ?? "",
                csvText(reference?.isEstimate), reference?.validFrom.description ?? "",
                row.approximateRecords.map { String($0) } ?? "", String(row.revision),
            ])
        }
        return csv.text
    }

    private func plainText(_ value: Figure.Value) -> String {
        switch value {
        case .hundredths(let number): decimalText(hundredths: number)
        case .whole(let number): String(number)
        }
    }

    private func plainText(_ target: Target) -> String {
        switch target {
        case .atLeast(let number): ">=" + decimalText(hundredths: number)
        case .atMost(let number): "<=" + decimalText(hundredths: number)
        }
    }
}

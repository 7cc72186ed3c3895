import Aggregation
import Catalog

/// The words of the tables, in one language.
struct ReportWords {
    let language: ReportLanguage

    init(_ language: ReportLanguage) { self.language = language }

    private func either(_ vi: String, _ en: String) -> String { language == .vi ? vi : en }

    var code: String { either("Mã", "Code") }
    var area: String { either("Địa bàn", "Area") }
    var numerator: String { either("Tử số", "Numerator") }
    var denominator: String { either("Mẫu số", "Denominator") }
    var value: String { either("Giá trị", "Value") }
    var target: String { either("Mục tiêu", "Target") }
    var status: String { either("Trạng thái", "Status") }

    func name(of area: Area, _ name: String?) -> String {
        area == .unlocated ? either("(chưa rõ địa bàn)", "(not located)") : name ?? "?"
    }

    func window(_ window: Window) -> String {
        window.length == .current ? either("hiện tại", "current") : window.key
    }

    func number(_ number: Int64?) -> String { number.map { language.grouped($0) } ?? "–" }

    func value(of row: IndicatorUpdate) -> String {
        switch row.figure.availability {
        case .available: break
        case .notAvailable: return row.figure.dataError == nil ? "–" : "– !"
        case .suppressed: return either("ẩn", "withheld")
        }
        let isApproximate = row.figure.basis?.reference?.isEstimate == true || (row.approximateRecords ?? 0) > 0
        let number =
            switch row.figure.value {
            case .hundredths(let value): language.decimal(hundredths: value) + " %"
            case .whole(let value): language.grouped(value) + (row.unit == .vnd ? " đ" : "")
            case nil: "–"
            }
        return (isApproximate ? "≈ " : "") + number + (row.figure.dataError == nil ? "" : " !")
    }

    func target(of row: IndicatorUpdate) -> String {
        guard let target = row.target else { return "" }
        let mark = row.figure.isTargetMet.map { $0 ? "✓" : "✗" } ?? " "
        return switch target {
        case .atLeast(let value): "\(mark) ≥ \(language.decimal(hundredths: value, trimmed: true))"
        case .atMost(let value): "\(mark) ≤ \(language.decimal(hundredths: value, trimmed: true))"
        }
    }

    /// The window's status and, where there is no value, why.
    func status(of row: IndicatorUpdate) -> String {
        let status =
            switch row.status {
            case .provisional: either("tạm tính", "provisional")
            case .final: either("chính thức", "final")
            case .revised: either("đã sửa", "revised")
            case .standing: either("hiện trạng", "standing")
            }
        let note =
            switch (row.figure.availability, row.figure.dataError) {
            case (.suppressed, _): either("bảo vệ riêng tư", "privacy")
            case (_, .ratioOver100): either("lỗi dữ liệu: trên 100 %", "data error: over 100 %")
            case (_, .some(let error)): either("lỗi dữ liệu: ", "data error: ") + error.rawValue
            case (.notAvailable(.noSubjects), nil): either("không có đối tượng", "nobody counted")
            case (.notAvailable(.denominatorMissing), nil): either("thiếu mẫu số", "no denominator")
            case (.notAvailable, nil): either("mẫu số bằng 0", "denominator 0")
            case (.available, nil): ""
            }
        return note.isEmpty ? status : "\(status) (\(note))"
    }
}

import Testing

@testable import Publication

@Suite struct TextTests {
    @Test("composed and decomposed Vietnamese take the same width")
    func width() {
        #expect(displayWidth("Hạc Thành") == 9)
        #expect(displayWidth("Ha\u{323}c Tha\u{300}nh") == 9)
        #expect(displayWidth("Ệ") == 1)
        #expect(displayWidth("E\u{323}\u{302}") == 1)
        #expect(displayWidth("✓ ≥ 80 –") == 8)
        #expect(displayWidth("漢字") == 4)
        #expect(displayWidth("") == 0)
    }

    @Test("control characters in names do not reach the terminal")
    func controls() {
        var table = TextTable([("a", .left), ("b", .right)])
        table.append(["x\u{1B}[2Jy", "1\n2"])
        #expect(table.text(style: .plain) == "  a         b\n  x [2Jy  1 2\n")
    }

    @Test("numbers are grouped as the language does")
    func grouping() {
        #expect(ReportLanguage.vi.grouped(1_234_567) == "1.234.567")
        #expect(ReportLanguage.en.grouped(-123_456) == "-123,456")
        #expect(ReportLanguage.en.grouped(999) == "999")
        #expect(ReportLanguage.vi.grouped(Int64.min) == "-9.223.372.036.854.775.808")
        #expect(ReportLanguage.vi.decimal(hundredths: 123_405) == "1.234,05")
        #expect(ReportLanguage.en.decimal(hundredths: -5) == "-0.05")
        #expect(ReportLanguage.en.decimal(hundredths: 8000, trimmed: true) == "80")
        #expect(ReportLanguage.en.decimal(hundredths: 8050, trimmed: true) == "80.50")
    }

    @Test("CSV quotes what RFC 4180 demands")
    func csv() {
        var csv = CSVText()
        csv.append(["a", "b,c", "d\"e", "f\r\ng", "", " h "])
        csv.append(["x,\u{301}"])
        #expect(csv.text == "a,\"b,c\",\"d\"\"e\",\"f\r\ng\",, h \n\"x,\u{301}\"\n")
    }
}

/// How texts of events are read in SQL: each gives an expression that is NULL where the text is not what it should be.
enum SQLReading {
    /// Milliseconds since 1970-01-01T00:00:00Z of an RFC 3339 timestamp; the offset must be there.
    static func instant(_ text: String) -> String {
        let zone = "(CASE WHEN \(text) GLOB '*Z' THEN 'Z' ELSE substr(\(text), -6) END)"
        let fraction = "substr(\(text), 20, length(\(text)) - 19 - length(\(zone)))"
        let digits = "[0-9][0-9]"
        return """
            (CASE
              WHEN \(text) NOT GLOB '\(digits)\(digits)-\(digits)-\(digits)T\(digits):\(digits):\(digits)*' THEN NULL
              WHEN \(isDay("substr(\(text), 1, 10)")) IS NOT 1 THEN NULL
              WHEN substr(\(text), 12, 2) > '23' OR substr(\(text), 15, 2) > '59' OR substr(\(text), 18, 2) > '59' THEN NULL
              WHEN length(\(text)) < 19 + length(\(zone)) THEN NULL
              WHEN \(zone) <> 'Z' AND \(zone) NOT GLOB '[+-]\(digits):\(digits)' THEN NULL
              WHEN \(zone) <> 'Z' AND (substr(\(zone), 2, 2) > '23' OR substr(\(zone), 5, 2) > '59') THEN NULL
              WHEN \(fraction) <> '' AND (\(fraction) NOT GLOB '.[0-9]*' OR substr(\(fraction), 2) GLOB '*[^0-9]*') THEN NULL
              ELSE (CAST(strftime('%s', substr(\(text), 1, 19)) AS INTEGER) - \(offsetSeconds(zone))) * 1000
                + CAST(substr(substr(\(fraction), 2) || '000', 1, 3) AS INTEGER)
            END)
            """
    }

    private static func offsetSeconds(_ zone: String) -> String {
        """
        (CASE WHEN \(zone) = 'Z' THEN 0 ELSE
          (CASE substr(\(zone), 1, 1) WHEN '-' THEN -1 ELSE 1 END)
            * (CAST(substr(\(zone), 2, 2) AS INTEGER) * 3600 + CAST(substr(\(zone), 5, 2) AS INTEGER) * 60) END)
        """
    }

    /// 1 where the text is a day of the calendar.
    static func isDay(_ text: String) -> String {
        "(\(text) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND date(\(text), '+0 days') = \(text))"
    }

    /// `YYYY-MM` of a month written `YYYY-MM` or `YYYYMM`.
    static func month(_ text: String) -> String {
        """
        (CASE
          WHEN \(text) GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]' AND substr(\(text), 6) BETWEEN '01' AND '12' THEN \(text)
          WHEN \(text) GLOB '[0-9][0-9][0-9][0-9][0-9][0-9]' AND substr(\(text), 5) BETWEEN '01' AND '12'
            THEN substr(\(text), 1, 4) || '-' || substr(\(text), 5)
        END)
        """
    }

    /// The day in Vietnam, which has +07:00 the year round, of an instant in milliseconds; NULL of NULL.
    static func day(_ instant: String) -> String {
        // Rounded down: an instant before the epoch would otherwise come a millisecond too late.
        "date((\(instant) - ((\(instant) % 1000) + 1000) % 1000) / 1000 + 25200, 'unixepoch')"
    }
}

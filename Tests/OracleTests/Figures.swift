/// The indicators: the list of domain facts and the definitions in the pipelines, with the rules of publication.
enum Figures {
    /// id, pipeline, unit, numerator, denominator (a measure, `reference:` a table, or none), lengths of windows, target in hundredths.
    private static let indicators: [(String, String, String, String, String?, String, Int?)] = [
        ("EP01", "electricity", "percent", "households_noncash", "households_billed", "month quarter year", nil),
        ("EP02", "electricity", "percent", "bills_noncash", "bills_settled", "month quarter year", nil),
        ("EP03", "electricity", "percent", "vnd_noncash", "vnd_settled", "month quarter year", nil),
        ("DG01", "dossiers", "percent", "received_level3_online", "received_level3", "month quarter year", nil),
        ("DG02", "dossiers", "percent", "received_level4_online", "received_level4", "month quarter year", nil),
        ("DG03", "dossiers", "count", "received_online", nil, "month quarter year", nil),
        ("DG04", "dossiers", "percent", "received_online_settled", "received", "month year", 9000),
        ("QD766-2.1", "dossiers", "percent", "completed_on_time", "completed_due", "month quarter year", nil),
        ("QD766-3.3", "dossiers", "percent", "filed_online_766", "received", "month quarter year", 5000),
        ("EC01", "ocop", "count", "products_listed", nil, "current", nil),
        ("EC01.voso", "ocop", "count", "products_voso", nil, "current", nil),
        ("EC01.postmart", "ocop", "count", "products_postmart", nil, "current", nil),
        ("EC01.shopee", "ocop", "count", "products_shopee", nil, "current", nil),
        ("EC01.lazada", "ocop", "count", "products_lazada", nil, "current", nil),
        ("EC01.tiki", "ocop", "count", "products_tiki", nil, "current", nil),
        ("EC01.sendo", "ocop", "count", "products_sendo", nil, "current", nil),
        ("EC01.tiktok_shop", "ocop", "count", "products_tiktok_shop", nil, "current", nil),
        ("EC01.share", "ocop", "percent", "products_listed", "products_certified", "current", nil),
        ("EC01.register", "ocop", "percent", "products_listed", "reference:ocop_products", "current", nil),
        ("EC02", "ocop", "count", "products_cungcau", nil, "current", nil),
    ]

    /// The fewest subjects that may be published: households and dossiers 10; products are not persons.
    private static let minimum = "(CASE pipeline WHEN 'ocop' THEN 0 ELSE 10 END)"

    static var sql: String { cells + suppression + table + values }

    private static let cells = """
        CREATE TABLE area_size AS
        SELECT pipeline, window, area, count(DISTINCT subject) AS subjects, \(minimum) AS minimum FROM counted GROUP BY pipeline, window, area;

        CREATE TABLE measure_of_area AS
        SELECT pipeline, window, area, name, value FROM measure
        UNION ALL SELECT pipeline, window, '38', name, sum(value) FROM measure GROUP BY pipeline, window, name;
        CREATE UNIQUE INDEX measure_of_area_name ON measure_of_area (pipeline, window, area, name);
        """

    /// Areas of fewer subjects than the minimum are withheld. So that the province's total does not give them away, at least two areas with at
    /// least the minimum of subjects together are: the smallest others join. The province is withheld when even it is small.
    private static let suppression = """
        CREATE TABLE small AS
        SELECT pipeline, window, count(*) AS areas, sum(subjects) AS subjects FROM area_size WHERE subjects < minimum GROUP BY pipeline, window;
        CREATE TABLE withheld AS
        SELECT pipeline, window, area, 'small-cell' AS why FROM area_size WHERE subjects < minimum
        UNION ALL
        SELECT pipeline, window, area, 'complementary' FROM (
          SELECT l.*, s.areas + row_number() OVER smallest - 1 AS areas_before,
            s.subjects + coalesce(sum(l.subjects) OVER (smallest ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS subjects_before
          FROM area_size l JOIN small s USING (pipeline, window) WHERE l.subjects >= l.minimum
          WINDOW smallest AS (PARTITION BY l.pipeline, l.window ORDER BY l.subjects, l.area))
        WHERE areas_before < 2 OR subjects_before < minimum
        UNION ALL
        SELECT pipeline, window, '38', 'small-cell' FROM area_size JOIN small USING (pipeline, window)
        GROUP BY pipeline, window HAVING sum(area_size.subjects) < min(minimum);
        """

    private static var table: String {
        let rows = indicators.map { id, pipeline, unit, numerator, denominator, windows, target in
            let base = denominator.map { "'\($0)'" } ?? "NULL"
            return "('\(id)', '\(pipeline)', '\(unit)', '\(numerator)', \(base), '\(windows)', \(target.map(String.init) ?? "NULL"))"
        }
        return """
            CREATE TABLE indicator (
              indicator TEXT, pipeline TEXT, unit TEXT, numerator_name TEXT, denominator_name TEXT, windows TEXT, target INTEGER);
            INSERT INTO indicator VALUES \(rows.joined(separator: ", "));
            """
    }

    /// A denominator of 0 or none at all: not available, never 0. Two decimals, a half upwards. Over 100 %: a data error that keeps its value and
    /// earns nothing. Whether a target is met is decided before rounding.
    private static let values = """
        CREATE TABLE place_of_figure AS
        SELECT pipeline, window, area FROM area_size UNION ALL SELECT DISTINCT pipeline, window, '38' FROM area_size;

        CREATE TABLE fraction AS
        SELECT i.indicator, i.pipeline, p.area, p.window, i.unit, i.target, i.denominator_name, w.why, coalesce(n.value, 0) AS numerator,
          CASE WHEN i.denominator_name IS NULL THEN NULL
            WHEN i.denominator_name LIKE 'reference:%' THEN (SELECT CAST(o.value AS INTEGER) FROM ocop_products o
              WHERE o.commune = p.area AND o.valid_from <= (SELECT today FROM clock) ORDER BY o.valid_from DESC LIMIT 1)
            ELSE coalesce(d.value, 0) END AS denominator
        FROM indicator i
        JOIN place_of_figure p ON p.pipeline = i.pipeline AND i.windows LIKE
          CASE WHEN p.window = 'current' THEN '%current%' WHEN p.window LIKE '%Q%' THEN '%quarter%'
            WHEN length(p.window) = 4 THEN '%year%' ELSE '%month%' END
        LEFT JOIN withheld w ON w.pipeline = p.pipeline AND w.window = p.window AND w.area = p.area
        LEFT JOIN measure_of_area n ON n.pipeline = p.pipeline AND n.window = p.window AND n.area = p.area AND n.name = i.numerator_name
        LEFT JOIN measure_of_area d ON d.pipeline = p.pipeline AND d.window = p.window AND d.area = p.area AND d.name = i.denominator_name;

        CREATE TABLE figure AS
        SELECT indicator, pipeline, area, window, availability,
          CASE WHEN why IS NULL THEN numerator END AS numerator, CASE WHEN why IS NULL THEN denominator END AS denominator,
          CASE WHEN availability = 'available' THEN
            CASE WHEN unit = 'count' THEN numerator ELSE (2 * 10000 * numerator + denominator) / (2 * denominator) END END AS value,
          CASE WHEN availability = 'available' AND unit = 'percent' AND numerator > denominator THEN 'ratio-over-100' END AS data_error,
          CASE WHEN availability = 'available' AND target IS NOT NULL AND numerator <= denominator
            THEN numerator * 10000 >= target * denominator END AS target_met
        FROM (SELECT *, CASE
            WHEN why IS NOT NULL THEN 'suppressed:' || why
            WHEN denominator_name IS NULL THEN 'available'
            WHEN denominator IS NULL THEN 'not-available:denominator-missing'
            WHEN denominator = 0 THEN 'not-available:denominator-zero'
            ELSE 'available' END AS availability
          FROM fraction);
        CREATE INDEX figure_place ON figure (pipeline, window, area);
        """
}

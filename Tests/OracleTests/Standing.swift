/// The newest fact of each record, the windows it counts in, and the commune in which its subject counts there.
enum Standing {
    private static let content = """
        bill, month, commune, partner, stands, amount, domestic, cash, online, no_paper, level, due_known, on_time, e_result, status, stars, \
        platform, valid_to
        """

    static let sql = """
        CREATE TABLE record AS
        SELECT *, stands AND (valid_to IS NULL OR valid_to >= (SELECT today FROM clock)) AS counts
        FROM (SELECT *, row_number() OVER (PARTITION BY pipeline, subject, record ORDER BY at DESC, rank DESC, id) AS age FROM fact)
        WHERE age = 1;
        CREATE UNIQUE INDEX record_key ON record (pipeline, subject, record);

        -- Calendar windows of a month; without one it is the standing state.
        CREATE TABLE windowed AS
        SELECT r.*, w.window FROM record r JOIN (\(windows("record"))) w ON w.month IS r.month AND w.pipeline = r.pipeline;
        CREATE INDEX windowed_subject ON windowed (pipeline, window, subject);

        -- In a window a subject counts where its newest located record there stands, else where its newest located record of all does.
        CREATE TABLE home AS
        SELECT pipeline, subject, commune, at, rank FROM (
          SELECT *, row_number() OVER (PARTITION BY pipeline, subject ORDER BY at DESC, rank DESC) AS nth
          FROM record WHERE commune IS NOT NULL) WHERE nth = 1;
        CREATE UNIQUE INDEX home_subject ON home (pipeline, subject);
        CREATE TABLE home_in_window AS
        SELECT pipeline, window, subject, commune, at, rank FROM (
          SELECT *, row_number() OVER (PARTITION BY pipeline, window, subject ORDER BY at DESC, rank DESC) AS nth
          FROM windowed WHERE commune IS NOT NULL) WHERE nth = 1;
        CREATE UNIQUE INDEX home_in_window_subject ON home_in_window (pipeline, window, subject);

        CREATE TABLE counted AS
        SELECT w.*, coalesce(i.commune, h.commune, 'unlocated') AS area
        FROM windowed w LEFT JOIN home_in_window i USING (pipeline, window, subject) LEFT JOIN home h USING (pipeline, subject)
        WHERE w.counts;
        CREATE INDEX counted_subject ON counted (pipeline, window, subject);

        CREATE TABLE measure (pipeline TEXT, window TEXT, area TEXT, name TEXT, value INTEGER);

        CREATE TABLE contribution AS
        SELECT pipeline, window, area, partner, count(*) AS records FROM counted GROUP BY pipeline, window, area, partner;
        INSERT INTO contribution SELECT pipeline, window, '38', partner, sum(records) FROM contribution GROUP BY pipeline, window, partner;

        -- Older and taken-back facts have a time too.
        CREATE TABLE latest AS
        SELECT f.pipeline, w.window, f.partner, max(f.at) AS latest
        FROM fact f JOIN (\(windows("fact"))) w ON w.month IS f.month AND w.pipeline = f.pipeline GROUP BY f.pipeline, w.window, f.partner;

        CREATE TABLE open_case AS
        SELECT pipeline, subject, 'two newest facts of ' || pipeline || ' ' || subject || ' ' || record AS what
        FROM (SELECT DISTINCT pipeline, subject, record, at, rank, \(content) FROM fact) f
        WHERE (at, rank) = (SELECT g.at, g.rank FROM record g WHERE g.pipeline = f.pipeline AND g.subject = f.subject AND g.record = f.record)
        GROUP BY pipeline, subject, record HAVING count(*) > 1
        UNION ALL
        SELECT r.pipeline, r.subject, 'two places of ' || r.pipeline || ' ' || r.subject FROM record r JOIN home h USING (pipeline, subject, at, rank)
        WHERE r.commune <> h.commune
        UNION ALL
        SELECT r.pipeline, r.subject, 'two places of ' || r.pipeline || ' ' || r.subject || ' in ' || r.window
        FROM windowed r JOIN home_in_window h USING (pipeline, window, subject, at, rank) WHERE r.commune <> h.commune;
        """

    private static func windows(_ table: String) -> String {
        let months = "(SELECT DISTINCT pipeline, month FROM \(table) WHERE month IS NOT NULL)"
        return """
            SELECT pipeline, month, month AS window FROM \(months)
            UNION ALL SELECT pipeline, month, substr(month, 1, 4) || '-Q' || ((CAST(substr(month, 6) AS INTEGER) + 2) / 3) FROM \(months)
            UNION ALL SELECT pipeline, month, substr(month, 1, 4) FROM \(months)
            UNION ALL SELECT DISTINCT pipeline, NULL, 'current' FROM \(table) WHERE month IS NULL
            """
    }
}

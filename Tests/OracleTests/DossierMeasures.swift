/// Dossiers, from the comments and descriptions of Pipelines/dossiers.yaml.
enum DossierMeasures {
    static let sql = """
        -- What is known of a dossier in a window.
        CREATE TABLE dossier AS
        SELECT window, area, subject,
          max(kind = 'received') AS received, max(coalesce(online, 0)) AS online, max(coalesce(no_paper, 0)) AS no_paper,
          max(coalesce(level = 'level3', 0)) AS level3, max(coalesce(level = 'level4', 0)) AS level4,
          max(coalesce(level = 'mot_phan', 0)) AS mot_phan, max(coalesce(level = 'toan_trinh', 0)) AS toan_trinh,
          max(kind = 'completed') AS completed, max(coalesce(due_known, 0)) AS due_known, max(coalesce(on_time, 0)) AS on_time,
          max(kind = 'outcome') AS settled, max(coalesce(e_result, 0)) AS e_result, max(status) AS status
        FROM counted WHERE pipeline = 'dossiers' GROUP BY window, area, subject;

        """ + counts + statuses

    private static let periods: [(String, String)] = [
        ("received", "received"), ("received_online", "received AND online"), ("received_level3", "received AND level3"),
        ("received_level3_online", "received AND level3 AND online"), ("received_level4", "received AND level4"),
        ("received_level4_online", "received AND level4 AND online"), ("received_mot_phan", "received AND mot_phan"),
        ("received_mot_phan_online", "received AND mot_phan AND online"), ("received_toan_trinh", "received AND toan_trinh"),
        ("received_toan_trinh_online", "received AND toan_trinh AND online"),
        ("received_online_settled", "received AND online AND settled AND e_result"),
        ("filed_online_766", "received AND online AND (e_result OR no_paper)"), ("completed", "completed"),
        ("completed_due", "completed AND due_known"), ("completed_on_time", "completed AND on_time"),
    ]

    private static let counts = periods.map { name, condition in
        """
        INSERT INTO measure SELECT 'dossiers', window, area, '\(name)', sum(\(condition)) FROM dossier
        WHERE window <> 'current' GROUP BY window, area;
        """
    }
    .joined(separator: "\n")

    /// Statuses 3, 8, 9 and 10 end a dossier; the clock of all others runs or waits.
    private static let statuses = """

        INSERT INTO measure SELECT 'dossiers', window, area, 'status_' || status, count(*) FROM dossier
        WHERE window = 'current' GROUP BY window, area, status;
        INSERT INTO measure SELECT 'dossiers', window, area, 'open_now', sum(status NOT IN (3, 8, 9, 10)) FROM dossier
        WHERE window = 'current' GROUP BY window, area;
        """
}

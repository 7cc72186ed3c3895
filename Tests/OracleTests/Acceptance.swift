/// Which lines are events that may be counted, and why the others may not: tables `event_…` per type, `placed`, and `reject`.
///
/// One reason a line: what comes first of JSON, envelope, source, type, contract, time, commune.
enum Acceptance {
    static func sql(now: Int64) -> String {
        ([envelope] + ContractCheck.all.map { contract($0, now) } + [places, rejects]).joined(separator: "\n")
    }

    /// The attributes of CloudEvents 1.0. The partner of a source is its first path segment, or its host.
    private static let envelope = """
        CREATE TABLE opened AS
        SELECT id, partner, body, json_valid(body) AS is_json FROM line WHERE trim(body, ' ' || char(9, 13)) <> '';

        CREATE TABLE attribute AS
        SELECT id, partner, body,
          json_type(body) = 'object' AND json_type(body, '$.specversion') = 'text' AND json_extract(body, '$.specversion') = '1.0'
            AND json_type(body, '$.id') = 'text' AND json_extract(body, '$.id') <> ''
            AND json_type(body, '$.source') = 'text' AND json_extract(body, '$.source') <> ''
            AND json_type(body, '$.type') = 'text' AND json_extract(body, '$.type') <> ''
            AND json_type(body, '$.data') IS NOT NULL AS is_whole,
          json_extract(body, '$.type') AS type, json_extract(body, '$.source') AS source,
          json_extract(body, '$.time') AS time, json_extract(body, '$.datacontenttype') AS content
        FROM opened WHERE is_json;

        CREATE TABLE envelope AS
        SELECT id, partner, body, type, sender,
          CASE
            WHEN coalesce(is_whole, 0) = 0 OR (time IS NOT NULL AND \(SQLReading.instant("time")) IS NULL)
              OR coalesce(content, 'application/json') <> 'application/json' OR sender = '' OR sender GLOB '*[^a-z0-9._-]*'
              THEN 'not-cloudevents'
            WHEN partner IS NOT NULL AND partner <> sender THEN 'source-mismatch'
            WHEN type NOT IN (\(ContractCheck.all.map { "'\($0.type)'" }.joined(separator: ", "))) THEN 'unknown-type'
          END AS refusal
        FROM (SELECT *, CASE instr(path, '/') WHEN 0 THEN path ELSE substr(path, 1, instr(path, '/') - 1) END AS sender
          FROM (SELECT *, CASE
              WHEN instr(source, '://') > 0 THEN substr(source, instr(source, '://') + 3)
              WHEN substr(source, 1, 1) = '/' THEN substr(source, 2)
              ELSE source END AS path
            FROM attribute));
        CREATE INDEX envelope_type ON envelope (type);
        """

    private static func contract(_ contract: ContractCheck, _ now: Int64) -> String {
        let columns = contract.fields.map { field in
            "json_type(body, '$.data.\(field.name)') AS t_\(field.name), json_extract(body, '$.data.\(field.name)') AS \(field.name)"
        }
        let instants = contract.fields.filter(\.isInstant).map { ", \(SQLReading.instant($0.name)) AS at_\($0.name)" }
        let checks = contract.fields.map { $0.holds(type: "t_\($0.name)", value: $0.name) }
        let day = 86_400_000 as Int64
        return """
            CREATE TABLE \(contract.table) AS
            SELECT *, CASE
                WHEN fits = 0 THEN 'schema'
                WHEN happened > \(now + 600_000) THEN 'time-in-future'
                WHEN happened < \(now - 3650 * day) THEN 'time-too-old'
              END AS refusal
            FROM (SELECT *, coalesce(\(checks.joined(separator: " AND ")), 0) AS fits, at_\(contract.time) AS happened
              FROM (SELECT *\(instants.joined())
              FROM (SELECT id, sender, \(columns.joined(separator: ", ")) FROM envelope WHERE refusal IS NULL AND type = '\(contract.type)')));
            """
    }

    /// Whose commune is looked at: all that carry a code, but for listings of a known product, which stand where it is certified.
    private static var locating: [ContractCheck] {
        ContractCheck.all.filter { contract in contract.fields.contains { $0.name == "communeCode" } }
    }

    /// A code means the unit that bore it on the day of the event, or in the vintage that is named. A unit in force stands for itself; one that was
    /// taken over as a whole for its successor; the code of one that was split says too little.
    private static var places: String {
        let codes = locating.map { contract in
            """
            SELECT id, communeCode AS code,
              coalesce((SELECT valid_from FROM vintage v WHERE v.vintage = communeVintage), \(SQLReading.day("happened"))) AS day
            FROM \(contract.table)
            WHERE refusal IS NULL AND communeCode IS NOT NULL
              \(contract.type.hasSuffix("listing.published") ? "AND productCode IS NULL" : "")
            """
        }
        return """
            CREATE TABLE placed AS
            SELECT id, CASE
                WHEN bearer IS NULL THEN NULL
                WHEN ended = '' THEN code
                WHEN heirs = 1 THEN (SELECT successor FROM successor s WHERE s.code = c.code AND s.until = c.ended AND s.kind = 'full')
              END AS commune,
              CASE
                WHEN bearer IS NULL AND EXISTS (SELECT 1 FROM unit u WHERE u.code = c.code) THEN 'commune-not-in-force'
                WHEN bearer IS NULL THEN 'commune-unknown'
                WHEN ended <> '' AND heirs > 1 THEN 'commune-ambiguous'
              END AS refusal
            FROM (SELECT p.*, u.code AS bearer, u.valid_to AS ended,
                (SELECT count(*) FROM successor s WHERE s.code = u.code AND s.until = u.valid_to) AS heirs
              FROM (\(codes.joined(separator: "\nUNION ALL "))) p
              LEFT JOIN unit u ON u.code = p.code AND u.valid_from <= p.day AND (u.valid_to = '' OR u.valid_to >= p.day)) c;
            CREATE UNIQUE INDEX placed_id ON placed (id);
            """
    }

    private static var rejects: String {
        let ofContracts = ContractCheck.all.map { "SELECT id, refusal FROM \($0.table) WHERE refusal IS NOT NULL" }
        let instants = ContractCheck.all.map { "SELECT id, happened FROM \($0.table) WHERE refusal IS NULL" }
        return """
            CREATE TABLE reject AS
            SELECT id, 'malformed-json' AS reason FROM opened WHERE NOT is_json
            UNION ALL SELECT id, refusal FROM envelope WHERE refusal IS NOT NULL
            UNION ALL \(ofContracts.joined(separator: "\nUNION ALL "))
            UNION ALL SELECT id, refusal FROM placed WHERE refusal IS NOT NULL;
            CREATE UNIQUE INDEX reject_id ON reject (id);

            -- The day for which standing states are shown: that of the latest event that was accepted.
            CREATE TABLE clock AS
            SELECT \(SQLReading.day("max(happened)")) AS today
            FROM (\(instants.joined(separator: "\nUNION ALL "))) WHERE id NOT IN (SELECT id FROM reject);
            """
    }
}

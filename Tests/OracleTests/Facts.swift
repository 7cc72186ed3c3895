/// What the accepted events say, a row for each record that an event speaks of: the table `fact`.
///
/// `stands` is 0 where the event takes its record back. `kind` and what follows `stands` is what the pipelines' flags and amounts ask for.
enum Facts {
    static let sql = """
        CREATE TABLE fact (
          id INTEGER, pipeline TEXT, kind TEXT, subject TEXT, record TEXT, bill TEXT, month TEXT, at INTEGER, rank INTEGER, commune TEXT,
          partner TEXT, stands INTEGER, amount INTEGER, domestic INTEGER, cash INTEGER, online INTEGER, no_paper INTEGER, level TEXT,
          due_known INTEGER, on_time INTEGER, e_result INTEGER, status INTEGER, stars INTEGER, platform TEXT, valid_to TEXT);
        """ + bills + payments + dossiers + certificates + listings + """
            DELETE FROM fact WHERE id IN (SELECT id FROM reject);
            UPDATE fact SET commune = (SELECT commune FROM placed p WHERE p.id = fact.id);
            CREATE INDEX fact_record ON fact (pipeline, subject, record, at, rank);
            """

    /// A bill is one record, whatever happens to it. One of 0 đồng needs no payment and does not count. Cancelled beats adjusted beats issued at
    /// the same instant.
    private static let bills = [
        ("issued", 0, "amountVnd > 0", "amountVnd", "customerClass"), ("adjusted", 1, "amountVnd > 0", "amountVnd", "customerClass"),
        ("cancelled", 2, "0", "0", "''"),
    ]
    .map { state, rank, stands, amount, domestic in
        """
        INSERT INTO fact (id, pipeline, kind, subject, record, bill, month, at, rank, partner, stands, amount, domestic)
        SELECT id, 'electricity', 'bill', contractRef, 'bill ' || billId, billId, \(SQLReading.month("billPeriod")), happened, \(rank), sender,
          \(stands), \(amount), \(domestic) = 'domestic' AND \(stands)
        FROM event_elec_bill_\(state) WHERE refusal IS NULL;
        """
    }
    .joined(separator: "\n")

    /// One record for each bill that a payment pays, in the bill's month. Cash is what the payer paid in cash. A reversal beats its payment.
    private static let payments = """
        INSERT INTO fact (id, pipeline, kind, subject, record, bill, month, at, rank, partner, stands, amount, cash)
        SELECT e.id, 'electricity', 'payment', contractRef, 'payment ' || paymentId || ' ' || json_extract(a.value, '$.billId'),
          json_extract(a.value, '$.billId'), \(SQLReading.month("json_extract(a.value, '$.billPeriod')")), happened, 0, sender, 1,
          json_extract(a.value, '$.amountVnd'), channel IN ('agent_cash', 'counter_cash', 'collector_cash')
        FROM event_elec_payment_settled e, json_each(e.allocations) a WHERE e.refusal IS NULL;
        INSERT INTO fact (id, pipeline, kind, subject, record, bill, month, at, rank, partner, stands)
        SELECT e.id, 'electricity', 'payment', contractRef, 'payment ' || paymentId || ' ' || json_extract(a.value, '$.billId'),
          json_extract(a.value, '$.billId'), \(SQLReading.month("json_extract(a.value, '$.billPeriod')")), happened, 1, sender, 0
        FROM event_elec_payment_reversed e, json_each(e.allocations) a WHERE e.refusal IS NULL;
        """

    /// Reception and completion in their own months, the outcome in the month of reception, the status in none. A corrected one is written later
    /// (`recordedAt`) and replaces the earlier.
    private static let dossiers = """
        INSERT INTO fact (id, pipeline, kind, subject, record, month, at, rank, partner, stands, online, no_paper, level)
        SELECT id, 'dossiers', 'received', dossierRef, 'received', substr(\(SQLReading.day("happened")), 1, 7),
          at_recordedAt, 0, sender, 1, coalesce(channel = 'online', 0), coalesce(paperResultDue = 0, 0), serviceLevel
        FROM event_dossier_received WHERE refusal IS NULL;
        INSERT INTO fact (id, pipeline, kind, subject, record, month, at, rank, partner, stands, due_known, on_time)
        SELECT id, 'dossiers', 'completed', dossierRef, 'completed', substr(\(SQLReading.day("happened")), 1, 7),
          at_recordedAt, 0, sender, 1, dueAt IS NOT NULL, coalesce(happened <= at_dueAt, 0)
        FROM event_dossier_completed WHERE refusal IS NULL;
        INSERT INTO fact (id, pipeline, kind, subject, record, month, at, rank, partner, stands, e_result)
        SELECT id, 'dossiers', 'outcome', dossierRef, 'outcome', substr(\(SQLReading.day("at_receivedAt")), 1, 7),
          at_recordedAt, 0, sender, 1, coalesce(eResult, 0)
        FROM event_dossier_completed WHERE refusal IS NULL;
        INSERT INTO fact (id, pipeline, kind, subject, record, at, rank, partner, stands, status)
        SELECT id, 'dossiers', 'status', dossierRef, 'status', happened, 0, sender, 1, toStatus
        FROM event_dossier_status_changed WHERE refusal IS NULL;
        """

    /// A product has one certificate, the newest. Its end beats it at the same instant.
    private static let certificates = """
        INSERT INTO fact (id, pipeline, kind, subject, record, at, rank, partner, stands, stars, valid_to)
        SELECT id, 'ocop', 'certificate', 'product ' || productCode, 'certificate', happened, 0, sender, 1, stars, validTo
        FROM event_ocop_product_certified WHERE refusal IS NULL;
        INSERT INTO fact (id, pipeline, kind, subject, record, at, rank, partner, stands)
        SELECT id, 'ocop', 'certificate', 'product ' || productCode, 'certificate', happened, 1, sender, 0
        FROM event_ocop_product_expired WHERE refusal IS NULL;
        """

    /// A listing without a product is a subject of its own.
    private static let listings = [("published", 0), ("withdrawn", 1)]
        .map { state, rank in
            """
            INSERT INTO fact (id, pipeline, kind, subject, record, at, rank, partner, stands, platform)
            SELECT id, 'ocop', CASE WHEN productCode IS NULL THEN 'unmatched' ELSE 'listing' END,
              coalesce('product ' || productCode, 'listing ' || platform || ' ' || listingId), 'listing ' || platform || ' ' || listingId,
              happened, \(rank), sender, \(1 - rank), platform
            FROM event_ocop_listing_\(state) WHERE refusal IS NULL;
            """
        }
        .joined(separator: "\n")
}

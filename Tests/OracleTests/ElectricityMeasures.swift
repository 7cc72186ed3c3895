/// Electricity, from the comments and descriptions of Pipelines/electricity.yaml.
enum ElectricityMeasures {
    static let sql = """
        -- A bill of a contract in a billing month, from all that is known of it.
        CREATE TABLE elec_bill AS
        SELECT window, area, subject, month, bill,
          max(kind = 'bill') AS billed, max(coalesce(domestic, 0)) AS domestic, max(kind = 'payment') AS settled,
          max(coalesce(cash, 0)) AS cash, max(kind = 'payment' AND NOT cash) AS noncash
        FROM counted WHERE pipeline = 'electricity' GROUP BY window, area, subject, month, bill;

        -- Household contracts: with at least one bill of a household; and of these, those of which every such bill is settled, none with cash.
        CREATE TABLE household AS
        SELECT window, area, subject, min(noncash AND NOT cash) AS pays_without_cash
        FROM elec_bill WHERE domestic GROUP BY window, area, subject;

        INSERT INTO measure
        SELECT 'electricity', window, area, 'households_billed', count(*) FROM household GROUP BY window, area
        UNION ALL SELECT 'electricity', window, area, 'households_noncash', sum(pays_without_cash) FROM household GROUP BY window, area
        UNION ALL SELECT 'electricity', window, area, 'bills_issued', sum(billed) FROM elec_bill GROUP BY window, area
        UNION ALL SELECT 'electricity', window, area, 'bills_settled', sum(billed AND settled) FROM elec_bill GROUP BY window, area
        UNION ALL SELECT 'electricity', window, area, 'bills_noncash', sum(billed AND settled AND NOT cash) FROM elec_bill GROUP BY window, area
        UNION ALL SELECT 'electricity', window, area, 'bills_unknown', sum(settled AND NOT billed) FROM elec_bill GROUP BY window, area
        UNION ALL SELECT pipeline, window, area, 'payments', count(*) FROM counted WHERE kind = 'payment' GROUP BY window, area
        UNION ALL SELECT pipeline, window, area, 'vnd_billed', sum(amount) FROM counted WHERE kind = 'bill' GROUP BY window, area
        UNION ALL SELECT pipeline, window, area, 'vnd_settled', sum(amount) FROM counted WHERE kind = 'payment' GROUP BY window, area
        UNION ALL SELECT pipeline, window, area, 'vnd_noncash', sum(amount) FROM counted WHERE kind = 'payment' AND NOT cash GROUP BY window, area;
        """
}

/// OCOP products, from the comments and descriptions of Pipelines/ocop.yaml.
enum OCOPMeasures {
    static let sql = """
        -- A product, or a listing that could not be matched to one.
        CREATE TABLE product AS
        SELECT window, area, subject, max(kind = 'certificate') AS certified, max(stars) AS stars,
          max(kind = 'listing' AND platform <> 'cungcau') AS listed, max(coalesce(platform = 'cungcau', 0)) AS on_cungcau,
          max(kind = 'unmatched') AS unmatched
        FROM counted WHERE pipeline = 'ocop' GROUP BY window, area, subject;

        INSERT INTO measure
        SELECT 'ocop', window, area, 'products_certified', sum(certified) FROM product GROUP BY window, area
        UNION ALL SELECT 'ocop', window, area, 'products_' || stars || '_stars', count(*) FROM product WHERE certified GROUP BY window, area, stars
        UNION ALL SELECT 'ocop', window, area, 'products_listed', sum(certified AND listed) FROM product GROUP BY window, area
        UNION ALL SELECT 'ocop', window, area, 'products_cungcau', sum(on_cungcau) FROM product GROUP BY window, area
        UNION ALL SELECT 'ocop', window, area, 'products_uncertified', sum(listed AND NOT certified) FROM product GROUP BY window, area
        UNION ALL SELECT 'ocop', window, area, 'listings_unmatched', sum(unmatched) FROM product GROUP BY window, area
        UNION ALL SELECT 'ocop', window, area, 'listings_live', count(*) FROM counted WHERE kind IN ('listing', 'unmatched') GROUP BY window, area
        -- Certified products live on a platform.
        UNION ALL SELECT 'ocop', l.window, l.area, 'products_' || l.platform, count(DISTINCT l.subject)
        FROM counted l JOIN product p USING (window, area, subject)
        WHERE l.kind = 'listing' AND l.platform <> 'cungcau' AND p.certified GROUP BY l.window, l.area, l.platform;
        """
}

import Aggregation

// OCOP products and their listings, as the shops' association reports them.
extension EventWriter {
    mutating func writeProduct(_ event: Occurrence, _ products: Products) {
        let product = Int(event.subject)
        begin()
        putProduct(product)
        if event.kind == .productExpired { line.put("/expired-") } else { line.put("/certified-") }
        line.put(event.variant == 0 && event.kind == .productCertified ? 0 : Int(event.month) + 1, width: 3)
        beginData(event)
        // A required field cannot be null: the faulty value.
        if findings.fault.spoils(2) {
            line.put(#"productCode":null"#)
        } else {
            line.put(#"productCode":""#)
            putProduct(product)
            line.put(byte: 0x22)
        }
        if event.kind == .productExpired {
            line.put(#","expiredAt":""#)
            putBusinessTime(event)
            line.put(findings.fault.spoils(1) ? #","reason":"lost""# : #","reason":"revoked""#)
        } else {
            putCertificate(event)
        }
        putCommune(products.spread.unit(of: product), event)
    }

    private mutating func putCertificate(_ event: Occurrence) {
        let hash = mixer.hash(.product, 2, UInt64(event.subject))
        line.put(#","productGroup":"#)
        line.put(Int64(hash % 6) + 1)
        line.put(#","stars":"#)
        // Most have three; a new certificate may bring one more. Six is the faulty value.
        let stars = Int64(hash >> 8 & 7) < 6 ? 3 : Int64(hash >> 8 & 7) - 2
        line.put(findings.fault.spoils(1) ? 6 : min(5, stars + (event.variant == 1 && hash >> 12 & 1 == 1 ? 1 : 0)))
        line.put(#","ownerRef":"OWNER-"#)
        line.put(Int(event.subject) * 3 / 4 + 1, width: 7)
        line.put(#"","decisionNo":""#)
        line.put(Int64(hash >> 16 & 0xFFF) + 1)
        line.put(#"/QĐ-UBND","certifiedAt":""#)
        putBusinessTime(event, canLackOffset: false)
        line.put(#","validTo":""#)
        let parts = day(event).components
        // 36 months, so that the last day is the one before the same day; 29 February counts as the 28th.
        let same = CivilDate(year: parts.year + 3, month: parts.month, day: parts.month == 2 ? min(28, parts.day) : parts.day)
        line.put(day: Int64(same.rawValue) - 1)
        // No such day: the faulty value.
        if findings.fault.spoils(0) {
            line.drop(5)
            line.put("02-30")
        }
        line.put(byte: 0x22)
    }

    mutating func writeListing(_ event: Occurrence, _ products: Products) {
        let isUnmatched = event.variant == Products.unmatched
        let hash = mixer.hash(.listing, UInt64(event.month) << 8 | UInt64(event.variant), UInt64(event.subject))
        begin()
        putListing(event)
        line.put(event.kind == .listingPublished ? "/published" : "/withdrawn")
        beginData(event)
        // A required field cannot be null: the faulty value.
        if findings.fault.spoils(2) {
            line.put(#"listingId":null"#)
        } else {
            line.put(#"listingId":""#)
            putListing(event)
            line.put(byte: 0x22)
        }
        line.put(#","platform":""#)
        if findings.fault.spoils(1) { line.put("ebay") } else { line.put(EventWriter.platform(hash)) }
        line.put(byte: 0x22)
        if !isUnmatched {
            line.put(#","productCode":""#)
            putProduct(Int(event.subject))
            line.put(byte: 0x22)
        }
        if event.kind == .listingWithdrawn {
            line.put(#","withdrawnAt":""#)
            putBusinessTime(event)
            return
        }
        line.put(#","urlHash":""#)
        for step in 0..<22 as Range<UInt64> { line.put(byte: EventWriter.base64URL(Mixer.finalise(hash &+ step) & 63)) }
        line.put(#"","sellerRef":"SELLER-"#)
        line.put(Int(hash >> 24 & 0xFFFF), width: 5)
        line.put(byte: 0x22)
        if isUnmatched { putCommune(products.unit(ofUnmatched: Int(event.subject), month: Int(event.month)), event) }
        line.put(#","publishedAt":""#)
        putBusinessTime(event)
    }

    private static func platform(_ hash: UInt64) -> StaticString {
        switch hash & 15 {
        case ..<4: "voso"
        case ..<8: "postmart"
        case ..<10: "shopee"
        case 10: "lazada"
        case 11: "tiki"
        case 12: "sendo"
        case 13: "tiktok_shop"
        default: "cungcau"
        }
    }

    private static func base64URL(_ number: UInt64) -> UInt8 {
        let digit = UInt8(truncatingIfNeeded: number)
        switch digit {
        case ..<26: return 65 + digit
        case ..<52: return 97 + digit - 26
        case ..<62: return 48 + digit - 52
        case 62: return 0x2D
        default: return 0x5F
        }
    }

    /// `OCOP-38-0000012`.
    private mutating func putProduct(_ product: Int) {
        line.put("OCOP-38-")
        line.put(product + 1, width: 7)
    }

    /// `V-2605-1-0000012`; `U-…` when it could not be matched.
    private mutating func putListing(_ event: Occurrence) {
        line.put(event.variant == Products.unmatched ? "U-" : "V-")
        line.put(monthDigits[Int(event.month)], width: 4)
        line.put(byte: 0x2D)
        line.put(byte: 48 + event.variant)
        line.put(byte: 0x2D)
        line.put(Int(event.subject) + 1, width: 7)
    }
}

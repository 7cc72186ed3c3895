/// A contract of Pipelines/events, read by hand: what an event of the type must look like.
struct ContractCheck {
    let type: String
    /// The timestamp field that is the business time. Every contract accepts 3,650 days of past and ten minutes of future.
    let time: String
    let fields: [FieldCheck]

    /// The name of the table with the events of the type.
    var table: String { "event_" + type.replacing("vn.thanhhoa.", with: "").replacing(".", with: "_") }

    static let all = electricity + dossiers + ocop

    private static let billID = FieldCheck.text("billId", 1...64, required: true)
    private static let money = 0...100_000_000_000
    private static let channels = [
        "bank_app", "bank_auto_debit", "bank_transfer", "viet_qr", "card", "e_wallet", "mobile_money", "national_portal", "evn_app", "atm",
        "agent_cash", "counter_cash", "collector_cash",
    ]
    private static let platforms = ["voso", "postmart", "shopee", "lazada", "tiki", "sendo", "tiktok_shop", "cungcau"]

    private static let electricity = [
        ContractCheck(
            type: "vn.thanhhoa.elec.bill.issued", time: "issuedAt",
            fields: [
                billID, .contractRef, .month("billPeriod", required: true), .integer("cycle", 1...3),
                .choice("customerClass", ["domestic", "other"], required: true), .integer("amountVnd", money, required: true),
                .integer("kwh", 0...100_000_000), .instant("issuedAt", required: true), .instant("dueAt"), .commune(required: true),
                .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.elec.bill.adjusted", time: "adjustedAt",
            fields: [
                billID, .contractRef, .month("billPeriod", required: true),
                .choice("customerClass", ["domestic", "other"], required: true),
                .integer("amountVnd", money, required: true), .integer("deltaVnd", -100_000_000_000...100_000_000_000),
                .instant("adjustedAt", required: true), .commune(required: true), .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.elec.bill.cancelled", time: "cancelledAt",
            fields: [
                billID, .contractRef, .month("billPeriod", required: true), .instant("cancelledAt", required: true), .commune(), .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.elec.payment.settled", time: "paidAt",
            fields: [
                .text("paymentId", 1...64, required: true), .contractRef,
                .list("allocations", [billID, .month("billPeriod", required: true), .integer("amountVnd", money, required: true)]),
                .choice("channel", channels, required: true), .text("providerCode", 1...32), .instant("paidAt", required: true), .commune(),
                .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.elec.payment.reversed", time: "reversedAt",
            fields: [
                .text("paymentId", 1...64, required: true), .contractRef,
                .list("allocations", [billID, .month("billPeriod", required: true), .integer("amountVnd", money)]),
                .choice("reason", ["cancelled", "dubious", "other"]), .instant("reversedAt", required: true), .commune(), .vintage,
            ]),
    ]

    private static let dossierRef = FieldCheck.text("dossierRef", 1...128, required: true)

    private static let dossiers = [
        ContractCheck(
            type: "vn.thanhhoa.dossier.received", time: "receivedAt",
            fields: [
                dossierRef,
                .glob(
                    "procedureCode",
                    [
                        "$v GLOB '[0-9].[0-9][0-9][0-9][0-9][0-9][0-9]'",
                        """
                        $v GLOB '[0-9].[0-9][0-9][0-9][0-9][0-9][0-9].[0-9][0-9][0-9].[0-9][0-9].[0-9][0-9].H[0-9][0-9]'
                        """,
                    ]), .choice("serviceLevel", ["level3", "level4", "mot_phan", "toan_trinh"]),
                .choice("channel", ["direct", "online", "postal"]), .text("executingAgency", 1...64), .commune(), .vintage,
                .choice("applicantKind", ["citizen", "firm", "household", "state"]), .boolean("paperResultDue"),
                .instant("receivedAt", required: true), .instant("dueAt"), .instant("recordedAt", required: true),
                .boolean("prefilledFromDb"), .boolean("vneid"),
            ]),
        ContractCheck(
            type: "vn.thanhhoa.dossier.completed", time: "finishedAt",
            fields: [
                dossierRef, .commune(), .vintage, .instant("receivedAt", required: true), .instant("finishedAt", required: true),
                .instant("dueAt"), .boolean("eResult"), .instant("recordedAt", required: true),
            ]),
        ContractCheck(
            type: "vn.thanhhoa.dossier.status.changed", time: "changedAt",
            fields: [
                dossierRef, .integer("fromStatus", 1...10), .integer("toStatus", 1...10, required: true), .commune(), .vintage,
                .instant("changedAt", required: true),
            ]),
    ]

    private static let ocop = [
        ContractCheck(
            type: "vn.thanhhoa.ocop.product.certified", time: "certifiedAt",
            fields: [
                .text("productCode", 1...64, required: true), .integer("productGroup", 1...6), .integer("stars", 3...5, required: true),
                .text("ownerRef", 1...64), .text("decisionNo", 1...64), .instant("certifiedAt", required: true),
                .day("validTo", required: true), .commune(required: true), .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.ocop.product.expired", time: "expiredAt",
            fields: [
                .text("productCode", 1...64, required: true), .instant("expiredAt", required: true),
                .choice("reason", ["expired", "revoked"]),
                .commune(), .vintage,
            ]),
        ContractCheck(
            type: "vn.thanhhoa.ocop.listing.published", time: "publishedAt",
            fields: [
                .text("listingId", 1...128, required: true), .choice("platform", platforms, required: true), .text("productCode", 1...64),
                .glob("urlHash", ["length($v) BETWEEN 16 AND 64 AND $v NOT GLOB '*[^A-Za-z0-9_-]*'"]), .text("sellerRef", 1...64),
                .commune(), .vintage, .instant("publishedAt", required: true),
            ]),
        ContractCheck(
            type: "vn.thanhhoa.ocop.listing.withdrawn", time: "withdrawnAt",
            fields: [
                .text("listingId", 1...128, required: true), .choice("platform", platforms, required: true), .text("productCode", 1...64),
                .instant("withdrawnAt", required: true),
            ]),
    ]
}

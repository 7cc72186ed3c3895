/// Whoever sends events. The name is in the topic's name and begins every source.
enum Partner: Int, CaseIterable, Sendable {
    case powerCompany, bank, portal, shops

    var name: String {
        switch self {
        case .powerCompany: "power-company"
        case .bank: "bank"
        case .portal: "portal"
        case .shops: "shops"
        }
    }

    /// The file of a folder that takes its events, named like the topic.
    var fileName: String {
        let kind =
            switch self {
            case .powerCompany, .bank: "electricity";
            case .portal: "dossiers";
            case .shops: "ocop"
            }
        return "in.\(name).\(kind).ndjson"
    }
}

/// The events, one case for each contract.
enum EventKind: Int, CaseIterable, Sendable {
    case billIssued, billAdjusted, billCancelled
    case paymentSettled, paymentReversed
    case dossierReceived, dossierCompleted, dossierStatus
    case productCertified, productExpired, listingPublished, listingWithdrawn

    /// The CloudEvents `type`.
    @inline(__always) var type: StaticString {
        switch self {
        case .billIssued: "vn.thanhhoa.elec.bill.issued"
        case .billAdjusted: "vn.thanhhoa.elec.bill.adjusted"
        case .billCancelled: "vn.thanhhoa.elec.bill.cancelled"
        case .paymentSettled: "vn.thanhhoa.elec.payment.settled"
        case .paymentReversed: "vn.thanhhoa.elec.payment.reversed"
        case .dossierReceived: "vn.thanhhoa.dossier.received"
        case .dossierCompleted: "vn.thanhhoa.dossier.completed"
        case .dossierStatus: "vn.thanhhoa.dossier.status.changed"
        case .productCertified: "vn.thanhhoa.ocop.product.certified"
        case .productExpired: "vn.thanhhoa.ocop.product.expired"
        case .listingPublished: "vn.thanhhoa.ocop.listing.published"
        case .listingWithdrawn: "vn.thanhhoa.ocop.listing.withdrawn"
        }
    }

    /// The CloudEvents `source`.
    @inline(__always) var source: StaticString {
        switch self {
        case .billIssued, .billAdjusted, .billCancelled: "/power-company/billing"
        case .paymentSettled, .paymentReversed: "/bank/payments"
        case .dossierReceived, .dossierCompleted, .dossierStatus: "/portal/dossiers"
        case .productCertified, .productExpired: "/shops/register"
        case .listingPublished, .listingWithdrawn: "/shops/listings"
        }
    }

    @inline(__always) var partner: Partner {
        switch self {
        case .billIssued, .billAdjusted, .billCancelled: .powerCompany
        case .paymentSettled, .paymentReversed: .bank
        case .dossierReceived, .dossierCompleted, .dossierStatus: .portal
        case .productCertified, .productExpired, .listingPublished, .listingWithdrawn: .shops
        }
    }

    /// It counts in a month, so that it can come too late for it.
    var belongsToMonth: Bool {
        switch self {
        case .billIssued, .billAdjusted, .billCancelled, .paymentSettled, .paymentReversed, .dossierReceived, .dossierCompleted: true
        case .dossierStatus, .productCertified, .productExpired, .listingPublished, .listingWithdrawn: false
        }
    }
}

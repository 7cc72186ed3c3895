/// How an event is spoilt.
struct Fault: Equatable, Sendable {
    /// Raw values are the reject reasons of ingest.
    enum Reason: String, CaseIterable, Sendable {
        case none = ""
        case malformedJSON = "malformed-json"
        case notCloudEvents = "not-cloudevents"
        case unknownType = "unknown-type"
        case schema
        case timeInFuture = "time-in-future"
        case timeTooOld = "time-too-old"
        case communeUnknown = "commune-unknown"
        case communeNotInForce = "commune-not-in-force"
        case communeAmbiguous = "commune-ambiguous"

        /// The place in all cases.
        var ordinal: Int { Reason.allCases.firstIndex(of: self) ?? 0 }

        var isOfCommune: Bool { self == .communeUnknown || self == .communeNotInForce || self == .communeAmbiguous }
    }

    var reason: Reason
    /// Which field, for `schema`: 0…2.
    var field: UInt8 = 0

    static let none = Fault(reason: .none)

    /// - Parameter isLocated: the event's commune is looked at, so that a wrong one is found.
    init(_ hash: UInt64, isLocated: Bool) {
        let reasons = Fault.Reason.allCases.count - 1 - (isLocated ? 0 : 3)
        reason = Reason.allCases[1 + Int(hash % UInt64(reasons))]
        field = UInt8(truncatingIfNeeded: (hash >> 32) % 3)
    }

    init(reason: Reason) { self.reason = reason }

    @inline(__always) func spoils(_ field: UInt8) -> Bool { reason == .schema && self.field == field }

    static let fieldsOfKind = 3

    /// The JSON pointer of what is wrong in a `schema` fault: what `spoils` of that field means to the kind's writer.
    static func path(_ kind: EventKind, _ field: Int) -> String {
        let name =
            switch (kind, field) {
            case (.billIssued, 0), (.billAdjusted, 0): "amountVnd"
            case (.billIssued, 1), (.billAdjusted, 1): "customerClass"
            case (.billCancelled, 0): "billId"
            case (.billCancelled, 1): "billPeriod"
            case (.paymentSettled, 0): "allocations/0/amountVnd"
            case (.paymentSettled, 1): "channel"
            case (.paymentReversed, 0): "allocations/0/billPeriod"
            case (.paymentReversed, 1): "reason"
            case (.billIssued, _), (.billAdjusted, _), (.billCancelled, _), (.paymentSettled, _), (.paymentReversed, _): "contractRef"
            case (.dossierReceived, 0): "receivedAt"
            case (.dossierReceived, 1): "serviceLevel"
            case (.dossierCompleted, 0): "finishedAt"
            case (.dossierCompleted, 1): "eResult"
            case (.dossierStatus, 0): "changedAt"
            case (.dossierStatus, 1): "toStatus"
            case (.dossierReceived, _), (.dossierCompleted, _), (.dossierStatus, _): "dossierRef"
            case (.productCertified, 0): "validTo"
            case (.productCertified, 1): "stars"
            case (.productExpired, 0): "expiredAt"
            case (.productExpired, 1): "reason"
            case (.productCertified, _), (.productExpired, _): "productCode"
            case (.listingPublished, 0): "publishedAt"
            case (.listingWithdrawn, 0): "withdrawnAt"
            case (.listingPublished, 1), (.listingWithdrawn, 1): "platform"
            case (.listingPublished, _), (.listingWithdrawn, _): "listingId"
            }
        return "/data/\(name)"
    }
}

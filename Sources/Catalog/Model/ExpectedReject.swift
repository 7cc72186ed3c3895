/// Why events must be rejected.
public struct ExpectedReject: Sendable {
    public var place: Place
    public var reason: RejectReason
    public var reasonPlace: Place
    /// A JSON pointer into the event; nil: not looked at.
    public var path: String?
    public var pathPlace: Place

    public init(place: Place, reason: RejectReason, reasonPlace: Place, path: String? = nil, pathPlace: Place) {
        self.place = place
        self.reason = reason
        self.reasonPlace = reasonPlace
        self.path = path
        self.pathPlace = pathPlace
    }
}

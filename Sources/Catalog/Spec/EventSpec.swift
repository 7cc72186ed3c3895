/// The spec of an event contract: `Pipelines/events/<type>.yaml`.
enum EventSpec {
    static let construct = Construct(
        "event contract", blank: EventContract(type: "", title: Localized(vi: "", en: ""), fields: []),
        "What the events of one CloudEvents type look like: one file `Pipelines/events/<type>.yaml`.", example: example,
        keys: [
            Key(
                "event", .identifier(.eventType), into: \.type, "The CloudEvents `type`; the file bears the same name.",
                example: "vn.example.water.bill.issued"),
            Key(
                "title", LocalizedSpec.construct.shape, into: \.title, "What the event reports.",
                example: "{vi: \"Hóa đơn nước\", en: \"Water bill\"}"),
            Key(
                "description", .text, into: \.description, .optional("none"), "When it is sent, and what it does not cover.",
                example: "A bill was issued."),
            Key(
                "source", .text, into: \.source, .optional("none"), "Where the shape comes from: a document, an interface, a proposal.",
                example: "proposal"),
            Key(
                "time", .identifier(.field), into: \.timeField, .optional("the CloudEvents attribute `time`"),
                "The required `timestamp` field that is the business time.", example: "issuedAt"),
            Key(
                "accept", accept.shape, into: \.acceptance, .optional("no limit in the past, `10m` ahead"),
                "How far the business time may lie from the clock.", example: "{past: 800d, future: 10m}"),
            Key(
                "fields", EventFieldSpec.fields(of: EventFieldSpec.construct), into: \.fields,
                "The event's data. Fields beyond these are ignored.", example: "{billId: {type: string}}"),
        ])

    private static let accept = Construct(
        "time limits", blank: Acceptance(), "Events beyond these limits are rejected.",
        keys: [
            Key(
                "past", .days, into: \.maximumAgeDays, .optional("no limit"), "How long ago the business time may lie, in days.",
                example: "800d"),
            Key(
                "future", .seconds, into: \.maximumAheadSeconds, .optional("10m"), "How far ahead of the clock it may lie.", example: "10m"),
        ])

    struct Acceptance: Sendable {
        var maximumAgeDays: Int?
        var maximumAheadSeconds = 600
    }

    private static let example = """
        event: vn.example.water.bill.issued
        title: {vi: "Hóa đơn nước", en: "Water bill issued"}
        description: A household's water bill of a month.
        source: proposal
        time: issuedAt
        accept: {past: 800d, future: 10m}
        fields:
          billId: {type: string, required: true, min_length: 1, max_length: 40, description: The bill's number., example: "W-1"}
          meterRef: {type: string, required: true, personal: true, pattern: "^M[0-9]{8}$", example: "M00012345"}
          billPeriod: {type: period, required: true, example: "2026-05"}
          communeCode: {type: commune, example: "14758"}
          paidBy: {type: string, enum: [cash, transfer], description: Absent while unpaid., example: transfer}
          amountVnd: {type: integer, required: true, min: 0, max: 1000000000, example: 85000}
          issuedAt: {type: timestamp, required: true, example: "2026-06-02T09:00:00+07:00"}
        """
}

extension EventContract {
    fileprivate var acceptance: EventSpec.Acceptance {
        get { EventSpec.Acceptance(maximumAgeDays: maximumAgeDays, maximumAheadSeconds: maximumAheadSeconds) }
        set {
            maximumAgeDays = newValue.maximumAgeDays
            maximumAheadSeconds = newValue.maximumAheadSeconds
        }
    }
}

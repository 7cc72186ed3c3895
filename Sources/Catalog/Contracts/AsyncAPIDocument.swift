/// The AsyncAPI 3.0 document of all event contracts: topics, messages, CloudEvents headers of Kafka's binary mode, payloads.
public struct AsyncAPIDocument: Sendable {
    /// Of the Kafka bindings.
    static let bindingVersion = "0.5.0"

    public var contracts: [EventContract]

    public init(contracts: [EventContract]) { self.contracts = contracts.sorted { $0.type < $1.type } }

    public var json: JSONValue {
        .object(
            present: ("asyncapi", "3.0.0"),
            (
                "info",
                [
                    "title": "NhipSo: events of partners", "version": "1.0.0",
                    "description":
                        "CloudEvents 1.0 over Kafka. Binary mode (attributes as `ce_*` headers, data as JSON) and structured mode (`application/cloudevents+json`) are both accepted. A value that is a whole event counts as what it says itself, whatever headers stand beside it.",
                ]
            ),
            ("defaultContentType", "application/json"), ("channels", ["in": channel]),
            (
                "operations",
                [
                    "receiveEvent": [
                        "action": "receive", "channel": ["$ref": "#/channels/in"],
                        "summary": "NhipSo reads the events that a partner writes to its topic.",
                        "messages": .array(contracts.map { ["$ref": .string("#/channels/in/messages/\($0.type)")] }),
                    ]
                ]
            ),
            (
                "components",
                [
                    "messages": .object(contracts.map { .init($0.type, message($0)) }),
                    "schemas": .object(contracts.map { .init($0.type, $0.dataSchema()) }),
                ]
            ))
    }

    private var channel: JSONValue {
        [
            "address": "in.{partner}.{kind}", "title": "Events of a partner",
            "description": "One topic per partner and kind of event; only that partner may write to it.",
            "parameters": [
                "partner": ["description": "The partner's short name, as the operator registers it.", "examples": ["example-partner"]],
                "kind": ["description": "The kind of events, e.g. a system of the partner.", "examples": ["payments"]],
            ],
            "messages": .object(contracts.map { .init($0.type, ["$ref": .string("#/components/messages/\($0.type)")]) }),
            "bindings": ["kafka": ["bindingVersion": .string(Self.bindingVersion)]],
        ]
    }

    private func message(_ contract: EventContract) -> JSONValue {
        .object(
            present: ("name", .string(contract.type)), ("title", .string(contract.title.en)),
            ("summary", .string(contract.title.vi)), ("description", contract.description.isEmpty ? nil : .string(contract.description)),
            ("contentType", "application/json"), ("headers", headers(contract)),
            ("payload", ["$ref": .string("#/components/schemas/\(contract.type)")]),
            (
                "bindings",
                [
                    "kafka": [
                        "key": ["type": "string", "description": "Optional; the CloudEvents extension `partitionkey`."],
                        "bindingVersion": .string(Self.bindingVersion),
                    ]
                ]
            ),
            ("examples", [["name": "example", "headers": exampleHeaders(contract), "payload": contract.exampleData()]]))
    }

    private func headers(_ contract: EventContract) -> JSONValue {
        let isTimeNeeded = contract.timeField == nil
        let time = isTimeNeeded ? "The business time." : "When it happened; the business time is the field `\(contract.timeField ?? "")`."
        return .object(
            present: ("type", "object"),
            (
                "properties",
                [
                    "content-type": ["type": "string", "const": "application/json"],
                    "ce_specversion": ["type": "string", "const": "1.0"],
                    "ce_id": [
                        "type": "string", "minLength": 1, "description": "Unique with `ce_source`; the same id again is the same event.",
                    ],
                    "ce_source": [
                        "type": "string", "minLength": 1, "description": "The partner and its system; must agree with the topic's partner.",
                    ],
                    "ce_type": ["type": "string", "const": .string(contract.type)],
                    "ce_time": [
                        "type": "string", "format": "date-time", "pattern": .string(FieldText.timestamp), "description": .string(time),
                    ],
                ]
            ),
            (
                "required",
                .array((["ce_specversion", "ce_id", "ce_source", "ce_type"] + (isTimeNeeded ? ["ce_time"] : [])).map { .string($0) })
            ))
    }

    private func exampleHeaders(_ contract: EventContract) -> JSONValue {
        [
            "content-type": "application/json", "ce_specversion": "1.0", "ce_id": "example-1", "ce_source": "example-partner/system",
            "ce_type": .string(contract.type), "ce_time": .string(contract.exampleTime),
        ]
    }
}

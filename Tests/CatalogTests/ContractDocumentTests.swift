import Testing

@testable import Catalog

@Suite struct ContractDocumentTests {
    private static let yaml = """
        event: vn.test.paid
        title: {vi: "Trả", en: "Paid"}
        description: A payment.
        time: at
        fields:
          id: {type: string, required: true, pattern: "^P\\\\d{2}$", max_length: 9, description: Its number., example: "P01"}
          channel: {type: string, enum: [bank, agent]}
          amount: {type: integer, required: true, min: 0, example: 5}
          at: {type: timestamp, required: true, example: "2026-05-02T08:00:00+07:00"}
          month: {type: period, example: "202605"}
          commune: {type: commune}
          parts: {type: list, min_items: 1, max_items: 3, fields: {bill: {type: string, required: true, example: "B"}, day: {type: date}}}
        """

    private func contract() throws -> EventContract { try #require(LintProbe.contract(Self.yaml)) }

    @Test("the JSON Schema of a contract") func schema() throws {
        let expected = #"""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:nhipso:event:vn.test.paid",
              "title": "Paid",
              "description": "A payment.",
              "type": "object",
              "properties": {
                "id": {
                  "description": "Its number.",
                  "type": "string",
                  "pattern": "^P[0-9]{2}$",
                  "maxLength": 9,
                  "examples": ["P01"]
                },
                "channel": {
                  "type": ["string", "null"],
                  "enum": ["bank", "agent", null]
                },
                "amount": {
                  "type": "integer",
                  "minimum": 0,
                  "maximum": 9223372036854775807,
                  "examples": [5]
                },
                "at": {
                  "type": "string",
                  "format": "date-time",
                  "pattern": "\#(FieldText.timestamp)",
                  "examples": ["2026-05-02T08:00:00+07:00"]
                },
                "month": {
                  "type": ["string", "null"],
                  "pattern": "^[0-9]{4}-?(0[1-9]|1[0-2])$",
                  "examples": ["202605"]
                },
                "commune": {
                  "type": ["string", "null"],
                  "pattern": "^[0-9]{5}$",
                  "not": {
                    "const": "00000"
                  }
                },
                "parts": {
                  "type": ["array", "null"],
                  "minItems": 1,
                  "maxItems": 3,
                  "items": {
                    "type": "object",
                    "properties": {
                      "bill": {
                        "type": "string",
                        "examples": ["B"]
                      },
                      "day": {
                        "type": ["string", "null"],
                        "format": "date",
                        "pattern": "\#(FieldText.date)"
                      }
                    },
                    "required": ["bill"]
                  }
                }
              },
              "required": ["id", "amount", "at"],
              "examples": [
                {
                  "id": "P01",
                  "amount": 5,
                  "at": "2026-05-02T08:00:00+07:00",
                  "month": "202605",
                  "parts": [
                    {
                      "bill": "B"
                    }
                  ]
                }
              ]
            }

            """#
        #expect(try contract().jsonSchema().indentedText == expected)
    }

    @Test("digits are ASCII digits to every validator") func portable() {
        #expect(EventField.portable(#"^\d[\d.x]\\d\.$"#) == #"^[0-9][0-9.x]\\d\.$"#)
    }

    @Test("the example event is complete") func example() throws {
        let event = try contract().exampleEvent()
        #expect(event["type"] == "vn.test.paid" && event["specversion"] == "1.0" && event["time"] == "2026-05-02T08:00:00+07:00")
        #expect(event["data"]?["amount"] == .json("5"))
    }

    @Test("the AsyncAPI document names one channel, and a message with headers and bindings per contract") func asyncAPI() throws {
        let document = AsyncAPIDocument(contracts: [try contract()]).json
        #expect(document["asyncapi"] == "3.0.0")
        let channel = try #require(document["channels"]?["in"])
        #expect(channel["address"] == "in.{partner}.{kind}")
        #expect(channel["parameters"]?["partner"] != nil && channel["parameters"]?["kind"] != nil)
        #expect(document["operations"]?["receiveEvent"]?["action"] == "receive")
        let message = try #require(document["components"]?["messages"]?["vn.test.paid"])
        #expect(message["bindings"]?["kafka"]?["bindingVersion"] == "0.5.0")
        #expect(message["headers"]?["properties"]?["ce_type"]?["const"] == "vn.test.paid")
        #expect(message["headers"]?["required"] == ["ce_specversion", "ce_id", "ce_source", "ce_type"])
        #expect(message["payload"]?["$ref"] == "#/components/schemas/vn.test.paid")
        #expect(document["components"]?["schemas"]?["vn.test.paid"]?["required"] == ["id", "amount", "at"])
    }

    @Test("without a time field the attribute is required") func timeAttribute() throws {
        var contract = try contract()
        contract.timeField = nil
        let message = AsyncAPIDocument(contracts: [contract]).json["components"]?["messages"]?["vn.test.paid"]
        #expect(message?["headers"]?["required"] == ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time"])
    }

    @Test("the partners' page shows fields, example and reasons, and no cell breaks its table") func page() throws {
        let page = ContractPage(contracts: [try contract()]).markdown
        #expect(page.contains("## `vn.test.paid`\n"))
        #expect(page.contains("| `parts[].bill` | text | yes |"))
        #expect(page.contains("\"specversion\": \"1.0\""))
        for reason in RejectReason.allCases { #expect(page.contains("| `\(reason.rawValue)` |")) }
        // A pipe within a pattern must not end its cell: every row has as many as its table's header.
        var width = 0
        for line in page.split(separator: "\n") where line.hasPrefix("|") {
            let bars = line.replacing("\\|", with: "").count { $0 == "|" }
            if line.hasPrefix("| field") || line.hasPrefix("| reason") { width = bars }
            #expect(bars == width, "\(line)")
        }
    }

    @Test("the documents do not depend on the order of the contracts") func deterministic() throws {
        let one = try contract()
        var two = one
        two.type = "vn.test.other"
        #expect(AsyncAPIDocument(contracts: [one, two]).json == AsyncAPIDocument(contracts: [two, one]).json)
        #expect(ContractPage(contracts: [one, two]).markdown == ContractPage(contracts: [two, one]).markdown)
    }
}

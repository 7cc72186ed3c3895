import Catalog
import Testing

@testable import Ingest

@Suite("CloudEvents attributes") struct EnvelopeTests {
    private let sound: [(name: String, value: String)] = [
        ("specversion", "\"1.0\""), ("id", "\"E-1\""), ("source", "\"/partner/system\""), ("type", "\"vn.test.seen\""),
        ("time", "\"2026-06-01T08:00:00+07:00\""), ("data", "{\"ref\": \"R-1\"}"),
    ]

    private func event(_ members: [(name: String, value: String)]) -> String {
        "{" + members.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", ") + "}"
    }

    /// The sound event with one attribute of another value (nil: without it).
    private func event(_ name: String, _ value: String?) -> String {
        event(sound.compactMap { $0.name == name ? value.map { (name, $0) } : $0 })
    }

    @Test("the order of attributes does not matter") func theOrderOfAttributesDoesNotMatter() throws {
        let probe = try IngestProbe()
        let expected = probe.send(event(sound)).facts
        #expect(expected.joined().count == 1)
        #expect(probe.send(event(sound.reversed())).facts == expected)
    }

    @Test("a required attribute that is missing, null or empty is a reject", arguments: ["specversion", "id", "source", "type"])
    func aRequiredAttributeThatIsMissingNullOrEmptyIsAReject(_ name: String) throws {
        let probe = try IngestProbe()
        for value in [nil, "null", "\"\""] {
            let answer = probe.send(event(name, value))
            #expect(answer.words == "not-cloudevents /\(name)", "\(value ?? "missing")")
        }
    }

    @Test("an attribute of another type than text is a reject", arguments: ["specversion", "id", "source", "type", "time"])
    func anAttributeOfAnotherTypeThanTextIsAReject(_ name: String) throws {
        let probe = try IngestProbe()
        for value in ["1", "1.0", "true", "{}", "[\"x\"]"] {
            #expect(probe.send(event(name, value)).words == "not-cloudevents /\(name)", "\(value)")
        }
    }

    @Test(
        "an attribute that stands twice is a reject, even with the same value",
        arguments: ["specversion", "id", "source", "type", "time", "data", "communevintage"])
    func anAttributeThatStandsTwiceIsAReject(_ name: String) throws {
        let probe = try IngestProbe()
        let value = sound.first { $0.name == name }?.value ?? "\"2025\""
        let members = sound.filter { $0.name != name } + [(name, value), (name, value)]
        let answer = probe.send(event(members))
        #expect(answer.words == "not-cloudevents /\(name)")
        #expect(answer.reject?.message.contains("twice") == true)
    }

    @Test("attributes that nobody knows are left alone, even twice") func attributesThatNobodyKnowsAreLeftAlone() throws {
        let probe = try IngestProbe()
        let extra = [("traceid", "\"a\""), ("traceid", "\"b\""), ("subject", "7"), ("nested", "{\"id\": 1}"), ("dataschema", "null")]
        #expect(probe.send(event(sound + extra)).words == "1")
    }

    @Test("only version 1.0 is read", arguments: ["\"0.3\"", "\"1\"", "\"1.1\"", "\"1.00\"", "\" 1.0\""])
    func onlyVersionOneIsRead(_ version: String) throws {
        #expect(try IngestProbe().send(event("specversion", version)).words == "not-cloudevents /specversion")
    }

    @Test("data must be JSON") func dataMustBeJSON() throws {
        let probe = try IngestProbe()
        for type in ["application/json", "application/json; charset=utf-8", "application/vnd.vn+json", "text/json", "APPLICATION/JSON"] {
            #expect(probe.send(event(sound + [("datacontenttype", "\"\(type)\"")])).words == "1", "\(type)")
        }
        for type in ["application/xml", "text/plain", "", "application/jsonx"] {
            let answer = probe.send(event(sound + [("datacontenttype", "\"\(type)\"")]))
            #expect(answer.words == "not-cloudevents /datacontenttype", "\(type)")
        }
        #expect(probe.send(event(sound.filter { $0.name != "data" } + [("data_base64", "\"e30=\"")])).words == "not-cloudevents /data")
    }

    @Test("the time must be a timestamp with an offset") func theTimeMustBeATimestampWithAnOffset() throws {
        let probe = try IngestProbe()
        for time in ["2026-06-01T08:00:00", "2026-06-01", "", "yesterday", "2026-06-31T08:00:00+07:00"] {
            #expect(probe.send(event("time", "\"\(time)\"")).words == "not-cloudevents /time", "\(time)")
        }
    }

    @Test("the vintage of codes can be an attribute, and an unknown one is a reject") func theVintageOfCodesCanBeAnAttribute() throws {
        let probe = try IngestProbe()
        func send(_ vintage: String) -> IngestProbe.Answer {
            let members = sound.filter { $0.name != "data" } + [("data", "{\"ref\": \"R-1\", \"commune\": \"15523\"}")]
            return probe.send(event(members + [("communevintage", vintage)]))
        }
        // Xã Tây Hồ of the first half of 2025 is part of Thọ Long today.
        #expect(send("\"2025H1\"").facts.joined().map(\.commune.rawValue) == [15505])
        #expect(send("null").words == "commune-not-in-force /data/commune")
        #expect(send("\"2025\"").words == "commune-not-in-force /data/commune")
        #expect(send("\"1999\"").words == "commune-unknown /communevintage")
    }
}

@Suite("Sources and partners") struct SourceTests {
    @Test("the partner is the first segment of the source's path, or its host") func thePartnerIsTheFirstSegment() {
        let expected: [String: String?] = [
            "/power-company/billing": "power-company", "power-company/billing": "power-company", "power-company": "power-company",
            "https://power-company/billing": "power-company", "https://api.power.vn/a/b": "api.power.vn", "/a_b.c-1": "a_b.c-1",
            "": nil, "/": nil, "//x": nil, "/Power/billing": nil, "/điện/x": nil, "/a b/c": nil, "https:///x": nil,
            "/" + String(repeating: "a", count: 65): nil, "/" + String(repeating: "a", count: 64): String(repeating: "a", count: 64),
        ]
        for (source, partner) in expected { #expect(PartnerTable.partnerName(ofSource: source) == partner, "\(source)") }
    }

    @Test("the source must be of the partner on whose channel the event came") func theSourceMustBeOfThePartner() throws {
        let probe = try IngestProbe()
        func words(_ source: String, _ partner: String) -> String {
            probe.send(IngestProbe.event(data: "{\"ref\": \"R\"}", source: source), partner: partner).words
        }
        #expect(words("/power/billing", "power") == "1")
        #expect(words("https://power/other", "power") == "1")
        #expect(words("/power-company/billing", "power") == "source-mismatch /source")
        #expect(words("/water/billing", "power") == "source-mismatch /source")
        #expect(words("/power/billing", "power") == "1")
        #expect(words("Power", "power") == "not-cloudevents /source")
    }

    @Test("events of one partner have one number, whatever their source") func eventsOfOnePartnerHaveOneNumber() throws {
        let probe = try IngestProbe()
        let numbers = ["/a/x", "/a/y", "/b/x", "https://a/z"].map {
            probe.send(IngestProbe.event(data: "{\"ref\": \"R\"}", source: $0)).facts.joined().map(\.partner)
        }
        #expect(numbers == [[0], [0], [1], [0]])
    }

    @Test("however many sources a partner has, its events are good") func howeverManySourcesAPartnerHas() throws {
        let probe = try IngestProbe()
        var rejected = 0
        for number in 0..<3000 {
            let answer = probe.send(IngestProbe.event(data: "{\"ref\": \"R\"}", source: "/meters/device-\(number)"))
            if answer.reject != nil { rejected += 1 }
        }
        #expect(rejected == 0)
    }
}

import CText
import Testing

@testable import Ingest

/// What follows a template is read by it, what does not is read from the tape: what becomes of an event must be the same.
@Suite("Events that follow a template are read as all others are") struct TemplateTests {
    private let probe: IngestProbe

    init() throws { probe = try IngestProbe(pipelines: [ProbeDocuments.pipeline(rules: PlainEventTests.rules)]) }

    @Test("events of random shapes and values, and with bytes changed, give the same as from the tape", arguments: UInt64(1)...40)
    func changedEvents(_ seed: UInt64) {
        var random = Chance(state: seed)
        var (followed, accepted) = (0, 0)
        for _ in 0..<12 {
            let shape = EventShape(&random)
            for round in 0..<24 {
                var event = Array(shape.event(&random).utf8)
                if round % 2 == 1 { random.change(&event) }
                let follows = probe.followsTemplate(event)
                let (answer, fromTape) = (probe.send(event), probe.sendToTape(event))
                let words: Comment = "seed \(seed): \(String(decoding: event, as: UTF8.self))"
                #expect(answer.outcome == fromTape.outcome, words)
                #expect(answer.facts == fromTape.facts, words)
                if follows { followed += 1 }
                if answer.reject == nil { accepted += 1 }
            }
        }
        // Else nothing would be shown.
        #expect(followed > 30 && accepted > followed, "seed \(seed): \(followed) of \(accepted)")
    }

    @Test("events like one that was read follow its template, whatever their values") func whatFollows() {
        let fields = #""ref":"R-1","count":7,"isFinal":true,"commune":null,"more":"x","text":"abc","parts":[{"part":"A"},{"part":"B"}]"#
        let event = IngestProbe.event(data: "{\(fields)}")
        #expect(!probe.followsTemplate(event))
        #expect(probe.send(event).reject == nil)
        for (old, new) in [
            ("E-1", "E-2"), ("R-1", ""), ("7,", "-5,"), ("7,", "null,"), ("true", "false"), ("true", "null"), (#""x""#, #""""#),
            ("abc", "ế ế"),
            ("08:00:00+07:00", "01:00:00Z"), ("/partner/", "/another/"), (#""A""#, #""ABCDEFGHIJKLMNOPQRSTUVWXYZ""#),
        ] { #expect(probe.followsTemplate(event.replacing(old, with: new)), "\(new)") }
        for (old, new) in [
            ("R-1", #"R\u002D1"#), ("R-1", "R\u{1}1"), ("E-1", ""), ("/partner/system", ""), ("7,", "101,"), ("7,", "07,"), ("7,", "-0,"),
            ("7,", "7 ,"), ("7,", #""7","#), ("true", "True"), ("abc", "a"), ("null", #""14797""#), (#","more":"x""#, ""),
            ("vn.test.seen", "vn.test"),
            ("},{", "},{\"part\":\"C\"},{"), ("count", "coutn"), ("1.0", "1.1"), ("08:00:00", "08:00:60"),
        ] { #expect(!probe.followsTemplate(event.replacing(old, with: new)), "\(new)") }
        for count in event.utf8.indices { #expect(!probe.followsTemplate(Array(event.utf8[..<count]))) }
        #expect(!probe.followsTemplate(event + " "))
        #expect(probe.send(IngestProbe.event(data: "{\(fields.replacing("null", with: #""14797""#))}")).reject == nil)
        #expect(probe.followsTemplate(event), "a literal where another has a text")
        #expect(probe.followsTemplate(event.replacing("null", with: #""99999""#)), "a text where another has a literal")
    }

    @Test("an attribute that stands twice follows no template, even where the first was empty") func twice() {
        let event = IngestProbe.event(data: #"{"ref":"R-1"}"#)
        for id in [#""id": """#, #""id": "E""#] {
            for other in [#""id": "E-2""#, #""id": """#] {
                let words = probe.send(event.replacing(#""id": "E-1""#, with: "\(id), \(other)")).words
                #expect(words == "not-cloudevents /id")
            }
        }
    }

    @Test("what a template ends with, and what begins a literal, hides no longer template") func prefixes() {
        let fields = #""ref":"R-1","count":5"#
        let usual = IngestProbe.event(data: "{\(fields)}")
        let list = IngestProbe.event(data: #"{"ref":"R-1","parts":[{"part":"A"}]}"#)
        let forms = [
            usual, usual + "\r", usual + " \r", usual.replacing(":5", with: ": 5"), usual.replacing(":5", with: ":  5"),
            list, list.replacing("[", with: " ["), list.replacing(#"[{"part":"A"}]"#, with: "null"),
        ]
        for event in forms + forms.reversed() { #expect(probe.send(event).reject == nil, "\(event)") }
        for event in forms { #expect(probe.followsTemplate(event), "\(event)") }
    }

    @Test("many shapes at once all have their template") func manyShapes() {
        let shapes = (0..<48).map { number in
            IngestProbe.event(data: "{\"ref\":\"R-1\"" + (0..<6).filter { number & 1 << $0 != 0 }.map { ",\"x\($0)\":\"\"" }.joined() + "}")
        }
        for _ in 0..<3 { for shape in shapes { _ = probe.send(shape) } }
        #expect(shapes.allSatisfy { probe.followsTemplate($0) })
    }

    @Test("an event that is cut short does not end with what another has left behind it") func cutShort() {
        let event = Array(IngestProbe.event(data: #"{"ref":"R-1","count":55}"#).utf8)
        _ = probe.send(String(decoding: event, as: UTF8.self))
        for count in event.indices { #expect(!probe.followsTemplate(event[..<count], of: event)) }
        #expect(probe.followsTemplate(event[...], of: event))
    }

    @Test("what is not UTF-8 follows no template") func notUTF8() {
        let event = IngestProbe.event(data: #"{"ref":"R-1"}"#)
        _ = probe.send(event)
        #expect(probe.followsTemplate(event))
        for bad: [UInt8] in [[0x80], [0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF]] {
            let at = event.utf8.count - 3
            let bytes = Array(event.utf8.prefix(at)) + bad + Array(event.utf8.dropFirst(at))
            #expect(!probe.followsTemplate(bytes))
            #expect(probe.send(bytes).reject?.reason == .malformedJSON)
        }
    }

    @Test("a required field that is null follows no template") func requiredNull() {
        let event = IngestProbe.event(data: #"{"ref":"R-1","parts":[{"part":"A","share":1}]}"#)
        _ = probe.send(event)
        #expect(probe.send(event.replacing(#""R-1""#, with: "null")).words == "schema /data/ref")
        #expect(probe.send(event.replacing(#""A""#, with: "null")).words == "schema /data/parts/0/part")
        #expect(probe.followsTemplate(event.replacing(":1}", with: ":null}")))
    }

    @Test("senders of ever new shapes change nothing, and others still get their templates") func everNewShapes() {
        for number in 0..<3_000 {
            let event = IngestProbe.event(data: "{\"ref\":\"R-1\",\"x\(number)\":\"y\",\"count\":\(number % 100)}")
            #expect(probe.send(event).words == "1", "\(number)")
        }
        let usual = IngestProbe.event(data: #"{"ref":"R-1","count":5}"#)
        for _ in 0..<1_100 { _ = probe.send(usual) }
        #expect(probe.followsTemplate(usual))
    }

    @Test("the first byte that is not plain is found wherever it stands, and what is the same is", arguments: UInt64(1)...200)
    func bytes(_ seed: UInt64) {
        var random = Chance(state: seed)
        let count = random.below(70)
        var bytes = (0..<count + 32).map { _ in random.any(Array(" !#09AZ[]az{}~\u{7F}".utf8)) }
        if count > 0, random.below(4) > 0 { bytes[random.below(count)] = random.any([0x22, 0x5C, 0x00, 0x1F, 0x80, 0xFF, 0xC3, 0x0A]) }
        let first = bytes[..<count].firstIndex { $0 < 0x20 || $0 >= 0x80 || $0 == 0x22 || $0 == 0x5C }
        bytes.withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return }
            for found in [nhipso_plain(start, start + count), nhipso_plain_by_words(start, start + count)] {
                if let first { #expect(found == first, "seed \(seed)") } else { #expect(found >= count, "seed \(seed)") }
            }
            var other = Array(bytes)
            for at in count..<other.count { other[at] = ~other[at] }
            #expect(nhipso_same(start, other, count), "seed \(seed)")
            for at in 0..<count {
                other[at] ^= 0x40
                #expect(!nhipso_same(start, other, count), "seed \(seed)")
                other[at] ^= 0x40
            }
        }
    }
}

/// How the events of one program look: which members come in which order, with which white space.
private struct EventShape {
    private var members: [String]
    private let fields: [String]
    private let parts: Int
    private let (space, colon): (String, String)

    init(_ random: inout Chance) {
        members = ["specversion", "id", "source", "type", "time", "subject", "data"].filter { $0 != "subject" || random.below(2) == 0 }
            .reordered(&random)
        if let data = members.firstIndex(of: "data"), let type = members.firstIndex(of: "type"), data < type { members.swapAt(data, type) }
        fields =
            (["text", "code", "choice", "count", "wide", "isFinal", "at", "day", "month", "commune", "unknown", "parts"]
            .filter { _ in random.below(2) == 0 } + ["ref"]).reordered(&random)
        parts = 1 + random.below(3)
        (space, colon) = (random.any(["", "", " ", "\n  "]), random.any([":", ":", ": ", " : "]))
    }

    func event(_ random: inout Chance) -> String { object(members.map { ($0, member($0, &random)) }) }

    private func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(space)\"\($0)\"\(colon)\($1)" }.joined(separator: ",") + space + "}"
    }

    private func member(_ name: String, _ random: inout Chance) -> String {
        switch name {
        case "specversion": #""1.0""#
        case "id": "\"E-\(random.below(1_000_000))\""
        case "source": random.any([#""/partner/system""#, #""/other/system""#, #""https://third.example/a/b""#])
        case "type": #""vn.test.seen""#
        case "time": random.any([#""2026-06-01T08:00:00+07:00""#, #""2026-06-01T01:00:00.5Z""#, #""2026-05-20T23:59:59+07:00""#])
        case "data": object(fields.map { ($0, value($0, &random)) })
        default: random.any([#""a""#, #""một hai""#, #""""#])
        }
    }

    private func value(_ name: String, _ random: inout Chance) -> String {
        if name != "ref", name != "parts", random.below(40) == 0 { return "null" }
        return switch name {
        case "text": random.any([#""abc""#, #""ế ế""#, #""ab""#, #""abcde""#])
        case "code": random.any([#""AB1""#, #""CC123456789""#, #""BA0""#, #""AD1""#])
        case "choice": "\"c\(random.below(60))\""
        case "count": "\(random.below(110) - 6)"
        case "wide": "\(Int64(bitPattern: random.next()) >> Int64(random.below(64)))"
        case "isFinal": random.any(["true", "false"])
        case "at": random.any([#""2026-06-01T08:00:00+07:00""#, #""2026-06-01T08:00:00.250Z""#])
        case "day": random.any([#""2026-02-28""#, #""2025-12-31""#])
        case "month": random.any([#""2026-05""#, #""202605""#])
        case "commune": random.any([#""14797""#, #""16594""#, #""15778""#])
        case "unknown": random.any([#""""#, #""something else""#])
        case "parts":
            "["
                + (0..<parts).map { _ in object([("part", "\"P\(random.below(9))\""), ("share", "\(random.below(50))")]) }
                .joined(separator: ",\(space)") + "]"
        default: "\"R-\(random.below(100))\""
        }
    }
}

/// A generator that a seed repeats (SplitMix64).
private struct Chance {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func any<T>(_ elements: [T]) -> T { elements[below(elements.count)] }

    /// Changes, adds or leaves out a byte.
    mutating func change(_ event: inout [UInt8]) {
        let at = below(event.count)
        let byte = below(3) == 0 ? UInt8(below(256)) : any(Array("\"\\{}[]:,0159-+.eEtrufalsn \n".utf8))
        switch below(3) {
        case 0: event[at] = byte
        case 1: event.insert(byte, at: at)
        default: event.remove(at: at)
        }
    }
}

extension Array {
    fileprivate func reordered(_ random: inout Chance) -> [Element] {
        var (rest, ordered): ([Element], [Element]) = (self, [])
        while !rest.isEmpty { ordered.append(rest.remove(at: random.below(rest.count))) }
        return ordered
    }
}

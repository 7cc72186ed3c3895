/// A contract with a field of every type, and a pipeline that takes facts from it.
enum ProbeDocuments {
    static let event = """
        event: vn.test.seen
        title: {vi: "Thử", en: "Probe"}
        accept: {past: 30d, future: 10m}
        fields:
          ref: {type: string, required: true, personal: true, example: "R-1"}
          text: {type: string, min_length: 2, max_length: 5}
          code: {type: string, pattern: "^[A-C]{2}[0-9]+$"}
          choice: {type: string, enum: [\((0..<60).map { "c\($0)" }.joined(separator: ", "))]}
          count: {type: integer, min: -5, max: 100}
          wide: {type: integer}
          isFinal: {type: boolean}
          at: {type: timestamp}
          until: {type: timestamp}
          day: {type: date}
          month: {type: period}
          commune: {type: commune}
          vintage: {type: string}
          parts:
            type: list
            min_items: 1
            max_items: 3
            fields:
              part: {type: string, required: true, example: "A"}
              share: {type: integer, min: 0}
              month: {type: period}
              commune: {type: commune}

        """

    /// Its business time is a field.
    static let timed = """
        event: vn.test.timed
        title: {vi: "Thử", en: "Probe"}
        time: seenAt
        accept: {past: 30d, future: 10m}
        fields:
          ref: {type: string, required: true, example: "R-1"}
          seenAt: {type: timestamp, required: true, example: "2026-05-02T08:00:00+07:00"}

        """

    static let pipeline = pipeline(
        rules: """
              - from: vn.test.seen
                record: "thing {ref}"
                subject: "owner {ref}"
                commune: {field: commune, vintage: vintage}
                flags: {seen: true}
            """)

    /// A pipeline of the flags `seen` and `other` and the amounts `sum` and `rest`, with these rules.
    static func pipeline(id: String = "probe", windows: String = "current", rules: String) -> String {
        """
        pipeline: \(id)
        title: {vi: "Thử", en: "Probe"}
        windows: [\(windows)]
        flags: {seen: Seen., other: Another.}
        amounts: {sum: A sum., rest: A rest.}
        facts:
        \(rules)
        measures:
          all: {records: {any: [seen, other]}, description: All.}
        indicators:
          \(id.uppercased())01: {title: {vi: "Thử", en: "Probe"}, unit: count, numerator: all}

        """
    }
}

import Testing

@testable import Workers

@Suite("The configuration that holds") struct EffectiveConfigurationTests {
    @Test("is shown with where each value came from") func origins() {
        let reading = WorkerConfigurationReading(
            yaml: "brokers:\n  - a:1\n  - b:2\nstages: [publish]\npseudonym_key: {file: /run/key}\nsecurity: {protocol: ssl}\n",
            environment: ["NHIPSO_GROUP": "blue", "NHIPSO_KAFKA_CLIENT_RACK": "r1"],
            flags: [ConfigurationFlag("--metrics-port", key: "metrics.port", text: "0")])
        let lines = reading.effective.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        for line in [
            "brokers: [a:1, b:2] # worker.yaml:2:3", "stages: [publish] # worker.yaml:4:9", "protocol: ssl # worker.yaml:6:22",
            "pseudonym_key: {file: /run/key} # worker.yaml:5:16", "group: blue # environment NHIPSO_GROUP",
            "client.rack: r1 # environment NHIPSO_KAFKA_CLIENT_RACK", "port: 0 # flag --metrics-port", "address: 127.0.0.1 # default",
            "emit_within: 25ms # default", "# username: none # default",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test(
        "reads back as the same configuration",
        arguments: [
            "", "brokers: [a:1]\nstages: [publish]\nsecurity: {protocol: ssl}\ntopic_prefix: \"1.\"\nidle_after: 2d",
            "pipelines: \"a # b\"\nkafka: {client.id: \"true\", client.rack: \"a: \\\"b\\\"\"}\nmetrics: {port: 1}\nmaximum_event_bytes: 2KiB",
        ])
    func roundTrip(yaml: String) throws {
        let first = WorkerConfigurationReading(yaml: yaml)
        let again = WorkerConfigurationReading(yaml: first.effective)
        let configuration = try #require(first.configuration)
        #expect(again.configuration == configuration, "\(first.effective) \(again.problems)")
    }
}

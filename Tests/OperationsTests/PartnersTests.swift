import Foundation
import Testing

@testable import Operations

@Suite("partners.yaml") struct PartnersTests {
    @Test("says who sends and reads, with defaults for the rest") func reading() throws {
        let yaml = """
            partners:
              shop: {kinds: [ocop], partitions: 2, rejected_retention: 3d}
              bank: {kinds: [elec], principal: "User:CN=bank,O=Bank"}
            readers: {scoring: "User:scoring"}
            operators: ["User:lan"]
            """
        let (found, findings) = Partners.read(yaml: yaml)
        let partners = try #require(found, "\(findings)")
        #expect(partners.partners.map(\.name) == ["bank", "shop"])
        #expect(partners.partners[0].principal == "User:CN=bank,O=Bank")
        #expect(partners.partners[1].partitions == 2 && partners.partners[1].rejectedRetentionDays == 3)
        #expect(partners.readers == [.init(name: "scoring", principal: "User:scoring")])
        #expect(partners.factsRetentionDays == 30 && partners.longestAbsenceDays == 7)
        #expect(partners.namesPrincipals)
    }

    @Test(
        "a mistake is told with its place",
        arguments: [
            ("partners: {Bank: {kinds: [elec]}}", "1:12: error[invalid-identifier]"),
            ("partners: {bank: {kind: [elec]}}", "unknown key `kind`; did you mean `kinds`?"),
            ("partners: {bank: {partitions: 4}}", "lacks the key `kinds`"),
            ("partners: {bank: {kinds: [elec], principal: bank}}", "is no principal"),
            ("partners: {bank: {kinds: [elec], principal: \"User:*\"}}", "is no principal"),
            ("partners: {bank: {kinds: [elec], retention: 0d}}", "0d is not within 1d to 3650d"),
            ("partners: {bank: {kinds: [elec], retention: 1h}}", "whole days are needed here"),
            ("partners: {bank: {kinds: [elec, elec]}}", "stands twice"),
        ])
    func mistakes(_ yaml: String, _ expected: String) {
        let (found, findings) = Partners.read(yaml: yaml)
        #expect(found == nil)
        #expect(findings.map(\.description).contains { $0.contains(expected) }, "\(findings)")
    }

    @Test("its page and its example come from the same spec") func page() throws {
        let page = Partners.section()
        #expect(page.contains("## partners.yaml"))
        let parts = page.components(separatedBy: "```")
        let example = try #require(parts.count > 1 ? parts[1] : nil).replacing("yaml\n", with: "")
        let (found, findings) = Partners.read(yaml: example)
        #expect(found != nil, "\(findings)")
    }

    @Test("OPERATIONS.md has the page as it is") func document() throws {
        let text = try String(contentsOfFile: OperatedCluster.root + "/OPERATIONS.md", encoding: .utf8)
        #expect(text.contains(Partners.section()), "replace the section with:\n\(Partners.section())")
    }
}

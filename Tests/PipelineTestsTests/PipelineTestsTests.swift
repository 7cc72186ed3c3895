import Catalog
import Foundation
import PipelineTests
import Publication
import Testing

@Suite("The shipped pipelines pass their cases") struct ShippedCasesTests {
    @Test("Every case of every pipeline passes, and each pipeline has ten or more", arguments: ["dossiers", "electricity", "ocop"])
    func shipped(_ pipeline: String) throws {
        let catalog = try PipelineTestFixtures.catalog()
        let (tests, diagnostics) = PipelineTest.load(paths: [PipelineTestFixtures.pipelines + "/tests/\(pipeline).yaml"], catalog: catalog)
        #expect(diagnostics.isEmpty)
        let test = try #require(tests.first)
        #expect(test.pipeline == pipeline)
        let result = try PipelineTestRunner(catalog: catalog).run(test)
        #expect(result.cases.count >= 10)
        #expect(result.failedCount == 0, "\(PipelineTestReport([result]).text())")
    }
}

@Suite("A test that fails says where and what") struct FailureTests {
    @Test("a figure that is not as expected is shown field by field, at the place of the first")
    func figure() throws {
        let result = try PipelineTestFixtures.run(
            """
              - name: three of four
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1..4}
                  - in: {type: vn.thanhhoa.ocop.listing.published, for: 1..3}
                    expect: {indicator: EC01.share, commune: "14797", window: current, denominator: 4, value: 50, numerator: 2, met: none}
            """)
        let failure = try #require(result.cases.first?.failures.first)
        #expect(failure.message == "EC01.share of 14797 in current is not as expected")
        #expect(failure.differences.map { [$0.field, $0.expected, $0.found] } == [["value", "50", "75"], ["numerator", "2", "3"]])
        #expect(failure.place == Place(line: 12, column: 99))
        #expect(failure.found == "value: 75, numerator: 3, denominator: 4, status: standing, revision: 2")
        #expect(
            PipelineTestReport([result]).text() == """
                FAIL three of four
                  probe.yaml:12:99: EC01.share of 14797 in current is not as expected
                                 expected  found
                      value      50        75
                      numerator  2         3
                      found: value: 75, numerator: 3, denominator: 4, status: standing, revision: 2
                FAIL probe.yaml: 0 of 1 case passed
                1 file, 1 case, 7 events, 1 expectation: 1 case failed
                """)
    }

    @Test("a figure that does not exist says where there are some")
    func missing() throws {
        let result = try PipelineTestFixtures.run(
            """
              - name: elsewhere
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1}
                    expect:
                      - {indicator: EC01, commune: "14758", window: current, value: 0}
                      - {indicator: EC01.share, commune: "14797", window: current, value: 0}
                    expect_none: {indicator: EC01, commune: "38", window: current}
                    expect_revision: {indicator: EC01, commune: "38", window: current, revision: 3}
            """)
        let failures = try #require(result.cases.first?.failures)
        #expect(
            failures.map(\.message) == [
                "nothing has been published of EC01 of 14758 in current; there is 14797 in current, 38 in current",
                "EC01 of 38 in current is not as expected", "EC01 of 38 in current is not as expected",
            ])
        #expect(failures.map { $0.differences.map(\.field) } == [["value"], ["revision"], ["published"]])
        #expect(failures.map(\.place.line) == [12, 15, 14])
    }

    @Test("an event that is rejected unexpectedly ends its case at its own place")
    func unexpectedReject() throws {
        let result = try PipelineTestFixtures.run(
            """
              - name: two stars
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1, data: {stars: 2}}
                    expect: {indicator: EC01, commune: "14797", window: current, value: 0}
              - name: goes on with the next
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1}
                    expect: {indicator: EC01, commune: "14797", window: current, value: 0}
            """)
        let failures = try #require(result.cases.first?.failures)
        #expect(failures.count == 1)
        #expect(failures[0].place == Place(line: 10, column: 13))
        #expect(failures[0].message.hasPrefix("vn.thanhhoa.ocop.product.certified was rejected: "))
        #expect(failures[0].found == "reason: schema, path: /data/stars")
        #expect(result.cases[1].isPassed)
        #expect(result.failedCount == 1)
    }

    @Test("an event that is accepted, or rejected for something else, is a failure at what was expected")
    func wrongReject() throws {
        let result = try PipelineTestFixtures.run(
            """
              - name: accepted
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1}
                    expect_reject: {reason: schema}
              - name: another reason and path
                steps:
                  - in: {type: vn.thanhhoa.ocop.product.certified, for: 1, data: {communeCode: "99999"}}
                  - expect_reject: {reason: commune-ambiguous, path: /data/stars}
            """)
        #expect(result.cases[0].failures.first?.place == Place(line: 11, column: 33))
        #expect(result.cases[0].failures.first?.differences.map { [$0.expected, $0.found] } == [["schema", "nothing"]])
        let second = try #require(result.cases[1].failures.first)
        #expect(second.place == Place(line: 15, column: 33))
        #expect(
            second.differences.map { [$0.field, $0.expected, $0.found] } == [
                ["reason", "commune-ambiguous", "commune-unknown"], ["path", "/data/stars", "/data/communeCode"],
            ])
    }

    @Test("only the cases asked for are run")
    func filter() throws {
        let catalog = try PipelineTestFixtures.catalog()
        let (tests, _) = PipelineTest.load(paths: [PipelineTestFixtures.pipelines + "/tests"], catalog: catalog)
        let results = try tests.map { test in try PipelineTestRunner(catalog: catalog).run(test) { $0.contains("repeated event") } }
        #expect(results.map(\.cases.count) == [1, 1, 1])
        #expect(PipelineTestReport(results).failedCount == 0)
    }
}

@Suite("The words of tests are those of updates") struct WordTests {
    @Test("status, reason and data error have one vocabulary")
    func vocabulary() throws {
        let page = YAMLReference.page(of: [.test])
        let words =
            WindowStatus.allCases.map(\.rawValue) + Figure.DataError.allCases.map(\.rawValue)
            + Figure.Absence.allCases.map(\.rawValue) + Figure.Suppression.allCases.map(\.rawValue)
        for word in words { #expect(page.contains("`\(word)`"), "\(word)") }
    }
}

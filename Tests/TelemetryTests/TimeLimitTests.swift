import Testing

@testable import Telemetry

@Suite("The bound on work that does not end") struct TimeLimitTests {
    @Test("what ends is waited for, what does not is left") func limits() async {
        #expect(await TimeLimit.ends(within: .seconds(120)) {})
        let (endless, _) = AsyncStream.makeStream(of: Void.self)
        #expect(!(await TimeLimit.ends(within: .milliseconds(1)) { for await _ in endless {} }))
    }
}

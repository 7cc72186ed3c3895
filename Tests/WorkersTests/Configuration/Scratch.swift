import Testing

@testable import Workers

@Test func scratchPage() { print("@@@\n" + WorkerReference.section() + "@@@") }

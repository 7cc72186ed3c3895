import Testing

@testable import Generation

/// The three ways in which chance is made.
@Suite struct RandomnessTests {
    @Test(arguments: [1, 2, 3, 4, 6, 10, 97, 1000, 4096, 30_030]) func `a permutation reaches every number once`(count: Int) {
        for key in [0, 1, 0xDEAD_BEEF_0000_0001, UInt64.max] {
            let order = Permutation(count: count, key: key)
            #expect(Set((0..<count).map { order($0) }) == Set(0..<count))
        }
    }

    @Test func `a permutation of many numbers stays among them`() {
        let order = Permutation(count: 9_999_999, key: 12_345_678_901_234)
        for place in stride(from: 0, to: 9_999_999, by: 4999) { #expect((0..<9_999_999).contains(order(place))) }
    }

    @Test(arguments: [(0, 10), (1, 1), (3, 10), (10, 10), (500, 1000)]) func `a sampler takes exactly so many`(wanted: Int, count: Int) {
        for key in 0..<20 as Range<UInt64> {
            var sampler = ExactSampler(taking: wanted, of: count, key: key)
            #expect((0..<count).count { _ in sampler.take() } == wanted)
        }
    }

    @Test func `a sampler takes from everywhere`() {
        var taken = [Int](repeating: 0, count: 10)
        for key in 0..<1000 as Range<UInt64> {
            var sampler = ExactSampler(taking: 3, of: 10, key: key &* 7_777_777)
            for place in 0..<10 where sampler.take() { taken[place] += 1 }
        }
        #expect(taken.allSatisfy { (240...360).contains($0) })
    }

    @Test func `a share of none takes nothing, of all everything`() {
        #expect(!Share(0).takes(0))
        #expect(Share(1).takes(.max))
        #expect(Share(0).isZero)
        let mixer = Mixer(seed: 3)
        let taken = (0..<10_000 as Range<UInt64>).count { Share(0.1).takes(mixer.hash(.bad, $0)) }
        #expect((850...1150).contains(taken))
    }

    @Test func `a lane's clock never goes back and keeps to its hours`() {
        let days = DayTable(firstMonth: GenerationOptions().firstMonth, months: 1)
        for positions in [1, 7, 1000, 54_321] {
            let clock = LaneClock(
                firstDay: days.workingIndex(from: GenerationOptions().firstMonth.firstDay), dayCount: 21, hours: .office,
                positions: positions)
            var last = Int64.min
            for position in 0..<positions {
                let time = clock.time(of: position, days.days)
                #expect(time >= last)
                last = time
                let second = time % 86_400
                #expect((27_000..<41_400).contains(second) || (48_600..<59_400).contains(second))
            }
        }
    }
}

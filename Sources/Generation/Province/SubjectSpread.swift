/// Subjects over the units in proportion to their people: numbers `0 ..< count` in order of units, exact but for rounding.
struct SubjectSpread: Sendable {
    /// `firsts[u]` is the first subject of unit `u`; the last entry is the count.
    private let firsts: [Int32]
    /// The unit of every 2ˢʰⁱᶠᵗ-th subject, so that the rest is a step or two.
    private let landmarks: [Int16]
    private let shift: Int

    init(count: Int, over province: Province) {
        let people = province.people
        var firsts: [Int32] = []
        for unit in province.codes.indices {
            // Subject i stands for the person at (i + ½) × people ÷ count.
            let twice = province.people(before: unit).multipliedFullWidth(by: Int64(2 * count))
            let place = people.dividingFullWidth(twice).quotient
            firsts.append(Int32(clamping: min(Int64(count), (place + 1) / 2)))
        }
        firsts.append(Int32(clamping: count))
        var shift = 0
        while count >> shift > 4096 { shift += 1 }
        var landmarks: [Int16] = []
        var unit = 0
        for mark in 0...(count >> shift) {
            while unit < province.codes.count - 1, Int(firsts[unit + 1]) <= mark << shift { unit += 1 }
            landmarks.append(Int16(clamping: unit))
        }
        self.firsts = firsts
        self.landmarks = landmarks
        self.shift = shift
    }

    @inline(__always) func unit(of subject: Int) -> Int {
        var unit = Int(landmarks[subject >> shift])
        while Int(firsts[unit + 1]) <= subject { unit += 1 }
        return unit
    }
}

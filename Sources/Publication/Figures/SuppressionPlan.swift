/// Which areas of one window are withheld so that nobody can be counted out.
///
/// It goes by subjects alone and so is the same for every indicator of the pipeline: what one of them hides no other gives away.
struct SuppressionPlan: Equatable, Sendable {
    private(set) var reasons: [Area: Figure.Suppression] = [:]

    init() {}

    /// - Parameter subjects: of every commune and of the bucket, which counts as a commune here; not of the province.
    ///
    /// 1. Areas with 1 to `minimum` − 1 subjects are withheld. One without subjects has nothing to hide.
    /// 2. The province less all that is published is what is withheld in sum. So that this is no small cell itself, at least two areas with at
    ///    least `minimum` subjects together are withheld: the smallest published ones join, of equals the lower code.
    /// 3. The province is withheld if even it is small; then there was nothing left to join.
    init(subjects: [Area: Int64], minimum: Int) {
        let minimum = Int64(minimum)
        var count = 0
        var withheld: Int64 = 0
        for (area, number) in subjects where number > 0 && number < minimum {
            reasons[area] = .smallCell
            count += 1
            withheld += number
        }
        guard count > 0 else { return }
        if count < 2 || withheld < minimum {
            let published = subjects.filter { $0.value >= minimum }.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
            for (area, number) in published {
                reasons[area] = .complementary
                count += 1
                withheld += number
                if count >= 2 && withheld >= minimum { break }
            }
        }
        if subjects.values.reduce(0, +) < minimum { reasons[.province] = .smallCell }
    }

    subscript(area: Area) -> Figure.Suppression? { reasons[area] }

    /// The areas that the two plans treat differently.
    func differences(from other: SuppressionPlan) -> Set<Area> {
        Set(reasons.keys).union(other.reasons.keys).filter { reasons[$0] != other.reasons[$0] }
    }
}

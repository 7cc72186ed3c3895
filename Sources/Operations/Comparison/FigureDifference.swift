import Publication

/// A figure that two versions do not give alike.
public struct FigureDifference: Equatable, Sendable {
    /// nil: there is none on that side.
    public var before: ComparedFigure?
    public var after: ComparedFigure?
    public var key: IndicatorKey

    /// After less before, in the indicator's unit; nil where one side has no value.
    public var change: Double? {
        guard let old = before?.number, let new = after?.number else { return nil }
        return new - old
    }

    public var communeName: String { after?.communeName ?? before?.communeName ?? "" }

    /// All differences: by indicator; then those where one side has no value, then the largest first; then by commune and window.
    public static func all(before: FigureSet, after: FigureSet) -> [FigureDifference] {
        var differences: [FigureDifference] = []
        for key in Set(before.figures.keys).union(after.figures.keys) {
            let (old, new) = (before.figures[key], after.figures[key])
            if old?.value != new?.value || old?.parts != new?.parts {
                differences.append(FigureDifference(before: old, after: new, key: key))
            }
        }
        return differences.sorted { a, b in
            if a.key.indicator != b.key.indicator { return a.key.indicator < b.key.indicator }
            let (left, right) = (a.change?.magnitude ?? .infinity, b.change?.magnitude ?? .infinity)
            if left != right { return left > right }
            return (a.key.commune, a.key.window) < (b.key.commune, b.key.window)
        }
    }
}

/// Where something stands in a file: line and column from 1, columns in characters.
struct Place: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int

    static let start = Place(line: 1, column: 1)

    static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

import Aggregation

/// The spec of lists of windows.
enum WindowSpec {
    /// Ascending, whatever the order in which they are written.
    static let list: Shape<[WindowLength]> = Shape<[String]>.distinctList(of: .words(WindowLength.allCases.map(\.name)))
        .map { $0.compactMap { WindowLength(name: $0) }.sorted() }
}

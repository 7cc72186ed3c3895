extension [Diagnostic] {
    /// By file, line, column, then code; equal ones once.
    package var sortedByPlace: [Diagnostic] {
        var seen = Set<Diagnostic>()
        return filter { seen.insert($0).inserted }.sorted { a, b in
            (a.file, a.line, a.column, a.code, a.message) < (b.file, b.line, b.column, b.code, b.message)
        }
    }
}

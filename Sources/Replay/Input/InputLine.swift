/// One line of an event file, in its source's buffer.
struct InputLine {
    let start: Int
    let count: Int
    /// From 1.
    let number: Int64
    /// The line is longer than the buffer may grow; only its beginning is there.
    let fullCount: Int
}

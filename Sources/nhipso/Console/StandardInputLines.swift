import Foundation

/// The lines of standard input as bytes, without their newlines: what is not UTF-8 stays as it is.
struct StandardInputLines: Sequence, IteratorProtocol {
    private var pending: [UInt8] = []
    /// Where in `pending` the search for a newline goes on.
    private var begin = 0
    private var isAtEnd = false

    mutating func next() -> [UInt8]? {
        while true {
            if let newline = pending[begin...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { begin = newline + 1 }
                return Array(pending[begin..<newline])
            }
            if isAtEnd {
                defer { begin = pending.count }
                return begin < pending.count ? Array(pending[begin...]) : nil
            }
            pending.removeFirst(begin)
            begin = 0
            let more = FileHandle.standardInput.availableData
            isAtEnd = more.isEmpty
            pending += more
        }
    }
}

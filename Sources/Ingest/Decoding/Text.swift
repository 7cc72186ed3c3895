/// A run of UTF-8 bytes in somebody else's memory.
struct Text {
    let start: UnsafePointer<UInt8>
    let count: Int

    @inline(__always) init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    @inline(__always) subscript(index: Int) -> UInt8 { start[index] }

    @inline(__always) static func == (a: Text, b: Text) -> Bool {
        guard a.count == b.count else { return false }
        var index = 0
        while index + 8 <= a.count {
            if UnsafeRawPointer(a.start + index).loadUnaligned(as: UInt64.self)
                != UnsafeRawPointer(b.start + index).loadUnaligned(as: UInt64.self)
            {
                return false
            }
            index += 8
        }
        while index < a.count {
            if a.start[index] != b.start[index] { return false }
            index += 1
        }
        return true
    }

    /// A quick hash of the length and the last eight bytes, where names of one family differ.
    @inline(__always) var hash: UInt64 {
        var tail: UInt64 = UInt64(count)
        if count >= 8 {
            tail ^= UnsafeRawPointer(start + count - 8).loadUnaligned(as: UInt64.self)
        } else {
            for index in 0..<count { tail = tail << 8 ^ UInt64(start[index]) }
        }
        let product = tail &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }

    /// The number of Unicode scalars.
    @inline(__always) var scalarCount: Int {
        var continuations = 0
        for index in 0..<count where start[index] & 0xC0 == 0x80 { continuations += 1 }
        return count - continuations
    }

    /// A copy, for messages.
    var string: String { String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self) }
}

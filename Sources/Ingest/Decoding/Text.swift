import CSimdJSON
import CText

/// A run of UTF-8 bytes in somebody else's memory.
struct Text {
    let start: UnsafePointer<UInt8>
    let count: Int

    @inline(__always) init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    /// The text that begins at the place and ends before the next quote; nil where that is not before `end`, and where an escape, a control
    /// character or something that is not UTF-8 stands in it.
    ///
    /// 16 bytes behind the end must be readable.
    @inline(__always) init?(plainAt start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) {
        let count = nhipso_plain(start, end)
        if start[count] == 0x22, count < start.distance(to: end) {
            self.init(start: start, count: count)
        } else {
            self.init(atLeisure: start, before: end)
        }
    }

    /// The same, of any characters.
    @inline(never) private init?(atLeisure start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) {
        var at = start
        while at < end, at.pointee >= 0x20, at.pointee != 0x22, at.pointee != 0x5C { at += 1 }
        guard at < end, at.pointee == 0x22 else { return nil }
        self.init(start: start, count: start.distance(to: at))
        guard nhipso_json_is_utf8(start, count) != 0 else { return nil }
    }

    @inline(__always) subscript(index: Int) -> UInt8 { start[index] }

    @inline(__always) static func == (a: Text, b: Text) -> Bool {
        guard a.count == b.count else { return false }
        let (left, right) = (UnsafeRawPointer(a.start), UnsafeRawPointer(b.start))
        // The last word of a text overlaps the one before it, so that nothing is compared byte by byte.
        if a.count >= 8 {
            var index = 0
            while index + 8 < a.count {
                if left.word(index) != right.word(index) { return false }
                index += 8
            }
            return left.word(a.count - 8) == right.word(a.count - 8)
        }
        if a.count >= 4 { return left.halfWord(0) == right.halfWord(0) && left.halfWord(a.count - 4) == right.halfWord(a.count - 4) }
        for index in 0..<a.count where a.start[index] != b.start[index] { return false }
        return true
    }

    /// A quick hash of the length and the last eight bytes, where names of one family differ.
    @inline(__always) var hash: UInt64 {
        var tail: UInt64 = UInt64(count)
        if count >= 8 {
            tail ^= UnsafeRawPointer(start).word(count - 8)
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

extension UnsafeRawPointer {
    /// The eight bytes at the offset, the first the lowest.
    @inline(__always) func word(_ offset: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }

    /// The four bytes at the offset.
    @inline(__always) func halfWord(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}

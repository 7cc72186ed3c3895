/// A checksum over 64-bit words: each is mixed in by a multiplication and a rotation. It guards against damage, not against malice.
public struct Checksum: Sendable {
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D

    public init() {}

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        var lanes = (state, state ^ 0x9E37_79B9_7F4A_7C15)
        while offset + 16 <= bytes.count {
            lanes.0 = Checksum.mix(lanes.0, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            lanes.1 = Checksum.mix(lanes.1, bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
            offset += 16
        }
        while offset < bytes.count {
            lanes.0 = Checksum.mix(lanes.0, UInt64(bytes[offset]) | 0x100)
            offset += 1
        }
        state = Checksum.mix(Checksum.mix(lanes.0, lanes.1), UInt64(bytes.count))
    }

    @inline(__always) private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word) &* 0xD6E8_FEB8_6659_FD93
        return (product << 29 | product >> 35) &+ word
    }

    public var value: UInt64 { FlatIndex.mix(state) }
}

/// Appends numbers in little-endian order.
package struct ByteWriter {
    @usableFromInline package internal(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    @inlinable package mutating func write<T: FixedWidthInteger & BitwiseCopyable>(_ number: T) {
        append(MemoryLayout<T>.size) { $0.storeBytes(of: number.littleEndian, as: T.self) }
    }

    @inlinable package mutating func write(_ raw: UnsafeRawBufferPointer) { bytes.append(contentsOf: raw) }

    package mutating func write(_ text: String) {
        write(UInt32(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// Makes room for so many bytes and lets `body` fill it; what it leaves is zero.
    @inlinable package mutating func append(_ count: Int, _ body: (UnsafeMutableRawPointer) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBytes { bytes in
            if count > 0, let base = bytes.baseAddress { body(base + start) }
        }
    }
}

/// Reads them back; running past the end throws `damaged`.
package struct ByteReader {
    @usableFromInline let bytes: UnsafeRawBufferPointer
    @usableFromInline package internal(set) var offset = 0

    package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    @inlinable package var remaining: Int { bytes.count - offset }

    @inlinable package mutating func read<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) throws(SnapshotError) -> T {
        let size = MemoryLayout<T>.size
        guard remaining >= size else { throw SnapshotError(.damaged, "it ends at byte \(bytes.count), within a number") }
        let number = bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
        offset += size
        return T(littleEndian: number)
    }

    package mutating func readText() throws(SnapshotError) -> String {
        let count = Int(try read(UInt32.self))
        guard remaining >= count else { throw SnapshotError(.damaged, "it ends at byte \(bytes.count), within a text") }
        defer { offset += count }
        return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), as: UTF8.self)
    }
}

import Aggregation

/// Why bytes of the log are not the record that they should be.
struct WireError: Error, Equatable, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
    init(_ error: SnapshotError) { description = error.message }
}

extension ByteReader {
    /// Reads the head that every record of ours has: its mark, its version and, at the end, a checksum over all before it.
    ///
    /// - Returns: a reader of what stands between.
    static func open(_ bytes: UnsafeRawBufferPointer, mark: UInt32, version: UInt16, named name: String) throws(WireError) -> ByteReader {
        guard bytes.count >= 14, UInt32(littleEndian: bytes.loadUnaligned(as: UInt32.self)) == mark else {
            throw WireError("it is not a \(name): it does not begin with the mark of one")
        }
        let found = UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt16.self))
        guard found == version else {
            throw WireError("it is a \(name) of format \(found); this program reads format \(version)")
        }
        let end = bytes.count - 8
        var checksum = Checksum()
        checksum.update(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        guard checksum.value == UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end, as: UInt64.self)) else {
            throw WireError("it is a \(name) whose checksum does not agree with its \(bytes.count) bytes")
        }
        return ByteReader(UnsafeRawBufferPointer(rebasing: bytes[6..<end]))
    }

    mutating func number<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type = T.self) throws(WireError) -> T {
        do throws(SnapshotError) { return try read(type) } catch { throw WireError(error) }
    }

    /// A time of the calendar, or the distant past where there is none yet.
    mutating func time() throws(WireError) -> EventTime {
        let time = EventTime(rawValue: try number())
        guard time.isInCalendar || time == .distantPast else {
            throw WireError("it names a time that no calendar has (\(time.rawValue) ms)")
        }
        return time
    }

    /// A time of the log, which comes from other people's clocks: one that no calendar has is as good as unknown.
    mutating func logTime() throws(WireError) -> EventTime {
        let time = EventTime(rawValue: try number())
        return time.isInCalendar ? time : .distantPast
    }

    /// An offset of the log, or a number of bytes or records.
    mutating func offset() throws(WireError) -> Int64 {
        let offset: Int64 = try number()
        guard (0...ByteReader.offsetMax).contains(offset) else { throw WireError("it names the offset \(offset)") }
        return offset
    }

    /// No log has come so far: nothing that is added to an offset overflows.
    private static var offsetMax: Int64 { 1 << 53 }

    mutating func text() throws(WireError) -> String {
        do throws(SnapshotError) { return try readText() } catch { throw WireError(error) }
    }
}

extension ByteWriter {
    /// Begins a record of ours.
    init(mark: UInt32, version: UInt16) {
        self.init()
        write(mark)
        write(version)
    }

    /// The record with its checksum.
    mutating func closed() -> [UInt8] {
        var checksum = Checksum()
        bytes.withUnsafeBytes { checksum.update($0) }
        write(checksum.value)
        return bytes
    }
}

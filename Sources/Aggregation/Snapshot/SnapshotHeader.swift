/// The first chunk's content: how far time has come, and how many entries each part has.
struct SnapshotHeader {
    var watermark: EventTime
    var expiredThrough: CivilDate
    var closedBefore: CivilDate
    /// Rows of the tables: only to make room ahead.
    var subjects: UInt32
    var standings: UInt32
    var items: UInt32
    /// Entries that follow.
    var partners: UInt32
    var records: UInt32
    var places: UInt32
    var progress: UInt32
    var cells: UInt32

    static let byteCount = 48

    /// Nothing is left to come.
    var isExhausted: Bool { partners == 0 && records == 0 && places == 0 && progress == 0 && cells == 0 }

    func write(to writer: inout SnapshotWriter) {
        writer.write(watermark.rawValue)
        writer.write(expiredThrough.rawValue)
        writer.write(closedBefore.rawValue)
        for count in [subjects, standings, items, partners, records, places, progress, cells] { writer.write(count) }
    }
}

extension SnapshotHeader {
    init(_ content: UnsafeRawBufferPointer) throws(SnapshotError) {
        guard content.count == SnapshotHeader.byteCount else { throw SnapshotError(.damaged, "the header has another length") }
        var reader = ByteReader(content)
        watermark = EventTime(rawValue: try reader.read())
        expiredThrough = CivilDate(rawValue: try reader.read())
        closedBefore = CivilDate(rawValue: try reader.read())
        subjects = try reader.read()
        standings = try reader.read()
        items = try reader.read()
        partners = try reader.read()
        records = try reader.read()
        places = try reader.read()
        progress = try reader.read()
        cells = try reader.read()
        guard watermark.isInCalendar || watermark == .distantPast || watermark == .distantFuture,
            closedBefore.rawValue == .min || CivilDate.calendar.contains(closedBefore)
        else { throw SnapshotError(.damaged, "time has come to no day of the calendar") }
    }

    /// Takes entries that have come off those that are still to come.
    static func take(_ count: Int, of rest: inout UInt32) throws(SnapshotError) {
        guard count <= Int(rest) else { throw SnapshotError(.damaged, "it holds more than its header says") }
        rest -= UInt32(count)
    }
}

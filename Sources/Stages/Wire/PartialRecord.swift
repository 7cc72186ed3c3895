import Aggregation

/// A record of the `partials` topic: what one partition of one pipeline says.
///
/// An owner writes its changed cells and then, for each of their windows, a mark. A mark speaks for all cells of the window up to its position;
/// only when those that a reader holds give the mark's digest are they taken in, all at once. So no figure is ever made of half a change, of
/// records that compaction or a late writer has put in the place of newer ones, or of a window of which something is missing.
public enum PartialRecord: Equatable, Sendable {
    case cell(PartialCell)
    case mark(PartialMark)
}

/// Who speaks, and for how much of the log.
public struct PartialSource: Hashable, Sendable {
    public var pipeline: String
    public var planDigest: UInt64
    /// The partition of the facts.
    public var partition: Int32

    public init(pipeline: String, planDigest: UInt64, partition: Int32) {
        self.pipeline = pipeline
        self.planDigest = planDigest
        self.partition = partition
    }
}

/// One cell as it stands after all facts before `position`.
public struct PartialCell: Equatable, Sendable {
    public var source: PartialSource
    public var position: Int64
    public var window: Window
    public var content: CellContent

    public init(source: PartialSource, position: Int64, window: Window, content: CellContent) {
        self.source = source
        self.position = position
        self.window = window
        self.content = content
    }
}

/// What stands after all facts before `position`: of a window, and of the partition as a whole.
public struct PartialMark: Equatable, Sendable {
    public struct Partner: Equatable, Sendable {
        public var name: String
        /// The latest business time of the partner's facts for the window.
        public var latest: EventTime

        public init(name: String, latest: EventTime) {
            self.name = name
            self.latest = latest
        }
    }

    public var source: PartialSource
    public var position: Int64
    /// nil: the mark speaks of the partition alone: how far its watermark has come, and how many windows it has in this partition of `partials`.
    public var window: Window?
    /// The digests of the window's cells, xored; of the partition alone, that of its windows in this partition of `partials`.
    public var digest: UInt64
    /// All cells of the window that are not empty have been written at this position: what is older no longer stands, whoever wrote it.
    public var wholeSince: Int64
    /// Of how many windows there is a mark, of those that this partition of `partials` holds.
    public var windowCount: UInt32
    public var watermark: EventTime
    /// The log's newest time of an event that came before `position`.
    public var newestLogTime: EventTime
    public var partners: [Partner]

    public init(
        source: PartialSource, position: Int64, window: Window?, digest: UInt64 = 0, wholeSince: Int64 = 0, windowCount: UInt32 = 0,
        watermark: EventTime,
        newestLogTime: EventTime, partners: [Partner] = []
    ) {
        self.source = source
        self.position = position
        self.window = window
        self.digest = digest
        self.wholeSince = wholeSince
        self.windowCount = windowCount
        self.watermark = watermark
        self.newestLogTime = newestLogTime
        self.partners = partners
    }
}

extension PartialRecord {
    private static var mark: UInt32 { 0x5450_484E }
    private static var version: UInt16 { 1 }

    /// The key: what is compacted is what a newer record of the same key replaces.
    public var key: [UInt8] {
        switch self {
        case .cell(let cell): Array("\(cell.source.pipeline)|\(cell.window.key)|\(cell.source.partition)|\(cell.content.commune)".utf8)
        case .mark(let mark): Array("\(mark.source.pipeline)|\(mark.window?.key ?? "-")|\(mark.source.partition)|mark".utf8)
        }
    }

    /// Format 1, little-endian: `NHPT` · version u16 · kind u8 · source · position i64 · window · what the kind has · checksum u64.
    public var encoded: [UInt8] {
        var writer = ByteWriter(mark: PartialRecord.mark, version: PartialRecord.version)
        switch self {
        case .cell(let cell):
            writer.write(UInt8(1))
            writer.write(cell.source, cell.position, cell.window)
            cell.content.write(to: &writer)
        case .mark(let mark):
            writer.write(UInt8(2))
            writer.write(mark.source, mark.position, mark.window)
            writer.write(mark.digest)
            writer.write(mark.wholeSince)
            writer.write(mark.windowCount)
            writer.write(mark.watermark.rawValue)
            writer.write(mark.newestLogTime.rawValue)
            writer.write(UInt16(mark.partners.count))
            for partner in mark.partners {
                writer.write(partner.name)
                writer.write(partner.latest.rawValue)
            }
        }
        return writer.closed()
    }

    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(StageError) -> PartialRecord {
        do throws(WireError) {
            var reader = try ByteReader.open(bytes, mark: mark, version: version, named: "partial")
            let kind = try reader.number(UInt8.self)
            let (source, position, window) = try reader.speaker()
            switch (kind, window) {
            case (1, let window?):
                return .cell(PartialCell(source: source, position: position, window: window, content: try CellContent(reading: &reader)))
            case (2, let window):
                var mark = PartialMark(
                    source: source, position: position, window: window, digest: try reader.number(), wholeSince: try reader.offset(),
                    windowCount: try reader.number(), watermark: try reader.time(), newestLogTime: try reader.logTime())
                for _ in 0..<(try reader.number(UInt16.self)) {
                    mark.partners.append(.init(name: try reader.text(), latest: try reader.time()))
                }
                return .mark(mark)
            default: throw WireError("it is a partial of no known kind (\(kind))")
            }
        } catch { throw StageError(.damagedRecord, error.description) }
    }
}

extension ByteWriter {
    fileprivate mutating func write(_ source: PartialSource, _ position: Int64, _ window: Window?) {
        write(source.pipeline)
        write(source.planDigest)
        write(source.partition)
        write(position)
        write(window?.length.rawValue ?? UInt8.max)
        write(window?.ordinal ?? 0)
    }
}

extension ByteReader {
    fileprivate mutating func speaker() throws(WireError) -> (PartialSource, Int64, Window?) {
        let source = PartialSource(pipeline: try text(), planDigest: try number(), partition: try number())
        guard source.partition >= 0 else { throw WireError("it is a partial of partition \(source.partition)") }
        let position = try offset()
        let length = try number(UInt8.self)
        let ordinal = try number(Int32.self)
        if length == UInt8.max { return (source, position, nil) }
        guard let length = WindowLength(rawValue: length) else { throw WireError("it is a partial of a window of no known length") }
        let window = Window(length: length, ordinal: ordinal)
        guard window.isInCalendar else { throw WireError("it is a partial of a window that no calendar has (\(length.name) \(ordinal))") }
        return (source, position, window)
    }
}

/// A CloudEvents attribute beside the data: UTF-8 in somebody else's memory.
public struct EventAttribute {
    public var name: UnsafeRawBufferPointer
    public var value: UnsafeRawBufferPointer

    public init(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        self.name = name
        self.value = value
    }
}

extension Text {
    /// An empty run stands at a place of its own: memory of no length may have no address.
    init(_ bytes: UnsafeRawBufferPointer) {
        if let start = bytes.baseAddress {
            self.init(start: start.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        } else {
            let empty: StaticString = ""
            self.init(start: empty.utf8Start, count: 0)
        }
    }
}

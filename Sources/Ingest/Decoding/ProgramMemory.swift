/// Memory of a compiled program: made once, read by every event, freed with its owner. Plain pointers, so that reading retains nothing.
final class ProgramMemory {
    private var frees: [() -> Void] = []

    deinit {
        for free in frees { free() }
    }

    func copy<T>(_ elements: [T]) -> UnsafeBufferPointer<T> {
        let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: elements.count)
        _ = buffer.initialize(from: elements)
        frees.append {
            buffer.deinitialize()
            buffer.deallocate()
        }
        return UnsafeBufferPointer(buffer)
    }

    func zeroed<T: BitwiseCopyable>(_ count: Int, of value: T) -> UnsafeMutablePointer<T> {
        let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(1, count))
        pointer.initialize(repeating: value, count: max(1, count))
        frees.append { pointer.deallocate() }
        return pointer
    }

    /// The text's bytes, with eight more that may be read.
    func text(_ string: String) -> Text {
        let bytes = Array(string.utf8)
        let pointer = zeroed(bytes.count + 8, of: UInt8(0))
        for (index, byte) in bytes.enumerated() { pointer[index] = byte }
        return Text(start: UnsafePointer(pointer), count: bytes.count)
    }
}

/// Memory in lines of the cache that hold nothing else. Small tables that are written with every fact stand in it: two threads that write to one
/// line, each to its own aggregate, would wait for each other.
enum OwnLines {
    /// Two lines: processors fetch them in pairs.
    private static var alignment: Int { 128 }

    /// The owner frees it with `deallocate()`.
    static func allocate<Element: BitwiseCopyable>(_ count: Int, repeating value: Element) -> UnsafeMutablePointer<Element> {
        let byteCount = max(1, count) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: (byteCount + alignment - 1) / alignment * alignment, alignment: alignment)
        let elements = memory.bindMemory(to: Element.self, capacity: max(1, count))
        elements.initialize(repeating: value, count: max(1, count))
        return elements
    }
}

/// What is told to the system of large runs of memory, before they are used: the core itself makes no system calls.
public struct MemoryAdvice: Sendable {
    let advise: @Sendable (_ start: UnsafeMutableRawPointer, _ byteCount: Int) -> Void

    /// - Parameter advise: called once for each run; it must not touch the memory.
    public init(_ advise: @escaping @Sendable (_ start: UnsafeMutableRawPointer, _ byteCount: Int) -> Void) { self.advise = advise }

    public static let none = MemoryAdvice { _, _ in }
}

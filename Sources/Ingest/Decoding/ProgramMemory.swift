import Catalog

/// Memory of a compiled program: made once, read by every event, freed with its owner. Plain pointers, so that reading retains nothing.
final class ProgramMemory {
    private var frees: [() -> Void] = []
    /// By the pattern's text: many fields have the same, and an automaton takes long to make.
    private var machines: [String: PatternMachine?] = [:]

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

    /// nil where the text is no pattern, or its automaton would be too large.
    func machine(ofPattern text: String) -> PatternMachine? {
        if let known = machines[text] { return known }
        let machine = (try? PatternSyntax.parse(text)).flatMap { PatternMachine($0, memory: self) }
        machines[text] = .some(machine)
        return machine
    }

    /// The text's bytes, with 16 more that may be read.
    func text(_ string: String) -> Text {
        var string = string
        return string.withUTF8 { bytes in
            bytes.baseAddress.map { text(Text(start: $0, count: bytes.count)) } ?? Text(start: zeroed(16, of: UInt8(0)), count: 0)
        }
    }

    /// A copy of the text, with 16 bytes more that may be read.
    func text(_ text: Text) -> Text {
        let copy = zeroed(text.count + 16, of: UInt8(0))
        copy.update(from: text.start, count: text.count)
        return Text(start: copy, count: text.count)
    }
}

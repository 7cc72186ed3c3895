import CSimdJSON

/// A parsed JSON document as simdjson's tape: one 64-bit word an element, the kind in its top byte.
struct Tape {
    /// The top byte of a word; a plain number, so that reading it costs a load.
    struct Kind: Equatable {
        let byte: UInt8

        @inline(__always) static var object: Kind { Kind(byte: 0x7B) }
        @inline(__always) static var array: Kind { Kind(byte: 0x5B) }
        @inline(__always) static var string: Kind { Kind(byte: 0x22) }
        @inline(__always) static var integer: Kind { Kind(byte: 0x6C) }
        @inline(__always) static var unsigned: Kind { Kind(byte: 0x75) }
        @inline(__always) static var double: Kind { Kind(byte: 0x64) }
        @inline(__always) static var yes: Kind { Kind(byte: 0x74) }
        @inline(__always) static var no: Kind { Kind(byte: 0x66) }
        @inline(__always) static var null: Kind { Kind(byte: 0x6E) }

        @inline(__always) static func == (a: Kind, b: Kind) -> Bool { a.byte == b.byte }
    }

    let words: UnsafePointer<UInt64>
    let strings: UnsafePointer<UInt8>

    /// The document's own value.
    static let top = 1

    @inline(__always) func kind(_ at: Int) -> Kind { Kind(byte: UInt8(truncatingIfNeeded: words[at] >> 56)) }

    @inline(__always) func text(_ at: Int) -> Text {
        let offset = Int(words[at] & 0x00FF_FFFF_FFFF_FFFF)
        let count = UnsafeRawPointer(strings + offset).loadUnaligned(as: UInt32.self)
        return Text(start: strings + offset + 4, count: Int(count))
    }

    @inline(__always) func integer(_ at: Int) -> Int64 { Int64(bitPattern: words[at + 1]) }

    /// The element after the one at `at`, which may be an object or array.
    @inline(__always) func after(_ at: Int) -> Int {
        let kind = kind(at)
        if kind == .string { return at + 1 }
        if kind == .object || kind == .array { return Int(words[at] & 0xFFFF_FFFF) }
        return kind == .integer || kind == .unsigned || kind == .double ? at + 2 : at + 1
    }
}

/// The owner of a simdjson parser.
final class JSONParser {
    private let parser: OpaquePointer

    /// - Parameter maximumDepth: deeper nesting is malformed.
    init(maximumBytes: Int, maximumDepth: Int = 64) {
        guard let made = nhipso_json_parser_create(maximumBytes, maximumDepth) else { preconditionFailure("no memory for a JSON parser") }
        parser = made
    }

    deinit { nhipso_json_parser_destroy(parser) }

    /// Parses one document, behind which `Ingester.padding` bytes must be readable.
    ///
    /// - Returns: 0 and the tape, valid until the next call; or an error for `message`.
    @inline(__always) func parse(_ bytes: UnsafeRawBufferPointer) -> (error: Int32, tape: Tape?) {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return (-1, nil) }
        let document = nhipso_json_parse(parser, base.assumingMemoryBound(to: UInt8.self), bytes.count)
        guard document.error == 0, let words = document.tape, let strings = document.strings else { return (document.error, nil) }
        return (0, Tape(words: words, strings: strings))
    }

    /// The first half of parsing; nil where only the whole tells more: a text has an escape, the document is not well-formed, or larger than any
    /// before.
    @inline(__always) func structure(_ bytes: UnsafeRawBufferPointer) -> Structure? {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        let found = nhipso_json_find_structure(parser, base, bytes.count)
        guard let places = found.places else { return nil }
        return Structure(bytes: base, places: places, count: found.count)
    }

    static func message(_ error: Int32) -> String {
        error < 0 ? "there is nothing to parse" : String(cString: nhipso_json_error_message(error))
    }
}

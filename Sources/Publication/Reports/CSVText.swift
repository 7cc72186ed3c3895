/// Writes CSV by RFC 4180, except that lines end with LF: fields with a comma, a quotation mark or a line break stand in quotation marks.
struct CSVText {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func append(_ fields: [String]) {
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            var field = field
            field.withUTF8 { append($0) }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ field: UnsafeBufferPointer<UInt8>) {
        let mark = UInt8(ascii: "\"")
        guard field.contains(where: { $0 == mark || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
        else {
            bytes.append(contentsOf: field)
            return
        }
        bytes.append(mark)
        for byte in field {
            if byte == mark { bytes.append(mark) }
            bytes.append(byte)
        }
        bytes.append(mark)
    }
}

/// `yes`, `no`, or nothing where it is not known.
func csvText(_ flag: Bool?) -> String { flag.map { $0 ? "yes" : "no" } ?? "" }

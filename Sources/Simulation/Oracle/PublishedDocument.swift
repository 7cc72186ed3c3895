/// What the checks need of an update's document, read without a parser: its writer is known, and there are many of them.
struct PublishedDocument {
    let status: String
    let availability: String
    let reason: String?
    let numerator: Int64?
    let denominator: Int64?
    let text: String

    init(_ bytes: UnsafeRawBufferPointer) {
        let document = Array(bytes)
        status = PublishedDocument.word(after: "\"status\":\"", in: document) ?? ""
        availability = PublishedDocument.word(after: "\"availability\":\"", in: document) ?? ""
        reason = PublishedDocument.word(after: "\"reason\":\"", in: document)
        numerator = PublishedDocument.number(after: "\"numerator\":", in: document)
        denominator = PublishedDocument.number(after: "\"denominator\":", in: document)
        text = String(decoding: document, as: UTF8.self)
    }

    private static func rest(after name: String, in document: [UInt8]) -> ArraySlice<UInt8>? {
        let wanted = Array(name.utf8)
        guard document.count > wanted.count else { return nil }
        var start = 0
        let last = document.count - wanted.count
        while start < last {
            if document[start] == wanted[0], document[start + 2] == wanted[2], document[start..<start + wanted.count].elementsEqual(wanted)
            {
                return document[(start + wanted.count)...]
            }
            start += 1
        }
        return nil
    }

    private static func word(after name: String, in document: [UInt8]) -> String? {
        rest(after: name, in: document).map { String(decoding: $0.prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self) }
    }

    private static func number(after name: String, in document: [UInt8]) -> Int64? {
        rest(after: name, in: document).flatMap {
            Int64(String(decoding: $0.prefix { $0 == UInt8(ascii: "-") || (48...57).contains($0) }, as: UTF8.self))
        }
    }
}

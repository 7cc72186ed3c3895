import Foundation

/// A structured event taken apart for CloudEvents' binary mode.
struct BinaryEvent {
    var headers: [(name: String, value: [UInt8])]
    var data: [UInt8]

    /// nil where the bytes are no JSON object, have no data, or have an attribute that is no text.
    init?(structured bytes: [UInt8]) {
        guard let object = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any], let data = object["data"],
            let encoded = try? JSONSerialization.data(
                withJSONObject: data, options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
        else { return nil }
        self.data = Array(encoded)
        headers = []
        for name in object.keys.sorted() where name != "data" {
            guard let value = object[name] as? String else { return nil }
            headers.append((name == "datacontenttype" ? "content-type" : "ce_" + name, Array(value.utf8)))
        }
    }
}

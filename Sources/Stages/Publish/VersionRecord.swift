/// The record of the topic `versions` that says which version of the pipelines is in force.
public enum VersionRecord {
    public static let key = "current"

    /// The name of the version; empty, like no record at all, for the default one.
    public static func decode(_ value: UnsafeRawBufferPointer?) -> String {
        let name = value.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return name == Topics.defaultVersion ? "" : name
    }

    public static func encode(_ version: String) -> [UInt8] { Array((version.isEmpty ? Topics.defaultVersion : version).utf8) }
}

/// The record of the topic `versions` that says which version of the pipelines is in force.
public enum VersionRecord {
    public static let key = "current"

    /// In the place of a name that no version can have.
    public static let unknown = "?"

    /// The name of the version; empty, like no record at all, for the default one. Where no version can be called so none is in force: all who
    /// read the log come to that, while what stood there before some may no longer find.
    public static func decode(_ value: UnsafeRawBufferPointer?) -> String {
        let name = value.map { String(decoding: $0, as: UTF8.self) } ?? ""
        if name.isEmpty || name == Topics.defaultVersion { return "" }
        return Topics.isVersion(name) ? name : unknown
    }

    public static func encode(_ version: String) -> [UInt8] { Array((version.isEmpty ? Topics.defaultVersion : version).utf8) }
}

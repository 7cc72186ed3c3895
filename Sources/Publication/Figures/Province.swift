/// The province that the communes add up to.
public struct Province: Hashable, Sendable {
    /// The two digits of the General Statistics Office.
    public var code: String
    public var name: String

    public init(code: String, name: String) {
        self.code = code
        self.name = name
    }

    public static let thanhHoa = Province(code: "38", name: "Tỉnh Thanh Hóa")
}

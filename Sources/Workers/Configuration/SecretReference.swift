import Foundation

/// Where a secret stands. The secret itself is read when it is needed, and never shown.
public enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    case file(String)
    case environment(String)

    /// Longer ones are no secrets but accidents.
    static let bytesMax = 65_536

    /// As in YAML.
    public var description: String {
        switch self {
        case .file(let path): "{file: \(path)}"
        case .environment(let name): "{environment: \(name)}"
        }
    }

    /// The secret, without the newline that ends a file.
    public func read(environment: [String: String]) throws(SecretFailure) -> SecretText {
        let text: String
        switch self {
        case .environment(let name):
            guard let value = environment[name] else { throw SecretFailure("the variable \(name) is not set") }
            text = value
        case .file(let path):
            guard let handle = FileHandle(forReadingAtPath: path) else {
                throw SecretFailure("the file \(path) does not exist or cannot be read")
            }
            defer { try? handle.close() }
            guard let data = try? handle.read(upToCount: Self.bytesMax + 1) else { throw SecretFailure("the file \(path) cannot be read") }
            guard data.count <= Self.bytesMax, let read = String(data: data, encoding: .utf8) else {
                throw SecretFailure("the file \(path) holds no text of at most \(Self.bytesMax) bytes")
            }
            text = read
        }
        let secret = text.hasSuffix("\n") ? String(text.dropLast()) : text
        if secret.isEmpty { throw SecretFailure("\(self) holds nothing") }
        return SecretText(secret)
    }
}

/// Why a secret cannot be had; says nothing of what it is.
public struct SecretFailure: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

import Aggregation
import CSodium
import CText

/// The secret from which pseudonyms are made: 128 bits or more, from a file or the environment.
public struct PseudonymKey: Sendable {
    /// A public label that goes with what was made by the key; never the key itself.
    public let id: String
    let bytes: [UInt8]

    public struct Failure: Error, CustomStringConvertible, Sendable {
        public let description: String
    }

    /// - Parameter hexadecimal: at least 32 hexadecimal digits (128 bits); surrounding white space is ignored.
    public init(hexadecimal: some StringProtocol) throws(Failure) {
        let digits = Array(hexadecimal.utf8.drop { $0 <= 0x20 }.reversed().drop { $0 <= 0x20 }.reversed())
        guard digits.count >= 32, digits.count % 2 == 0 else {
            throw Failure(description: "a pseudonym key has at least 32 hexadecimal digits (128 bits); make one with: openssl rand -hex 32")
        }
        var key: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Character(UnicodeScalar(digits[index])).hexDigitValue,
                let low = Character(UnicodeScalar(digits[index + 1])).hexDigitValue
            else {
                throw Failure(description: "a pseudonym key is written in hexadecimal digits; digit \(index + 1) is none")
            }
            key.append(UInt8(high << 4 | low))
        }
        self.init(material: key)
    }

    /// A key for one run, whose pseudonyms nobody can make again.
    public static func random() -> PseudonymKey {
        var bytes = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&bytes, bytes.count)
        return PseudonymKey(material: bytes)
    }

    private init(material: [UInt8]) {
        // The number in the id's context is that of the form of pseudonyms: what was made with those of another form is refused.
        // Whatever its length, the material is condensed to what SipHash takes; the id comes of another hash of it.
        func derive(_ context: String, _ count: Int) -> [UInt8] {
            var out = [UInt8](repeating: 0, count: count)
            let key = Array(material.prefix(64))
            let text = Array(context.utf8) + material
            crypto_generichash(&out, count, text, UInt64(text.count), key, key.count)
            return out
        }
        bytes = derive("nhipso pseudonym", Int(crypto_shorthash_siphashx24_KEYBYTES))
        id = derive("nhipso key id 2", 16).prefix(4).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

/// Makes pseudonyms: SipHash-2-4 with a 128-bit key and 128 bits of output, a keyed pseudo-random function. Not for sharing between threads.
///
/// Of what is named no two may give the same bytes: a hash of 8 bytes says which name it is, the subject and numbers have a fixed size, and
/// each text but the last has its length before it.
struct Pseudonymiser: ~Copyable {
    private let key: UnsafeMutablePointer<UInt8>
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity = 1024
    private var count = 0

    init(key: PseudonymKey) {
        self.key = .allocate(capacity: key.bytes.count)
        self.key.initialize(from: key.bytes, count: key.bytes.count)
        buffer = .allocate(capacity: capacity)
    }

    deinit {
        key.deallocate()
        buffer.deallocate()
    }

    @inline(__always) mutating func begin() { count = 0 }

    /// - Parameter text: 15 bytes behind it must be readable.
    @inline(__always) mutating func append(_ text: Text) {
        reserve(text.count &+ 16)
        nhipso_copy_over(buffer + count, text.start, text.count)
        count = count &+ text.count
    }

    @inline(__always) mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(_ number: Number) {
        let size = MemoryLayout<Number>.size
        reserve(size)
        UnsafeMutableRawPointer(buffer + count).storeBytes(of: number.littleEndian, as: Number.self)
        count = count &+ size
    }

    @inline(__always) private mutating func reserve(_ more: Int) {
        if more > capacity &- count { grow(by: more) }
    }

    @inline(never) private mutating func grow(by more: Int) {
        var larger = capacity * 2
        while larger < count + more { larger *= 2 }
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: buffer, count: count)
        buffer.deallocate()
        buffer = moved
        capacity = larger
    }

    @inline(__always) func finish() -> Pseudonym {
        var out: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &out) {
            guard let base = $0.baseAddress else { return }
            _ = crypto_shorthash_siphashx24(base.assumingMemoryBound(to: UInt8.self), buffer, UInt64(count), key)
        }
        return Pseudonym(high: UInt64(littleEndian: out.0), low: UInt64(littleEndian: out.1))
    }
}

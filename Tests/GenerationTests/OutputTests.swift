import Foundation
import Testing

@testable import Generation

/// Where lines are written to.
@Suite struct OutputTests {
    private func write(_ generator: Generator, to path: String) throws {
        var output = try LineOutput(path: path)
        _ = try generator.run { (line, partner) throws(GenerationError) in try output.write(line, partner: partner) }
        try output.finish()
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "generation-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path())
    }

    @Test func `a folder has one file for each partner, with its lines in order`() throws {
        let generator = try Shipped.generator(try .wild(.events(4000)))
        var expected: [String: [UInt8]] = [:]
        _ = generator.run { line, partner in expected[partner, default: []] += line }
        try withFolder { folder in
            let province = folder + "/province/"
            for _ in 0..<2 { try write(generator, to: province) }
            let names = try FileManager.default.contentsOfDirectory(atPath: province).sorted()
            #expect(
                names == [
                    "in.bank.electricity.ndjson", "in.portal.dossiers.ndjson", "in.power-company.electricity.ndjson",
                    "in.shops.ocop.ndjson",
                ])
            for name in names {
                let partner = String(name.split(separator: ".")[1])
                #expect(FileManager.default.contents(atPath: province + name).map(Array.init) == expected[partner])
            }
        }
    }

    @Test func `a folder that is used again keeps nothing of the run before`() throws {
        try withFolder { folder in
            try write(try Shipped.generator(try .clean(.events(300))), to: folder)
            try write(try Shipped.generator(try .clean(.events(300), kinds: .payments)), to: folder)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["in.bank.electricity.ndjson"])
        }
    }

    @Test func `a file has all lines, also when they are more than its buffer`() throws {
        let generator = try Shipped.generator(try .clean(.events(6000)))
        var expected: [UInt8] = []
        _ = generator.run { line, _ in expected += line }
        #expect(expected.count > 2 << 20)
        try withFolder { folder in
            try write(generator, to: folder + "/all.ndjson")
            #expect(FileManager.default.contents(atPath: folder + "/all.ndjson").map(Array.init) == expected)
        }
    }

    @Test func `a place that cannot be written is an error of output`() throws {
        let generator = try Shipped.generator(try .clean(.events(10)))
        for path in ["/nowhere/at/all.ndjson", "/nowhere/at/all/"] {
            #expect { try write(generator, to: path) } throws: { ($0 as? GenerationError)?.code == .output }
        }
    }
}

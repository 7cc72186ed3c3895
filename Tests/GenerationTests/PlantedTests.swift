import Aggregation
import Catalog
import Foundation
import Testing

@testable import Generation

/// Each switch alone: nothing at 0, about as much as asked for otherwise.
@Suite struct PlantedTests {
    static let types = "vn.thanhhoa."

    @Test func `a clean run plants nothing`() throws {
        let run = try Shipped.run(try .clean(.events(5000), months: 2))
        let manifest = run.manifest
        #expect(manifest.bad == 0 && manifest.repeats == 0 && manifest.displaced == 0 && manifest.late == 0)
        #expect(manifest.reversals == 0 && manifest.unlocated == 0 && manifest.oldCodes == 0)
        #expect(manifest.corrections == 0 && manifest.cancelled == 0 && manifest.moves == 0)
        #expect(Set(run.lines.map(\.bytes)).count == 5000)
        #expect(run.lines.allSatisfy { $0.isEvent && $0.recorded == nil })
        #expect(!run.lines.contains { $0.type.hasSuffix("reversed") || $0.type.hasSuffix("adjusted") || $0.type.hasSuffix("cancelled") })
        #expect(!run.lines.contains { $0.type.contains("payment") && $0.data["communeCode"] == nil })
    }

    /// Lines planted at a rate of 1 %, and what the rate is of.
    static let switches:
        [(name: String, rate: WritableKeyPath<PlantingRates, Double> & Sendable, expected: @Sendable (Run) -> (Int, Int))] = [
            ("repeats", \.repeats, { ($0.manifest.repeats, $0.lines.count) }),
            ("disorder", \.disorder, { ($0.manifest.displaced, $0.lines.count) }),
            ("reversals", \.reversals, { ($0.manifest.reversals, $0.count("elec.payment.settled")) }),
            ("late", \.late, { ($0.manifest.late, $0.lines.count - $0.count("dossier.status.changed")) }),
            ("bad", \.bad, { ($0.manifest.bad, $0.lines.count) }),
            ("unlocated", \.unlocated, { ($0.manifest.unlocated, $0.count("elec.payment.settled")) }),
            ("oldCodes", \.oldCodes, { ($0.manifest.oldCodes, $0.lines.count) }),
            ("corrections", \.corrections, { ($0.manifest.corrections, $0.count("elec.bill.issued") + $0.count("dossier.received")) }),
            ("cancelled", \.cancelled, { ($0.manifest.cancelled, $0.count("elec.bill.issued")) }),
            ("moves", \.moves, { ($0.manifest.moves, $0.manifest.contracts) }),
        ]

    @Test(arguments: switches.indices) func `a switch at one percent plants about that, and nothing else`(index: Int) throws {
        let planted = PlantedTests.switches[index]
        let run = try Shipped.run(try .clean(.events(20_000), months: 2) { $0[keyPath: planted.rate] = 0.01 })
        let (count, base) = planted.expected(run)
        let expected = Double(base) / 100
        #expect(abs(Double(count) - expected) < 5 * expected.squareRoot() + 1, "\(planted.name): \(count) of \(base)")
        let others = PlantedTests.switches.filter { $0.name != planted.name }.map { $0.expected(run).0 }
        #expect(others.allSatisfy { $0 == 0 }, "\(planted.name): \(others)")
    }

    @Test func `reversals name the contract and the bills of a payment that was made before`() throws {
        let run = try Shipped.run(try .clean(.contracts(1500), months: 2, kinds: .electricity) { $0.reversals = 0.05 })
        var payments: [String: Line] = [:]
        var reversals = 0
        for line in run.lines {
            guard let id = line.data["paymentId"] as? String else { continue }
            if line.type.hasSuffix("settled") {
                payments[id] = line
            } else {
                let payment = try #require(payments[id])
                #expect(payment.data["contractRef"] as? String == line.data["contractRef"] as? String)
                #expect((payment.data["allocations"] as? NSArray) == (line.data["allocations"] as? NSArray))
                reversals += 1
            }
        }
        #expect(reversals == run.manifest.reversals)
        #expect(reversals > 100)
        #expect(payments.keys.contains { $0.hasSuffix("-2") })
    }

    @Test func `payments pay bills that stand, once, and sometimes two of them`() throws {
        let run = try Shipped.run(try .clean(.contracts(1500), months: 3, kinds: .electricity))
        var open: [String: Int] = [:]
        var withSeveral = 0
        for line in run.lines {
            if let bill = line.data["billId"] as? String { open[bill] = line.data["amountVnd"] as? Int }
            guard let allocations = line.data["allocations"] as? [[String: Any]] else { continue }
            if allocations.count > 1 { withSeveral += 1 }
            for allocation in allocations {
                let bill = try #require(allocation["billId"] as? String)
                #expect(open.removeValue(forKey: bill) == allocation["amountVnd"] as? Int)
            }
        }
        #expect(withSeveral > 30)
        // Left open: bills of 0 đồng, and some of the last month.
        #expect(open.values.contains(0))
        #expect(open.count < 60)
    }

    @Test func `contracts that move have bills in two communes`() throws {
        let run = try Shipped.run(try .clean(.contracts(2000), months: 3, kinds: .electricity) { $0.moves = 0.1 })
        var communes: [String: Set<String>] = [:]
        for line in run.lines where line.type.hasSuffix("bill.issued") {
            communes[try #require(line.data["contractRef"] as? String), default: []].insert(
                try #require(line.data["communeCode"] as? String))
        }
        #expect(communes.count == 2000)
        #expect(communes.values.allSatisfy { $0.count <= 2 })
        #expect(communes.values.count { $0.count == 2 } == run.manifest.moves)
        #expect(abs(run.manifest.moves - 200) < 70)
    }
}

extension Run {
    func count(_ type: String) -> Int { manifest.types[PlantedTests.types + type] ?? 0 }
}

import Aggregation
import Catalog
import Testing

@testable import Generation

/// How much is generated, and where its subjects live.
@Suite struct SizeTests {
    @Test(arguments: [1, 2, 3, 7, 12, 40, 99, 100, 350, 1001]) func `so many lines as asked for, whatever is planted`(count: Int) throws {
        for kinds in [EventKinds.all, .electricity, .payments, .dossiers, .ocop, [.dossiers, .ocop]] {
            for months in [1, 5] {
                let clean = try Shipped.generator(try .clean(.events(count), months: months, kinds: kinds))
                #expect(clean.lineCount == count)
                #expect(clean.run { _, _ in }.lines == count)
                let wild = try Shipped.generator(try .wild(.events(count), months: months, kinds: kinds))
                #expect(wild.run { _, _ in }.lines == count)
            }
        }
    }

    @Test func `so many contracts as asked for`() throws {
        let run = try Shipped.run(try .clean(.contracts(600), months: 2, kinds: .electricity))
        #expect(run.manifest.contracts == 600)
        #expect(Set(run.lines.compactMap { $0.data["contractRef"] as? String }).count == 600)
    }

    @Test func `payments alone are of one bill each, one a contract and month`() throws {
        let run = try Shipped.run(try .clean(.contracts(500), months: 3, kinds: .payments))
        #expect(run.lines.count == 1500)
        #expect(run.lines.allSatisfy { $0.type == "vn.thanhhoa.elec.payment.settled" && $0.partner == "bank" })
        #expect(run.lines.allSatisfy { ($0.data["allocations"] as? [Any])?.count == 1 })
        #expect(Set(run.lines.compactMap { $0.data["contractRef"] as? String }).count == 500)
        #expect(Set(run.lines.map(\.id)).count == 1500)
    }

    @Test func `contracts and dossiers are spread over the communes in proportion to their people`() throws {
        let territory = try Shipped.territory()
        let population = try Shipped.population(territory)
        let run = try Shipped.run(try .clean(.contracts(40_000), kinds: [.electricity, .dossiers]))
        var contracts: [String: Int] = [:]
        var dossiers: [String: Int] = [:]
        for line in run.lines {
            guard let code = line.data["communeCode"] as? String else { continue }
            if line.type.hasSuffix("bill.issued"), line.data["cycle"] as? Int == 1 { contracts[code, default: 0] += 1 }
            if line.type.hasSuffix("dossier.received") { dossiers[code, default: 0] += 1 }
        }
        #expect(contracts.count == 166)
        let people = Double(population.rows.reduce(0) { $0 + $1.value })
        for row in population.rows {
            let share = Double(row.value) / people
            #expect(abs(Double(contracts[row.commune.description] ?? 0) - 40_000 * share) <= 1)
            #expect(abs(Double(dossiers[row.commune.description] ?? 0) - Double(run.manifest.dossiers) * share) <= 1)
        }
    }

    @Test func `what cannot be is refused with a reason`() throws {
        func refusal(_ change: (inout GenerationOptions) -> Void) throws -> GenerationError.Code? {
            var options = try GenerationOptions.clean(.events(100))
            change(&options)
            let territory = try Shipped.territory()
            let population = try Shipped.population(territory)
            do throws(GenerationError) {
                _ = try Generator(options: options, territory: territory, population: population)
                return nil
            } catch {
                #expect(!error.message.isEmpty)
                return error.code
            }
        }
        #expect(try refusal { _ in } == nil)
        #expect(try refusal { $0.size = .events(0) } == .options)
        #expect(try refusal { $0.size = .contracts(10_000_000) } == .options)
        #expect(try refusal { $0.size = .events(1_000_000_000) } == .options)
        #expect(try refusal { $0.rates.bad = 1.5 } == .options)
        #expect(try refusal { $0.rates.late = .nan } == .options)
        #expect(try refusal { $0.months = 0 } == .options)
        #expect(try refusal { $0.kinds = [] } == .options)
        #expect(try refusal { $0.kinds = [.electricity, .payments] } == .options)
        #expect(try refusal { $0.firstMonth = .current } == .options)
        #expect(throws: GenerationError.self) {
            try Generator(
                options: try .clean(.events(10)), territory: try Shipped.territory(), population: ReferenceTable(id: "none", rows: []))
        }
    }
}

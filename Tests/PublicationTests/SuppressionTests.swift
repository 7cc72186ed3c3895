import Aggregation
import Testing

@testable import Publication

@Suite struct SuppressionTests {
    private func plan(_ subjects: [Area: Int64], minimum: Int = 10) -> [Area: Figure.Suppression] {
        SuppressionPlan(subjects: subjects, minimum: minimum).reasons
    }

    private let a = Area.commune(CommuneCode(rawValue: 14758))
    private let b = Area.commune(CommuneCode(rawValue: 14797))
    private let c = Area.commune(CommuneCode(rawValue: 14812))

    @Test("with enough subjects everywhere nothing is withheld")
    func none() {
        #expect(plan([a: 10, b: 11, .unlocated: 12]) == [:])
    }

    @Test("one small commune takes the smallest published one with it, since the province would give it away")
    func complementary() {
        #expect(plan([a: 500, b: 9, c: 40, .unlocated: 60]) == [b: .smallCell, c: .complementary])
    }

    @Test("of two equally small published ones the lower code joins")
    func tie() {
        #expect(plan([a: 40, b: 9, c: 40]) == [b: .smallCell, a: .complementary])
        #expect(plan([a: 400, b: 9, c: 40, .unlocated: 40]) == [b: .smallCell, c: .complementary])
    }

    @Test("the bucket of what is not located counts as a commune")
    func bucket() {
        #expect(plan([a: 500, .unlocated: 3]) == [.unlocated: .smallCell, a: .complementary])
        #expect(plan([a: 500, b: 9, .unlocated: 12]) == [b: .smallCell, .unlocated: .complementary])
    }

    @Test("two small communes hide each other")
    func two() {
        #expect(plan([a: 500, b: 9, c: 1]) == [b: .smallCell, c: .smallCell])
    }

    @Test("two small communes that are small even together take a third with them")
    func twoVerySmall() {
        #expect(plan([a: 500, b: 2, c: 1, .unlocated: 600]) == [b: .smallCell, c: .smallCell, a: .complementary])
    }

    @Test("a commune without subjects has nothing to hide and hides nothing")
    func empty() {
        #expect(plan([a: 0, b: 20]) == [:])
        #expect(plan([a: 0, b: 3, c: 30]) == [b: .smallCell, c: .complementary])
        #expect(plan([:]) == [:])
        #expect(plan([a: 0]) == [:])
    }

    @Test("where the whole province is small it is withheld too")
    func smallProvince() {
        #expect(plan([a: 4]) == [a: .smallCell, .province: .smallCell])
        #expect(plan([a: 4, b: 5, c: 0]) == [a: .smallCell, b: .smallCell, .province: .smallCell])
        #expect(plan([a: 4, b: 6]) == [a: .smallCell, b: .smallCell])
    }

    @Test("a minimum of 0 never withholds")
    func never() {
        #expect(plan([a: 1, b: 2], minimum: 0) == [:])
        #expect(plan([a: 1, b: 2], minimum: 1) == [:])
    }

    @Test("what is withheld carries neither value nor numbers, in no indicator of the window")
    func withheld() {
        var publisher = Publisher(electricity(minimumSubjects: 10))
        publisher.accept(
            cell(hacThanh, billed: 500, noncash: 400), cell(hamRong, billed: 9, noncash: 12), cell(bimSon, billed: 40, noncash: 40))
        let updates = publisher.changes()
        for key in ["EP01|14758|2026-05", "EC01|14758|2026-05", "EP01|14812|2026-05", "EC01|14812|2026-05"] {
            guard let update = updates[key] else {
                Issue.record("no update of \(key)")
                continue
            }
            #expect(update.figure.availability.isSuppressed)
            #expect(update.figure.value == nil)
            #expect(update.figure.numerator == nil)
            #expect(update.figure.denominator == nil)
            #expect(update.figure.isTargetMet == nil)
            #expect(update.figure.dataError == nil)
            #expect(update.partners == [])
            #expect(update.approximateRecords == nil)
        }
        #expect(updates["EP01|14758|2026-05"]?.figure.availability == .suppressed(.smallCell))
        #expect(updates["EP01|14812|2026-05"]?.figure.availability == .suppressed(.complementary))
        #expect(updates["EP01|38|2026-05"]?.figure.numerator == 452)
    }

    @Test("a commune that no longer needs to hide another is published again, though its own cell did not change")
    func lifted() {
        var publisher = Publisher(electricity(minimumSubjects: 10))
        publisher.accept(cell(hacThanh, billed: 500, noncash: 400), cell(hamRong, billed: 9, noncash: 9))
        #expect(publisher.changes()["EP01|14797|2026-05"]?.figure.availability == .suppressed(.complementary))
        publisher.accept(cell(hamRong, billed: 10, noncash: 9), position: 2)
        let updates = publisher.changes()
        #expect(updates["EP01|14797|2026-05"]?.figure.value == .hundredths(8000))
        #expect(updates["EP01|14797|2026-05"]?.revision == 2)
        #expect(updates["EP01|14758|2026-05"]?.figure.value == .hundredths(9000))
    }
}

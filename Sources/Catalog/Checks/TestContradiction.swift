/// Finds tests of one field that no value can pass together.
enum TestContradiction {
    /// The first field whose tests contradict each other or the field's own contract; nil: some event passes all.
    static func field(in tests: [FieldTest], scope: EventScope) -> String? {
        var seen = Set<String>()
        for test in tests where seen.insert(test.field).inserted {
            guard let field = scope.field(test.field) else { continue }
            if !isPossible(tests.filter { $0.field == test.field }.map(\.kind), of: field) { return test.field }
        }
        return nil
    }

    private static func isPossible(_ tests: [FieldTest.Kind], of field: EventField) -> Bool {
        (!field.isRequired && tests.allSatisfy(\.passesAbsent)) || isPossibleForPresent(tests, of: field)
    }

    private static func isPossibleForPresent(_ tests: [FieldTest.Kind], of field: EventField) -> Bool {
        var texts: Set<String>? = field.enumeration.isEmpty ? nil : Set(field.enumeration)
        var excluded = Set<String>()
        var flags: Set<Bool> = [true, false]
        var minimum = field.minimum ?? .min
        var maximum = field.maximum ?? .max
        for test in tests {
            switch test {
            case .oneOf(let values): texts = texts.map { $0.intersection(values) } ?? Set(values)
            case .noneOf(let values): excluded.formUnion(values)
            case .equals(let flag): flags.formIntersection([flag])
            case .present(let isPresent): if !isPresent { return false }
            case .range(let low, let high):
                minimum = max(minimum, low ?? .min)
                maximum = min(maximum, high ?? .max)
            case .notAfter: break
            }
        }
        if let texts, texts.subtracting(excluded).isEmpty { return false }
        return !flags.isEmpty && minimum <= maximum
    }
}

extension FieldTest.Kind {
    /// Whether an absent field passes.
    var passesAbsent: Bool {
        switch self {
        case .noneOf, .present(false): true
        case .oneOf, .equals, .present, .range, .notAfter: false
        }
    }
}

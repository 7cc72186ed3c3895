/// Every code that lint gives, with what it means. The codes are stable: scripts may rely on them.
public enum DiagnosticCode: String, CaseIterable, Sendable {
    // Files and YAML.
    case cannotRead = "cannot-read"
    case fileTooLarge = "file-too-large"
    case notUTF8 = "not-utf8"
    case yamlSyntax = "yaml-syntax"
    case duplicateKey = "duplicate-key"
    case tooManyAliases = "too-many-aliases"
    case nestedTooDeep = "nested-too-deep"
    case emptyDocument = "empty-document"
    case fileName = "file-name"
    case missingTerritory = "missing-territory"

    // One document by itself.
    case wrongType = "wrong-type"
    case unknownKey = "unknown-key"
    case missingKey = "missing-key"
    case conflictingKeys = "conflicting-keys"
    case invalidIdentifier = "invalid-identifier"
    case unknownValue = "unknown-value"
    case outOfRange = "out-of-range"
    case emptyText = "empty-text"
    case emptyList = "empty-list"
    case tooMany = "too-many"
    case duplicateItem = "duplicate-item"
    case invalidDuration = "invalid-duration"
    case invalidTimeZone = "invalid-time-zone"
    case invalidTime = "invalid-time"
    case invalidDecimal = "invalid-decimal"
    case invalidTemplate = "invalid-template"
    case invalidPattern = "invalid-pattern"
    case keyNotApplicable = "key-not-applicable"
    case emptyRange = "empty-range"
    case missingExample = "missing-example"
    case invalidExample = "invalid-example"
    case invalidEnumValue = "invalid-enum-value"

    // Names across documents.
    case duplicateID = "duplicate-id"
    case unknownContract = "unknown-contract"
    case unknownField = "unknown-field"
    case unknownFlag = "unknown-flag"
    case unknownAmount = "unknown-amount"
    case unknownMeasure = "unknown-measure"
    case unknownReference = "unknown-reference"
    case unknownEnumValue = "unknown-enum-value"
    case unknownPipeline = "unknown-pipeline"
    case unknownIndicator = "unknown-indicator"
    case unknownCommune = "unknown-commune"

    // What makes no sense together.
    case wrongFieldType = "wrong-field-type"
    case optionalField = "optional-field"
    case fieldNeedsEach = "field-needs-each"
    case recordNotPerElement = "record-not-per-element"
    case periodDoesNotNest = "period-does-not-nest"
    case validToWithPeriod = "valid-to-with-period"
    case neverHolds = "condition-never-holds"
    case itemsWithoutItem = "items-without-item"
    case itemFlagOverItemFlag = "item-flag-over-item-flag"
    case windowNotKept = "window-not-kept"
    case ratioWindowsDiffer = "ratio-windows-differ"
    case percentWithoutDenominator = "percent-without-denominator"
    case denominatorWithoutPercent = "denominator-without-percent"
    case unitMismatch = "unit-mismatch"
    case unusedFlag = "unused-flag"
    case unusedAmount = "unused-amount"
    case unusedMeasure = "unused-measure"

    // What runs a worker.
    case invalidSize = "invalid-size"
    case invalidAddress = "invalid-address"
    case literalSecret = "literal-secret"
    case refusedProperty = "refused-property"
    case notPowerOfTwo = "not-power-of-two"
    case unknownVariable = "unknown-variable"

    // Tables.
    case csvQuote = "csv-quote"
    case csvFields = "csv-fields"
    case csvHeader = "csv-header"
    case badCode = "bad-code"
    case badDate = "bad-date"
    case badValue = "bad-value"
    case duplicateRow = "duplicate-row"
    case unknownUnit = "unknown-unit"
    case overlappingUnits = "overlapping-units"
    case noVintage = "no-vintage"
    case overlappingVintages = "overlapping-vintages"
    case tooManyVintages = "too-many-vintages"
    case missingSuccessor = "missing-successor"
    case unknownSuccessor = "unknown-successor"
    case successorNotInForce = "successor-not-in-force"
    case successorKind = "successor-kind"
    case missingDefault = "missing-default"
    case twoDefaults = "two-defaults"

    /// One line for the reference page.
    public var summary: String { Self.summaries[self] ?? "" }

    private static let summaries: [DiagnosticCode: String] = [
        .cannotRead: "The file or folder does not exist or cannot be read.",
        .fileTooLarge: "The file is larger than any that people write by hand.",
        .notUTF8: "The file is not UTF-8.",
        .yamlSyntax: "The text is not YAML, or not one YAML document.",
        .duplicateKey: "A mapping names a key twice.",
        .tooManyAliases: "Anchors and aliases multiply the document.",
        .nestedTooDeep: "The document nests deeper, or has more nodes, than any construct needs.",
        .emptyDocument: "The document says nothing.",
        .fileName: "A file's name is not the id that it declares, or does not end in `.yaml`.",
        .missingTerritory: "The folder `territory` is missing.",
        .wrongType: "A value is of another kind than the key wants.",
        .unknownKey: "The key does not exist there.",
        .missingKey: "A required key is missing.",
        .conflictingKeys: "Keys exclude each other.",
        .invalidIdentifier: "A name has characters or a shape that are not allowed.",
        .unknownValue: "The value is not one of the words allowed.",
        .outOfRange: "A number is too small or too large.",
        .emptyText: "A text is empty.",
        .emptyList: "A list or mapping must not be empty.",
        .tooMany: "There are more entries than the engine can hold.",
        .duplicateItem: "A list names the same thing twice.",
        .invalidDuration: "A duration is not a whole number with a unit.",
        .invalidTimeZone: "The time zone is neither `Asia/Ho_Chi_Minh` nor a fixed offset.",
        .invalidTime: "A time has no offset, does not exist, or goes back.",
        .invalidDecimal: "The number has more than two decimals or is none.",
        .invalidTemplate: "A template's braces or field names are wrong.",
        .invalidPattern: "The pattern is not of the agreed subset.",
        .keyNotApplicable: "The key does not fit the field's type.",
        .emptyRange: "A lower limit lies above its upper limit.",
        .missingExample: "A required field has no example.",
        .invalidExample: "The example is not valid for its own field.",
        .invalidEnumValue: "A value of the enum is not valid for its own field.",
        .duplicateID: "Two things bear the same name.",
        .unknownContract: "No event contract has that type.",
        .unknownField: "The event has no such field.",
        .unknownFlag: "The pipeline has no such flag.",
        .unknownAmount: "The pipeline has no such amount.",
        .unknownMeasure: "The pipeline has no such measure.",
        .unknownReference: "There is no such reference table.",
        .unknownEnumValue: "The field's enum has no such value.",
        .unknownPipeline: "There is no such pipeline.",
        .unknownIndicator: "The pipeline has no such indicator.",
        .unknownCommune: "No unit in force today has that code.",
        .wrongFieldType: "The field's type does not fit that use.",
        .optionalField: "A field that may be absent stands where one is always needed.",
        .fieldNeedsEach: "A field of a list's elements is used without `each`.",
        .recordNotPerElement: "With `each`, all elements would give the same record.",
        .periodDoesNotNest: "A month does not lie within one window of that length.",
        .validToWithPeriod: "Expiry concerns standing states only.",
        .neverHolds: "The condition can never hold.",
        .itemsWithoutItem: "Items are counted, and no fact rule names one.",
        .itemFlagOverItemFlag: "An item flag is made of item flags.",
        .windowNotKept: "A window is asked for that the pipeline or the measure does not keep.",
        .ratioWindowsDiffer: "The measures of a ratio have no window in common.",
        .percentWithoutDenominator: "A percentage needs a denominator.",
        .denominatorWithoutPercent: "A ratio is a percentage.",
        .unitMismatch: "The unit does not fit what is measured.",
        .unusedFlag: "Nothing raises or nothing uses the flag.",
        .unusedAmount: "No measure uses the amount.",
        .unusedMeasure: "No indicator uses the measure, and no description says what it is kept for.",
        .invalidSize: "A size is not a whole number with a unit.",
        .invalidAddress: "An address is not of the form wanted.",
        .literalSecret: "A secret stands in the file itself.",
        .refusedProperty: "A property of librdkafka that is not to be set there.",
        .notPowerOfTwo: "The number is not a power of two.",
        .unknownVariable: "A variable of the environment looks like one of ours and is none.",
        .csvQuote: "A quoted field of a table is not closed, or goes on after its quote.",
        .csvFields: "A row has more or fewer fields than the header.",
        .csvHeader: "The header is not the one that the table needs.",
        .badCode: "A code is not five digits.",
        .badDate: "A date is none, or something ends before it begins.",
        .badValue: "A value is not of the kind that its column wants.",
        .duplicateRow: "Two rows say something of the same thing and day.",
        .unknownUnit: "A code is none of a unit that the territory knows.",
        .overlappingUnits: "Two rows give a code to two units at the same time.",
        .noVintage: "The table names no vintage.",
        .tooManyVintages: "There are more vintages than the engine can hold.",
        .overlappingVintages: "Two vintages hold on the same day.",
        .missingSuccessor: "A unit that has ended has no successor.",
        .unknownSuccessor: "A successor is no unit that the territory knows.",
        .successorNotInForce: "A successor is not in force today.",
        .successorKind: "The kind of a successor does not fit the number of successors.",
        .missingDefault: "A unit that was split has no default successor.",
        .twoDefaults: "A unit that was split has more than one default successor.",
    ]
}

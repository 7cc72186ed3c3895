// swift-tools-version: 6.0
import PackageDescription

/// Warnings are errors in every target of ours; dependencies keep their own settings.
let strict: [SwiftSetting] = [
    .unsafeFlags(["-warnings-as-errors"]),
    // Exclusive access is proved by debug builds and tests; checking it again at run time costs some 3 % of a replay.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

let package = Package(
    name: "nhipso",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
        // Tests only: the oracle counts by SQL in SQLite.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: [
        // System libraries (Debian's -dev packages).
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CRdKafka", linkerSettings: [.linkedLibrary("rdkafka")]),
        .target(name: "CAllocator", linkerSettings: [.linkedLibrary("jemalloc")]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CPrefetch"),
        .systemLibrary(name: "CText"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // The pure core: dependencies point down only.
        .target(name: "Aggregation", dependencies: ["CPrefetch"], swiftSettings: strict),
        .target(name: "Catalog", dependencies: ["Aggregation", "Yams"], swiftSettings: strict),
        .target(name: "Ingest", dependencies: ["Aggregation", "Catalog", "CSimdJSON", "CSodium", "CText"], swiftSettings: strict),
        .target(name: "Publication", dependencies: ["Aggregation", "Catalog"], swiftSettings: strict),
        .target(
            name: "Stages", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication"], swiftSettings: strict),
        // The stages over a log in memory that fails them in every way; for tests and Scripts/simulate.
        .target(
            name: "Simulation", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication", "Stages"], swiftSettings: strict),
        .target(name: "Generation", dependencies: ["Aggregation", "Catalog"], swiftSettings: strict),

        .target(
            name: "PipelineTests", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication"], swiftSettings: strict),

        // The shells.
        .target(name: "Kafka", dependencies: ["CRdKafka", .product(name: "Logging", package: "swift-log")], swiftSettings: strict),
        .target(
            name: "Workers",
            dependencies: [
                "Aggregation", "CLinux", "Catalog", "Ingest", "Kafka", "Stages", "Telemetry",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(name: "Clients", dependencies: ["Kafka", .product(name: "Logging", package: "swift-log")], swiftSettings: strict),
        .target(
            name: "Telemetry",
            dependencies: [
                .product(name: "CoreMetrics", package: "swift-metrics"), .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            swiftSettings: strict),
        .target(
            name: "Replay", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication", "CZlib"],
            swiftSettings: strict),
        // What operators do about a running cluster: topics, rejects, explanations.
        .target(
            name: "Operations",
            dependencies: [
                "Aggregation", "Catalog", "Clients", "Ingest", "Kafka", "Publication", "Replay", "Stages", "Workers",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "nhipso",
            dependencies: [
                "Aggregation", "CAllocator", "Catalog", "Clients", "Generation", "Ingest", "Kafka", "Operations", "PipelineTests",
                "Publication",
                "Replay", "Stages", "Telemetry", "Workers", .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        .executableTarget(name: "simulate", dependencies: ["Catalog", "Simulation"], swiftSettings: strict),

        .testTarget(name: "AggregationTests", dependencies: ["Aggregation"], swiftSettings: strict),
        .testTarget(
            name: "BugClassTests", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication", "Replay"], swiftSettings: strict),
        .testTarget(name: "CatalogTests", dependencies: ["Catalog"], swiftSettings: strict),
        .testTarget(name: "GenerationTests", dependencies: ["Generation", "Catalog", "Ingest"], swiftSettings: strict),
        .testTarget(name: "GoldenTests", dependencies: ["Ingest", "PipelineTests"], swiftSettings: strict),
        .testTarget(name: "IngestTests", dependencies: ["CText", "Ingest"], swiftSettings: strict),
        .testTarget(name: "PipelineTestsTests", dependencies: ["PipelineTests"], swiftSettings: strict),
        .testTarget(name: "PublicationTests", dependencies: ["Publication"], swiftSettings: strict),
        .testTarget(
            name: "ReplayTests", dependencies: ["Replay", "CZlib"], exclude: ["Fixtures"], swiftSettings: strict),
        .testTarget(
            name: "OracleTests",
            dependencies: [
                "Aggregation", "Catalog", "Generation", "Ingest", "Publication", "Replay", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "KafkaTests",
            dependencies: ["Aggregation", "Kafka", "Stages", "Workers", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        .testTarget(
            name: "TelemetryTests", dependencies: ["Telemetry", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: strict),
        .testTarget(name: "FuzzTests", dependencies: ["Ingest"], swiftSettings: strict),
        .testTarget(
            name: "StagesTests", dependencies: ["Aggregation", "Catalog", "Ingest", "Publication", "Simulation", "Stages"],
            swiftSettings: strict),
        .testTarget(name: "SimulationTests", dependencies: ["Catalog", "Simulation"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(
            name: "WorkersTests",
            dependencies: [
                "Aggregation", "Catalog", "Clients", "Generation", "Ingest", "Kafka", "Operations", "Replay", "Stages", "Telemetry",
                "Workers",
                .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        .testTarget(
            name: "OperationsTests",
            dependencies: [
                "Aggregation", "Catalog", "Clients", "Generation", "Ingest", "Kafka", "Operations", "Publication", "Replay", "Stages",
                "Workers", .product(name: "Logging", package: "swift-log"),
            ], swiftSettings: strict),
        // Runs the built program as a process.
        .testTarget(name: "CommandTests", swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

// The decoder as a libFuzzer target: only for Scripts/fuzz, since not every toolchain has libFuzzer.
if Context.environment["NHIPSO_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "FuzzDecoder", dependencies: ["Aggregation", "Catalog", "Ingest"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}

// One test target alone, for Scripts/sanitize: everything is built anew there, and only what is looked at should be.
if let only = Context.environment["NHIPSO_ONLY_TESTS"] {
    package.targets.removeAll { $0.type == .test && $0.name != only }
}

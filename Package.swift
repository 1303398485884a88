// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// Flags of the compiler are for whoever builds this package itself: nobody may depend on a package with such.
let isDependency = Context.packageDirectory.contains("/checkouts/")
/// Compiled cells take two thirds of the time with wide registers; what is built here is run here, unless MXBAR_BASELINE is set.
/// All targets have them or none, since they decide on how vectors are handed from one to another.
let processor = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
let hasWideRegisters =
  !isDependency && Context.environment["MXBAR_BASELINE"] == nil && processor.contains(" avx2 ")

/// The folders of `models` that are devices, each with equations of its name, and the descriptions in them;
/// Sources/MemristorDevices/Device/DeviceCatalogue.swift names them too.
let devices: [(folder: String, descriptions: [String])] = [
  ("ag-mos2", ["ag-mos2"]), ("selector-exponential", ["selector-exponential"]), ("selector-threshold", ["selector-threshold"]),
  ("sky130-hfo2", ["sky130-hfo2"]), ("stanford", ["stanford"]), ("vteam", ["vteam", "vteam-1v"]), ("yakopcic", ["yakopcic"]),
]
let deviceFiles: [String] = devices.flatMap { device in
  ["\(device.folder)/\(device.folder).sub"] + device.descriptions.map { "\(device.folder)/\($0).yaml" }
}

let package = Package(
  name: "MemristorCrossbar",
  products: [
    .library(name: "MemristorCrossbar", targets: ["MemristorCrossbar"]),
    // Parts that can be taken alone; each comes with the quantities that its interface is written in.
    .library(name: "Netlisting", targets: ["Netlisting", "CrossbarPrimitives"]),
    .library(name: "MemristorDevices", targets: ["MemristorDevices", "Netlisting", "CrossbarPrimitives"]),
    .library(name: "StructuredSolver", targets: ["StructuredSolver", "CrossbarPrimitives"]),
    .library(name: "NeuralMapping", targets: ["NeuralMapping", "ArrayFiles", "CrossbarPrimitives"]),
    .executable(name: "mxbar", targets: ["mxbar"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    // For bin/docs.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CNgspice", pkgConfig: "ngspice", providers: [.apt(["libngspice0-dev"]), .brew(["libngspice"])]),
    .systemLibrary(name: "CLibzip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    // Files of measurements are read byte by byte.
    .target(
      name: "CrossbarPrimitives",
      swiftSettings: isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "Records", dependencies: ["CrossbarPrimitives"]),
    .target(name: "ArrayFiles", dependencies: ["CLibzip", "CrossbarPrimitives"]),
    .target(name: "Netlisting", dependencies: ["CrossbarPrimitives"]),
    .target(
      name: "CircuitSimulation",
      dependencies: ["CrossbarPrimitives", "Netlisting", .product(name: "Subprocess", package: "swift-subprocess")]),
    .target(
      name: "MemristorDevices",
      dependencies: ["CompiledDevices", "CrossbarPrimitives", "Netlisting", "Yams"],
      exclude: ["Models/nmos-5v/SOURCE.md"] + devices.map { "Models/\($0.folder)/SOURCE.md" },
      resources: [
        // Models is a link to the top folder models/, so that what is shipped and what is compiled in are one.
        .embedInCode("Models/nmos-5v/nmos-5v.yaml"), .embedInCode("Models/nmos-5v/nmos.mod"),
        .embedInCode("Models/smu/compliance.sub"), .embedInCode("Models/ideal-switch/switch.sub"),
      ] + deviceFiles.map { .embedInCode("Models/\($0)") },
      // Fits are all loops over numbers, as training is.
      swiftSettings: isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "StructuredSolver", dependencies: ["CrossbarPrimitives"]),
    .target(
      name: "CompiledDevices", dependencies: ["Netlisting"],
      // Unoptimised, operations on eight lanes are calls of generic functions, a hundred times slower: too slow for tests.
      swiftSettings: isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "CrossbarArrays",
      dependencies: [
        "CircuitSimulation", "CompiledDevices", "CrossbarPrimitives", "MemristorDevices", "Netlisting", "Records",
        "StructuredSolver",
      ]),
    .target(
      name: "NetlistExchange",
      dependencies: [
        "CircuitSimulation", "CrossbarArrays", "CrossbarPrimitives", "MemristorDevices", "Netlisting", "StructuredSolver",
      ]),
    .target(
      name: "NgspiceBridge",
      dependencies: [
        "CNgspice", "CircuitSimulation", "Netlisting", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "NeuralMapping", dependencies: ["ArrayFiles", "CZlib", "CrossbarPrimitives"],
      resources: [.embedInCode("Resources/digits.txt")],
      // Training is all loops over numbers; unoptimised it would be most of what some tests take.
      swiftSettings: isDependency ? [] : [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "Reporting",
      dependencies: [
        "CCrypto", "CrossbarPrimitives", "Records", .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(
      name: "Studies",
      dependencies: [
        "ArrayFiles", "CircuitSimulation", "CrossbarArrays", "CrossbarPrimitives", "MemristorDevices", "NetlistExchange",
        "Netlisting",
        "NeuralMapping", "Records", "Reporting", "StructuredSolver",
      ]),
    .target(
      name: "Campaigns",
      dependencies: [
        "ArrayFiles", "CrossbarPrimitives", "Records", "Reporting", "Studies", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .target(
      name: "MemristorCrossbar",
      dependencies: [
        "ArrayFiles", "CircuitSimulation", "CompiledDevices", "CrossbarArrays", "Studies", "CrossbarPrimitives",
        "MemristorDevices", "NetlistExchange", "Netlisting", "NeuralMapping", "NgspiceBridge", "Records", "Reporting",
        "StructuredSolver",
      ]),
    .executableTarget(
      name: "mxbar",
      dependencies: [
        "Campaigns", "MemristorCrossbar", "Yams", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      plugins: ["RecordRevision"]),
    .plugin(name: "RecordRevision", capability: .buildTool()),
    .executableTarget(
      name: "ExampleArray", dependencies: ["MemristorCrossbar"], path: "examples/library", exclude: ["library.png"]),

    // A second way to solve a crossbar's network, for the tests of both engines.
    .target(
      name: "NetworkReference", dependencies: ["CrossbarPrimitives", "StructuredSolver"], path: "Tests/NetworkReference"),
    // Spoilt inputs for the tests of every reader.
    .target(name: "Fuzzing", dependencies: ["CrossbarPrimitives"], path: "Tests/Fuzzing"),
    // Devices for the tests of whatever is built of them.
    .target(name: "DeviceFixtures", dependencies: ["MemristorDevices"], path: "Tests/DeviceFixtures"),
    // Texts that were recorded, for the tests of whatever writes text.
    .target(name: "GoldenFiles", path: "Tests/GoldenFiles"),
    // Pages as a browser shows them, for the tests of whatever writes pages.
    .target(
      name: "PageBrowser", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")], path: "Tests/PageBrowser"),
    .testTarget(name: "FuzzingTests", dependencies: ["Fuzzing"]),
    .testTarget(
      name: "CompiledDevicesTests", dependencies: ["CompiledDevices", "CrossbarPrimitives", "MemristorDevices", "Netlisting"]),
    .testTarget(name: "StructuredSolverTests", dependencies: ["CrossbarPrimitives", "NetworkReference", "StructuredSolver"]),
    .testTarget(name: "ArrayFilesTests", dependencies: ["ArrayFiles", "Fuzzing"]),
    .testTarget(name: "RecordsTests", dependencies: ["CrossbarPrimitives", "Records"]),
    .testTarget(name: "CrossbarPrimitivesTests", dependencies: ["CrossbarPrimitives"]),
    .testTarget(
      name: "NetlistingTests", dependencies: ["CrossbarPrimitives", "GoldenFiles", "Netlisting"], exclude: ["Goldens"]),
    .testTarget(
      name: "NgspiceBridgeTests",
      dependencies: ["CircuitSimulation", "CrossbarPrimitives", "Netlisting", "NgspiceBridge", "mxbar"]),
    .testTarget(
      name: "MemristorDevicesTests",
      dependencies: [
        "CircuitSimulation", "CrossbarPrimitives", "DeviceFixtures", "Fuzzing", "MemristorDevices", "Netlisting", "NgspiceBridge",
      ]),
    .testTarget(
      name: "CrossbarArraysTests",
      dependencies: [
        "CircuitSimulation", "CrossbarArrays", "CrossbarPrimitives", "DeviceFixtures", "MemristorDevices", "Netlisting",
        "NetworkReference",
        "NgspiceBridge",
        "StructuredSolver",
      ]),
    .testTarget(
      name: "NetlistExchangeTests",
      dependencies: [
        "CircuitSimulation", "CompiledDevices", "CrossbarArrays", "CrossbarPrimitives", "DeviceFixtures", "Fuzzing",
        "GoldenFiles", "MemristorDevices", "NetlistExchange", "Netlisting", "NgspiceBridge",
      ]),
    .testTarget(
      name: "EngineConformanceTests",
      dependencies: [
        "CircuitSimulation", "CompiledDevices", "CrossbarArrays", "CrossbarPrimitives", "DeviceFixtures",
        "MemristorDevices", "Netlisting", "NgspiceBridge", "StructuredSolver",
      ]),
    .testTarget(
      name: "NeuralMappingTests", dependencies: ["ArrayFiles", "CZlib", "CrossbarPrimitives", "Fuzzing", "NeuralMapping"],
      exclude: ["Fixtures"]),
    .testTarget(name: "CircuitSimulationTests", dependencies: ["CircuitSimulation", "CrossbarPrimitives", "Netlisting"]),
    .testTarget(name: "ReportingTests", dependencies: ["CrossbarPrimitives", "PageBrowser", "Records", "Reporting"]),
    .testTarget(
      name: "CampaignsTests",
      dependencies: ["ArrayFiles", "Campaigns", "CrossbarPrimitives", "Records", "Reporting", "Studies"]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "ArrayFiles", "Campaigns", "CircuitSimulation", "CrossbarArrays", "ExampleArray", "Studies", "CrossbarPrimitives",
        "Fuzzing",
        "GoldenFiles", "MemristorCrossbar", "MemristorDevices", "NgspiceBridge", "PageBrowser", "Records", "Reporting", "mxbar",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ], exclude: ["Goldens"]),
    .testTarget(
      name: "StudiesTests",
      dependencies: [
        "ArrayFiles", "CircuitSimulation", "CrossbarArrays", "Studies", "CrossbarPrimitives", "DeviceFixtures", "Fuzzing",
        "MemristorDevices",
        "Netlisting", "NeuralMapping", "NgspiceBridge", "Records", "Reporting",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

if hasWideRegisters {
  for target in package.targets where [.regular, .executable, .test].contains(target.type) {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-Xcc", "-march=x86-64-v3"])]
  }
}

// swift-tools-version: 6.2
import PackageDescription

// A plain executable: the comparison is with programs in Python, in the same run and on the same files, so that what is
// needed is one process a measurement that says how long it took and how much memory it had.
let package = Package(
  name: "Benchmarks",
  dependencies: [
    .package(name: "MemristorCrossbar", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "SolverBenchmark",
      dependencies: [
        .product(name: "MemristorCrossbar", package: "MemristorCrossbar"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "CellBenchmark",
      dependencies: [
        .product(name: "MemristorCrossbar", package: "MemristorCrossbar"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(
      name: "ArrayBenchmark",
      dependencies: [
        .product(name: "MemristorCrossbar", package: "MemristorCrossbar"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)

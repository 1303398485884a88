// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "MemristorCrossbar",
  products: [
    .library(name: "CrossbarPrimitives", targets: ["CrossbarPrimitives"]),
    .library(name: "Reporting", targets: ["Reporting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2")
  ],
  targets: [
    .target(name: "CrossbarPrimitives"),
    .target(
      name: "Reporting",
      dependencies: ["CrossbarPrimitives", .product(name: "Subprocess", package: "swift-subprocess")]),
    .testTarget(name: "CrossbarPrimitivesTests", dependencies: ["CrossbarPrimitives"]),
    .testTarget(name: "ReportingTests", dependencies: ["Reporting", "CrossbarPrimitives"]),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "MemristorCrossbar",
  targets: [
    .target(name: "CrossbarPrimitives"),
    .testTarget(name: "CrossbarPrimitivesTests", dependencies: ["CrossbarPrimitives"]),
  ],
  swiftLanguageModes: [.v6]
)

// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "MemristorCrossbar",
  targets: [
    .target(name: "CrossbarPrimitives"),
    .target(
      name: "NeuralMapping",
      dependencies: ["CrossbarPrimitives"],
      resources: [.embedInCode("Resources/digits.txt")]),
    .testTarget(name: "CrossbarPrimitivesTests", dependencies: ["CrossbarPrimitives"]),
    .testTarget(name: "NeuralMappingTests", dependencies: ["NeuralMapping", "CrossbarPrimitives"]),
  ],
  swiftLanguageModes: [.v6]
)

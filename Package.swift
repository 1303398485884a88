// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "MemristorCrossbar",
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2")
  ],
  targets: [
    .systemLibrary(
      name: "CNgspice", pkgConfig: "ngspice", providers: [.apt(["libngspice0-dev"]), .brew(["libngspice"])]),
    .target(name: "CrossbarPrimitives"),
    .target(name: "Netlisting", dependencies: ["CrossbarPrimitives"]),
    .target(name: "CircuitSimulation", dependencies: ["CrossbarPrimitives", "Netlisting"]),
    .target(
      name: "MemristorDevices",
      dependencies: ["CrossbarPrimitives", "Netlisting", "Yams"],
      resources: [
        // Models is a link to the top folder models/, so that what is shipped and what is compiled in are one.
        .embedInCode("Models/ag-mos2/memristor.sub"), .embedInCode("Models/ag-mos2/statistics.yaml"),
        .embedInCode("Models/nmos-5v/nmos.mod"),
      ]),
    .target(
      name: "CrossbarArrays",
      dependencies: ["CircuitSimulation", "CrossbarPrimitives", "MemristorDevices", "Netlisting"]),
    .target(name: "NgspiceBridge", dependencies: ["CNgspice", "CircuitSimulation", "Netlisting"]),
    .testTarget(name: "CrossbarPrimitivesTests", dependencies: ["CrossbarPrimitives"]),
    .testTarget(
      name: "CrossbarArraysTests",
      dependencies: ["CircuitSimulation", "CrossbarArrays", "MemristorDevices", "Netlisting", "NgspiceBridge"]),
    .testTarget(
      name: "MemristorDevicesTests",
      dependencies: ["CircuitSimulation", "CrossbarPrimitives", "MemristorDevices", "Netlisting", "NgspiceBridge"]),
    .testTarget(name: "NetlistingTests", dependencies: ["Netlisting"]),
    .testTarget(name: "NgspiceBridgeTests", dependencies: ["NgspiceBridge", "CircuitSimulation", "Netlisting"]),
  ],
  swiftLanguageModes: [.v6]
)

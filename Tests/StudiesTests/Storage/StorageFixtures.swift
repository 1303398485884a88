import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NeuralMapping
import NgspiceBridge
import Reporting
import Testing

@testable import Studies

/// Codes that a formula gives: a network that needs no training.
func formulaNetwork(_ sizes: [Int], bits: Int) throws -> QuantizedNetwork {
  let (half, span) = (1 << (bits - 1), 1 << bits)
  return QuantizedNetwork(
    layers: try zip(sizes, sizes.dropFirst()).enumerated().map { index, size in
      try QuantizedLayer(
        weightCodes: Grid(rows: size.0, columns: size.1) { (7 * $0 + 5 * $1 + 3 * index) % span - half },
        biasCodes: (0..<size.1).map { (3 * $0 + index) % span - half }, bits: bits, weightScale: 0.25, biasScale: 0.5)
    })
}

/// Images of `pixels` in a row, two classes a bit apart, that a formula gives.
func formulaImages(_ count: Int, pixels: Int, classes: Int) throws -> LabelledImages {
  let images = (0..<count).map { image -> [Double] in
    (0..<pixels).map { pixel -> Double in Double((3 * image + 5 * pixel) % 11) / 10 }
  }
  let labels = (0..<count).map { $0 % classes }
  return try LabelledImages(images: images, labels: labels, classCount: classes, imageRows: 1, imageColumns: pixels)
}

/// How arrays of tests are written and read.
func configuration(
  _ device: MemristorDevice, initialState: InitialState = .opposite, attempts: Int = 1, upTo maximum: Double = 5
) throws -> ArrayConfiguration {
  let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
  return ArrayConfiguration(
    device: device,
    transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
    wires: Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)), scope: .line,
    initialState: initialState,
    write: WriteSettings(
      voltage: .volts(5), maximumVoltage: .volts(maximum), attempts: attempts, gateVoltage: .volts(1.12),
      maximumGateVoltage: .volts(1.12 * maximum / 5), resetGateBoost: .volts(4), pulse: pulse),
    read: ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(5), pulse: pulse, threshold: .kiloohms(10)))
}

/// A network of codes that a formula gives, in tiles.
func storageStudy(
  _ settings: StorageSettings, sizes: [Int] = [5, 3, 2], bits: Int = 3, coding: CodingScheme = .twosComplement,
  seed: UInt64 = 1
) throws -> StorageStudy {
  let images = try formulaImages(20, pixels: sizes[0], classes: sizes.last ?? 1)
  return StorageStudy(
    seed: seed, source: .quantized(try formulaNetwork(sizes, bits: bits)), quantizer: .nearest, bits: bits, coding: coding,
    images: images, training: images, settings: settings)
}

/// Two drawings of four pixels and one hidden layer of two neurons, trained: 16 cells a bit, an array for each layer.
func drawingsStudy(bits: Int, _ array: ArrayConfiguration) throws -> StorageStudy {
  let images = try LabelledImages(drawings: "0\n#.\n..\n1\n..\n.#\n")
  return StorageStudy(
    seed: 3, source: .trained(NetworkTrainer(hiddenLayers: [2], epochs: 20)), quantizer: .paper, bits: bits,
    coding: .twosComplement, images: images, training: images, settings: StorageSettings(array: array, tileSize: 4096),
    judgesFlips: true)
}

extension Study {
  /// With circuits by the reference engine.
  func run(
    on engine: any SpiceEngine = NgspiceEngine.shared, in folder: ResultFolder? = nil, resuming: Bool = false,
    report: @escaping (StudyProgress) throws -> Void = { _ in }
  ) async throws -> Findings {
    try await run(StudyRun(CellEngine(ngspice: engine), folder: folder, isResumed: resuming, report: report))
  }

  /// With compiled cells, ten of whose writes are held against the reference engine.
  func runCompiled() async throws -> Findings {
    let cells = try #require(cells)
    let engine = try CellEngine(
      compiling: cells.device, transistors: cells.operations.map(\.transistor), checks: 10, threads: 2,
      ngspice: NgspiceEngine.shared)
    _ = try await engine.prepare(cells.operations)
    let findings = try await run(StudyRun(engine))
    #expect(try #require(findings.check).passes)
    return findings
  }
}

/// Hands decks on, and is interrupted after so many.
actor InterruptedEngine: SpiceEngine {
  private var left: Int
  init(after decks: Int) { left = decks }
  var identity: EngineIdentity { get async throws { try await NgspiceEngine.shared.identity } }
  func simulate(_ deck: Deck, timeLimit: Duration?) async throws -> SimulationResult {
    left -= 1
    if left < 0 { throw CancellationError() }
    return try await NgspiceEngine.shared.simulate(deck, timeLimit: timeLimit)
  }
}

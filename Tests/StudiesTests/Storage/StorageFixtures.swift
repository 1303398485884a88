import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import NeuralMapping
import NgspiceBridge

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

func storageExperiment(
  _ settings: StorageSettings, sizes: [Int] = [5, 3, 2], bits: Int = 3, coding: CodingScheme = .twosComplement,
  seed: UInt64 = 1
) throws -> StorageExperiment {
  let quantized = try formulaNetwork(sizes, bits: bits)
  return StorageExperiment(
    seed: seed, source: NetworkSource(origin: "a formula", quantizer: .nearest), network: quantized.network,
    quantized: quantized, coding: coding, images: try formulaImages(20, pixels: sizes[0], classes: sizes.last ?? 1),
    settings: settings)
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

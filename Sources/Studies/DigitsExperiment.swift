import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Netlisting
import NeuralMapping

/// The published digit network, stored in simulated arrays and run with what they give back.
///
/// Marraccini et al., Nanoscale 2026, 18, 835: ten images of 5 x 4 pixels, a 20-20-20-10 network, two's complement
/// weights of a few bits, one bit a cell, one array a layer.
public struct DigitsExperiment: Sendable {
  public var seed: UInt64
  /// Bits a weight.
  public var bits: Int
  public var images: LabelledImages
  public var trainer: NetworkTrainer
  public var array: ArrayConfiguration

  public init(
    seed: UInt64, bits: Int, images: LabelledImages, trainer: NetworkTrainer = .schematicDigits, array: ArrayConfiguration
  ) {
    self.seed = seed
    self.bits = bits
    self.images = images
    self.trainer = trainer
    self.array = array
  }

  /// Train, quantise, write, read back, decode, infer.
  /// - Throws: `NeuralMappingError` for bits or images that cannot be; what the engine throws when it is lost.
  public func run(
    on engine: CellEngine, progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> DigitsResult {
    let quantizer = try TruncatingQuantizer(bits: bits)
    let network = try trainer.train(on: images, seed: seed) {
      try progress(StudyProgress(stage: "training", done: $0.epoch, total: $0.epochs))
    }
    let quantized = try quantizer.quantize(network)
    let coding = TwosComplementCoding()
    let grids = try coding.encode(quantized)

    let storage = BitStorage(configuration: array, engine: engine)
    let cells = grids.reduce(0) { $0 + $1.rows * $1.columns }
    var handled = 0
    var firstCell = 0
    var layers: [StoredBits] = []
    for grid in grids {
      layers.append(
        try await storage.store(grid, seed: seed, firstCell: firstCell) { count in
          handled += count
          try progress(StudyProgress(stage: "writing and reading cells", done: handled, total: 2 * cells))
        })
      firstCell += grid.rows * grid.columns
    }
    let check = try await check(grids, on: engine, progress: progress)
    let readBack = try coding.decode(layers.map(\.decoded), written: quantized)
    return DigitsResult(
      experiment: self, network: network, quantized: quantized, readBack: readBack, layers: layers,
      totals: engine.spice.totals, engine: try await engine.spice.identity, cellEngine: engine.figures(check))
  }
}

extension DigitsExperiment {
  /// Repeats the first writes of some cells in ngspice.
  private func check(
    _ grids: [Grid<Bool>], on engine: CellEngine, progress: (StudyProgress) throws -> Void
  ) async throws -> EngineCheck? {
    var first = 0
    let arrays = grids.map { grid in
      defer { first += grid.elements.count }
      return array.array(for: grid, seed: seed, firstCell: first)
    }
    let places = grids.enumerated().flatMap { layer, grid in
      grid.elements.indices.map { (layer: layer, row: $0 / grid.columns, column: $0 % grid.columns) }
    }
    return try await engine.check(places.count, seed: seed, read: array.read) { index in
      let (layer, row, column) = places[index]
      let bit = grids[layer][row, column]
      return CheckedWrite(
        name: "layer \(layer + 1), row \(row), column \(column)",
        write: CellPulse(
          CellOperation(array.write.operation(writing: bit, row: row, columns: [], attempt: 0)),
          on: arrays[layer].memristors[row, column], state: arrays[layer].states[row, column],
          in: CellSurroundings(
            rows: arrays[layer].rows, row: row, transistor: array.transistor, wires: array.wires)),
        read: CellOperation(array.read.operation(row: row, columns: [])), bit: bit)
    } progress: {
      try progress(StudyProgress(stage: "checking cells in ngspice", done: $0, total: $1))
    }
  }
}

/// Written out for a run's manifest.
extension DigitsExperiment: Encodable {
  private enum CodingKeys: String, CodingKey { case seed, bits, images, training, array }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    try values.encode(bits, forKey: .bits)
    try values.encode(images.count, forKey: .images)
    try values.encode(trainer, forKey: .training)
    try values.encode(array, forKey: .array)
  }
}

/// A digits run: the three networks, and each layer's cells.
public struct DigitsResult: Sendable {
  public let experiment: DigitsExperiment
  public let network: Network
  public let quantized: QuantizedNetwork
  /// The network decoded from the read currents.
  public let readBack: QuantizedNetwork
  public let layers: [StoredBits]
  public let totals: MeteredEngine.Totals
  public let engine: EngineIdentity
  public let cellEngine: CellEngineFigures

  /// All cells, layer by layer, row-major.
  public var cells: [StoredCell] { layers.flatMap(\.cells.elements) }

  /// Of the cells that were to hold `bit`, those that the write pulses left in the other state. Cells that could not be
  /// simulated or read are not among them; one that a read flipped was written.
  public func failedWrites(of bit: Bool) -> Proportion {
    let written = cells.filter {
      $0.write.target == bit && $0.status != .numericalFailure && $0.status != .readFailed
    }
    return Proportion(written.count { $0.status == .writeFailed }, of: written.count)
  }

  public func count(_ status: CellStatus) -> Int { cells.count { $0.status == status } }

  /// What is left of the network.
  public func verdict() throws -> NetworkVerdict {
    try NetworkVerdict(
      network, quantized: quantized.network, readBack: readBack.network, on: experiment.images,
      unknownCells: Proportion(count(.numericalFailure) + count(.readFailed), of: cells.count))
  }
}

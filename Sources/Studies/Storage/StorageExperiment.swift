import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import NeuralMapping
import Reporting

/// A network of integer codes, stored in tiles of simulated cells, read back and run with what came back.
public struct StorageExperiment: Sendable {
  public var seed: UInt64
  /// Where the network comes from, for the record and for a check before a run is resumed.
  public var source: NetworkSource
  /// Before it was quantized.
  public var network: Network
  public var quantized: QuantizedNetwork
  public var coding: CodingScheme
  /// What the network is judged by.
  public var images: LabelledImages
  public var settings: StorageSettings

  public init(
    seed: UInt64, source: NetworkSource, network: Network, quantized: QuantizedNetwork, coding: CodingScheme,
    images: LabelledImages, settings: StorageSettings
  ) {
    self.seed = seed
    self.source = source
    self.network = network
    self.quantized = quantized
    self.coding = coding
    self.images = images
    self.settings = settings
  }

  /// The bits of each layer, as they are to be stored.
  /// - Throws: `NeuralMappingError` for a code that the coding has no pattern for.
  public func grids() throws -> [Grid<Bool>] { try coding.coding.encode(quantized) }

  /// - Throws: `StorageError.tileTooSmall`.
  public func plan(_ grids: [Grid<Bool>]) throws -> TilePlan {
    try TilePlan(
      layers: grids, cellsPerCode: quantized.layers.map { coding.coding.cellsPerCode(bits: $0.bits) },
      size: settings.tileSize, spareCodes: settings.spareCodes)
  }

  /// Stores every cell and decodes what is read.
  /// - Parameters:
  ///   - folder: keeps the cells as they come; nil keeps none.
  ///   - resuming: whether the folder holds the beginning of this run.
  /// - Throws: `StorageError`, `NeuralMappingError`, `CancellationError`; `SimulationError` when no further simulation
  ///   can succeed.
  public func run(
    on engine: CellEngine, in folder: ResultFolder? = nil, resuming: Bool = false,
    progress: (StudyProgress) throws -> Void = { _ in }
  ) async throws -> StorageResult {
    let grids = try grids()
    let plan = try plan(grids)
    let rows = TileRow.rows(of: grids, in: plan, settings: settings, seed: seed)
    let log = try folder.map { folder in
      resuming
        ? try StorageLog(resuming: self, in: folder, rows: rows, settings: settings, seed: seed)
        : try StorageLog(beginning: self, in: folder, settings: settings, seed: seed)
    }
    let storage = TileStorage(settings: settings, seed: seed, cells: engine.cells)
    let cells = rows.reduce(0) { $0 + $1.cells.count }
    let stored = log?.stored ?? []
    var done = stored.reduce(0) { $0 + $1.count }
    let outcomes = try await storage.store(rows, after: stored) { row, outcomes in
      try log?.append(row, outcomes)
      done += outcomes.count
      try progress(StudyProgress(stage: "writing and reading cells", done: done, total: cells))
    }
    let check = try await engine.check(cells, seed: seed, read: settings.array.read, write: storage.checkedWrite(rows)) {
      try progress(StudyProgress(stage: "checking cells in ngspice", done: $0, total: $1))
    }
    return StorageResult(
      experiment: self, plan: plan, cells: StoredCells(rows: rows, outcomes: outcomes, storage: storage),
      readBack: try coding.coding.decode(
        StoredCells.decoded(rows, outcomes, like: grids, settings.array.read), written: quantized),
      resumedCells: stored.reduce(0) { $0 + $1.count }, totals: engine.spice.totals,
      engine: try await engine.spice.identity, cellEngine: engine.figures(check))
  }
}

/// Where a network comes from.
public struct NetworkSource: Hashable, Codable, Sendable {
  /// The file it was read from, or the training it came out of.
  public var origin: String
  public var quantizer: QuantizationMethod
  /// The file's names of the layers, from input to output, and what their order follows from; nil for a network trained here.
  public var layerNames: [String]?
  public var layerOrder: String?

  public init(origin: String, quantizer: QuantizationMethod, layerNames: [String]? = nil, layerOrder: String? = nil) {
    self.origin = origin
    self.quantizer = quantizer
    self.layerNames = layerNames
    self.layerOrder = layerOrder
  }

  private enum CodingKeys: String, CodingKey {
    case origin, quantizer
    case layerNames = "layer_names"
    case layerOrder = "layer_order"
  }
}

/// Written out for a run's manifest, and for the check before it is resumed.
extension StorageExperiment: Encodable {
  private enum CodingKeys: String, CodingKey {
    case seed, network, bits, coding, storage
    case layers
    case cellsDigest = "cells_sha256"
    case modelsDigest = "models_sha256"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    try values.encode(source, forKey: .network)
    try values.encode([quantized.layers[0].inputCount] + quantized.layers.map(\.outputCount), forKey: .layers)
    try values.encode(quantized.layers.map(\.bits), forKey: .bits)
    try values.encode(coding, forKey: .coding)
    try values.encode(settings, forKey: .storage)
    let bits = try grids().flatMap { $0.elements.map { UInt8($0 ? 1 : 0) } }
    try values.encode(SHA256.hexadecimalDigest(of: Data(bits)), forKey: .cellsDigest)
    let models = settings.array.device.library.text + settings.array.transistor.model.library.text
    try values.encode(SHA256.hexadecimalDigest(of: Data(models.utf8)), forKey: .modelsDigest)
  }
}

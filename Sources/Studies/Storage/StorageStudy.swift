import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NeuralMapping
import Records
import Reporting
import Synchronization

/// How well does a network survive storage in the array? Its integer codes are stored in tiles of simulated cells and
/// read back, and the network is run with what came back.
///
/// The published case is the digit network: ten images of 5 x 4 pixels, a 20-20-20-10 network, two's complement weights
/// of a few bits, one bit per cell, one array per layer (Marraccini et al., Nanoscale 2026, 18, 835).
public struct StorageStudy: Study {
  public var seed: UInt64
  /// The network, or how it is trained.
  public var source: NetworkSource
  /// How real weights become integer codes; not used for a network that is quantized already.
  public var quantizer: QuantizationMethod
  /// Bits of each weight.
  public var bits: Int
  /// How a code is spread over cells; `settings` say how many levels these have.
  public var coding: CodingScheme
  /// Images that the network is judged by, with their labels.
  public var images: LabelledImages
  /// Images to learn from: for training the network, for the quantizer `trained`, and for calibrating analog products.
  public var training: LabelledImages
  /// The array and its tiles, faults, retention and read noise.
  public var settings: StorageSettings
  /// How tiles form products as sums of currents; nil for none.
  public var analog: AnalogSettings?
  /// Whether the network is also judged by images with one pixel flipped: every image with every pixel.
  public var judgesFlips: Bool
  /// What simulates the cells unless another engine is asked for.
  public var usualEngine: CellEngine.Kind

  /// Settings are not checked here: `check` throws for those that cannot be stored or computed.
  public init(
    seed: UInt64, source: NetworkSource, quantizer: QuantizationMethod, bits: Int, coding: CodingScheme, images: LabelledImages,
    training: LabelledImages, settings: StorageSettings, analog: AnalogSettings? = nil, judgesFlips: Bool = false,
    usualEngine: CellEngine.Kind = .compiled
  ) {
    self.seed = seed
    self.source = source
    self.quantizer = quantizer
    self.bits = bits
    self.coding = coding
    self.images = images
    self.training = training
    self.settings = settings
    self.analog = analog
    self.judgesFlips = judgesFlips
    self.usualEngine = usualEngine
  }

  /// The coding in cells of the levels that the settings say.
  var cellCoding: any WeightCoding { coding.coding(settings.levels) }

  /// Nil where a programming table takes the place of cells.
  public var cells: StudyCells? {
    guard settings.programming == nil else { return nil }
    var operations = settings.array.operations
    if let write = settings.levelPlanning?.settings {
      operations += [write.reset, write.set(at: write.algorithm.limit)].map { (settings.array.transistor, $0) }
    }
    return StudyCells(device: settings.array.device, operations: operations, usualEngine: usualEngine)
  }

  /// On the read voltage, and on the write pulse, as far as the device's description goes.
  public var warnings: [String] {
    if let table = settings.programming { return [table.warning].compactMap { $0 } }
    let array = settings.array
    return array.device.warnings(
      readingAt: array.read.voltage, writingAt: array.write.maximumVoltage, for: [array.write.pulse.width], drawing: 2)
      + [array.device.retentionWarning(after: settings.retentionTime)].compactMap { $0 }
      + (settings.levelPlanning.map { LevelWarnings($0, until: settings.retentionTime).all } ?? [])
  }

  public var stress: StressFigures? {
    guard settings.programming == nil else { return nil }
    let array = settings.array
    return StressFigures(TransistorStress(array.operations.map(\.operation)), array.transistor.ratings)
  }

  /// Rejects settings that cannot be stored or computed, before anything takes time.
  /// - Throws: `StorageError`, `DeviceError`, `NeuralMappingError`.
  public func check() throws {
    _ = try coding.codes(bits: bits, levels: settings.levels)
    try TilePlan.codesPerRow(
      ofTile: settings.tileSize, cellsPerCode: cellCoding.cellsPerCode(bits: bits), spareCodes: settings.spareCodes)
    let device = settings.array.device.description
    if settings.faults.countsYield { try device.require(.yield) }
    if let table = settings.programming {
      try table.check(settings)
    } else {
      guard settings.levels.count == 2 || settings.levelPlanning != nil else {
        throw StorageError.levelsWithoutTable(settings.levels.count)
      }
      guard settings.levels.count == 2 || settings.array.scope == .line else { throw StorageError.levelsInWholeArray }
      if settings.faults.stuckOn > 0 { try device.require(.stuckOn) }
      if settings.faults.stuckOff > 0 || settings.faults.countsYield { try device.require(.stuckOff) }
    }
    if analog != nil {
      try AnalogInference.check(coding, settings)
      try AnalogInference.check(structure, images)
    }
    if quantizer == .trained, let structure { try QuantizationAwareTrainer.check(structure) }
  }

  /// Of a network that is there already; nil for one that is trained here, of dense layers.
  private var structure: NetworkStructure? {
    switch source {
    case .trained: nil
    case .loaded(let loaded, _): loaded.network.structure
    case .quantized(let quantized): quantized.structure
    }
  }

  /// One row per cell that holds a code; it also serves to resume a run.
  static let cellTable = "cells.csv"

  /// Trains or takes the network, quantizes it, writes and reads every cell, decodes what was read and, if asked, forms
  /// products.
  /// - Throws: `StorageError`, `NeuralMappingError`, `CancellationError`; `SimulationError` when no further simulation
  ///   can succeed.
  public func run(_ run: StudyRun) async throws -> StorageFindings {
    let (network, quantized) = try networks(run)
    let grids = try cellCoding.encode(quantized)
    let plan = try TilePlan(
      layers: grids, cellsPerCode: quantized.layers.map { cellCoding.cellsPerCode(bits: $0.bits) }, size: settings.tileSize,
      spareCodes: settings.spareCodes)
    var study = self
    study.settings.levelPlan = try await levelPlan(plan, run)
    return try await study.run(run, network, quantized, grids, plan)
  }

  /// How cells of more than two levels are brought to them, by what a SET leaves of cells at the far end of the largest tile;
  /// nil where cells have one bit or are not simulated.
  private func levelPlan(_ plan: TilePlan, _ run: StudyRun) async throws -> LevelPlan? {
    guard settings.levels.count > 2, settings.programming == nil, var planning = settings.levelPlanning else { return nil }
    let rows = plan.tiles.map(\.rows.count).max() ?? 1
    planning.surroundings = CellSurroundings(
      rows: rows, row: rows - 1, transistor: settings.array.transistor, wires: settings.array.wires)
    let measured = try await planning.measured(by: run.engine.cells) {
      try run.progress("measuring what a SET leaves", $0, of: LevelPlanning.stages)
    }
    return try measured.plan(count: settings.levels.count, step: settings.levelStep)
  }

  /// Everything from the writing of the cells on.
  private func run(
    _ run: StudyRun, _ network: Network, _ quantized: QuantizedNetwork, _ grids: [Grid<Int>], _ plan: TilePlan
  ) async throws -> StorageFindings {
    let rows = TileRow.rows(of: grids, in: plan, settings: settings, seed: seed)
    let outcomes = try await store(rows, run)
    let programming = CellProgramming(settings: settings, seed: seed, cells: run.engine.cells)
    let isSimulated = settings.programming == nil
    let check = isSimulated ? try await check(rows, programming, run) : nil
    let cells = StoredCells(rows: rows, outcomes: outcomes, decoder: settings.decoder)
    let readBack = try cellCoding.decode(cells.decoded(like: grids), written: quantized)
    let predictions = try StoredPredictions(network, quantized.network, readBack.network, on: images)
    var findings = StorageFindings(
      study: self, network: network, quantized: quantized, grids: grids, plan: plan, cells: cells, readBack: readBack,
      netlists: isSimulated && settings.levelPlan == nil ? try programming.exampleNetlists(rows) : [], check: check,
      predictions: predictions,
      verdict: predictions.verdict(
        unknownCells: Proportion(cells.count(.numericalFailure) + cells.count(.readFailed), of: cells.count)))
    if let analog {
      let inference = try AnalogInference(findings, settings: analog, calibration: training)
      findings.analog = try await inference.run(run)
    }
    findings.figures = try StorageFigures(findings)
    return findings
  }

  /// Some cells' first writes, held against the reference engine; nil where cells are not compiled.
  private func check(_ rows: [TileRow], _ programming: CellProgramming, _ run: StudyRun) async throws -> EngineCheck? {
    if settings.array.scope == .array {
      return try await run.check(checkedWrites(rows, run.engine), read: settings.array.read)
    }
    let places = rows.flatMap { row in row.cells.map { (tile: row.tile, cell: $0) } }
    if let levels = LevelProgramming(settings, seed: seed, cells: run.engine.cells) {
      return try await run.check(places.count, seed: seed, read: levels.plan.settings.read) {
        levels.checkedWrite(places[$0].cell, in: places[$0].tile)
      }
    }
    return try await run.check(places.count, seed: seed, read: settings.array.read) {
      programming.checkedWrite(places[$0].cell, in: places[$0].tile)
    }
  }

  /// The network before and after quantization; for one that is quantized already they are the same.
  private func networks(_ run: StudyRun) throws -> (network: Network, quantized: QuantizedNetwork) {
    let network: Network
    switch source {
    case .trained(let trainer):
      network = try trainer.train(on: training, seed: seed) { try run.progress("training", $0.epoch, of: $0.epochs) }
    case .loaded(let loaded, _): network = loaded.network
    case .quantized(let quantized): return (quantized.network, quantized)
    }
    let quantized = try quantizer.quantize(
      network, bits: bits, coding: coding, levels: settings.levels, images: training, seed: seed
    ) {
      try run.progress("training with quantized weights", $0.epoch, of: $0.epochs)
    }
    return (network, quantized)
  }

  /// Writes and reads all cells. In scope `line` nothing couples cells of different rows or columns, so rows are
  /// simulated side by side; in scope `array` a tile is one circuit, and its rows are written one after the other.
  /// - Returns: one outcome per cell, in the order of the rows.
  private func store(_ rows: [TileRow], _ run: StudyRun) async throws -> [CellOutcome] {
    // A cell of several levels gets many pulses, so fewer cells are at work between two reports.
    let batchSize = run.engine.cells.batchSize
    let groups = groups(rows, batchSize: settings.levelPlan == nil ? batchSize : min(batchSize, 128))
    let members = groups.map { $0.flatMap(\.cells) }
    let engine = run.engine
    let underway = Mutex(0)
    return try await run.outcomes(
      of: groups, counts: members.map(\.count), in: try run.rows(StoredCell.self, in: Self.cellTable),
      stage: "writing and reading cells", underway: { underway.withLock { $0 } },
      row: { StoredCell(members[$1][$2], in: groups[$1][0].tile, $0, self) },
      outcome: { try $0.outcome(of: members[$1][$2], in: groups[$1][0].tile) }
    ) { group in try await self.store(group, engine) { cells in underway.withLock { $0 += cells } } }.flatMap { $0 }
  }

  /// One group of rows of a tile.
  /// - Parameter programmed: called with the number of cells after each row of a whole array, and in the end with minus
  ///   their sum.
  private func store(
    _ group: [TileRow], _ engine: CellEngine, programmed: @Sendable (Int) -> Void
  ) async throws -> [CellOutcome] {
    guard let tile = group.first?.tile else { return [] }
    if let table = TableProgramming(settings, seed: seed) { return table.store(group.flatMap(\.cells), in: tile) }
    if let levels = LevelProgramming(settings, seed: seed, cells: engine.cells) {
      return try await levels.store(group.flatMap(\.cells), in: tile)
    }
    guard settings.array.scope == .array else {
      return try await CellProgramming(settings: settings, seed: seed, cells: engine.cells)
        .store(group.flatMap(\.cells), in: tile)
    }
    let array = wholeArray(group, engine)
    let cells =
      if let compiled = engine.compiled {
        WholeArrayCells(array, compiled: compiled)
      } else {
        WholeArrayCells(array, engine: engine.spice)
      }
    let whole = CellProgramming(settings: settings, seed: seed, cells: cells)
    defer { programmed(-group.reduce(0) { $0 + $1.cells.count }) }
    if cells.allMove { return try await whole.store(group.map(\.cells), in: tile, of: cells, programmed: programmed) }
    var outcomes: [CellOutcome] = []
    for row in group {
      outcomes += try await whole.store(row.cells, in: tile)
      programmed(row.cells.count)
    }
    return outcomes
  }

  /// A tile before it is written. Spare cells that hold no code are in it, in their high-resistance state.
  private func wholeArray(_ rows: [TileRow], _ engine: CellEngine) -> CrossbarArray {
    let tile = rows[0].tile
    let programming = CellProgramming(settings: settings, seed: seed, cells: engine.cells)
    var memristors = Grid<Memristor>(rows: tile.rows.count, columns: tile.columns) { row, column in
      settings.memristor(tile.cell(row: row, column: column), attempt: 0, seed: seed)
    }
    var states = Grid(rows: tile.rows.count, columns: tile.columns, repeating: 0.0)
    for cell in rows.flatMap(\.cells) {
      memristors[cell.row, cell.column] = programming.memristor(of: cell, attempt: 0)
      states[cell.row, cell.column] = programming.initialState(of: cell)
    }
    var array = CrossbarArray(
      memristors: memristors, states: states, transistor: settings.array.transistor, wires: settings.array.wires)
    array.transistors = settings.array.transistor.grid(rows: tile.rows.count, columns: tile.columns, seed: seed) {
      tile.cell(row: $0, column: $1)
    }
    return array
  }

  /// First writes of tiles to repeat in ngspice, as many as it takes to compare the cells that are to be checked: of
  /// random cells with all of their row that hold the same bit, in small tiles; in larger ones, of a column of the tile.
  private func checkedWrites(_ rows: [TileRow], _ engine: CellEngine) -> [CheckedArrayWrite] {
    guard engine.compiled != nil else { return [] }
    var stream = RandomStream(seed: seed, purpose: "cells checked in ngspice")
    let read = settings.array.read
    let written = rows.filter { !$0.cells.isEmpty }
    var writes: [CheckedArrayWrite] = []
    var count = 0
    while count < engine.checks, let row = written.randomElement(using: &stream),
      let cell = row.cells.randomElement(using: &stream)
    {
      let tile = row.tile
      var array = wholeArray(rows.filter { $0.tile == tile }, engine)
      var columns = row.cells.filter { $0.target == cell.target }.map(\.column).sorted()
      var name = "layer \(tile.layer + 1), tile \(tile.number)"
      if array.rows * array.columns > CheckedArrayWrite.largestCircuit {
        (array, columns) = (array.column(cell.column), [0])
        name += ", column \(cell.column)"
      }
      writes.append(
        CheckedArrayWrite(
          name: name, array: array,
          write: settings.array.write.operation(writing: cell.target, row: cell.row, columns: columns, attempt: 0),
          read: read.operation(row: cell.row, columns: columns)))
      count += array.rows * array.columns
    }
    return writes
  }

  /// Groups of neighbouring rows of a tile, each with at least as many cells as are simulated at a time, where there are
  /// enough; in scope `array`, all rows of the tile.
  private func groups(_ rows: [TileRow], batchSize: Int) -> [[TileRow]] {
    let most = settings.array.scope == .array ? Int.max : batchSize
    var groups: [[TileRow]] = []
    var cells = 0
    for row in rows {
      if cells > 0, cells < most, groups.last?.last?.tile == row.tile {
        groups[groups.count - 1].append(row)
        cells += row.cells.count
      } else {
        groups.append([row])
        cells = row.cells.count
      }
    }
    return groups
  }
}

/// Where a network comes from.
public enum NetworkSource: Sendable {
  /// Trained on the study's training images.
  case trained(NetworkTrainer)
  /// From a file, with its names of the layers.
  case loaded(StoredNetwork, origin: String)
  /// Already quantized; stored as it is.
  case quantized(QuantizedNetwork)
}

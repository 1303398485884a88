import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping
import StructuredSolver

/// Runs a stored network whose products are formed by its tiles as sums of currents, instead of digitally from the
/// weights read back.
///
/// The steps: find each cell's conductance at the read voltage, solve each tile with its wires (`EffectiveConductances`),
/// calibrate the converters layer by layer, classify the images, and compare some products with ngspice (`ProductCheck`).
package struct AnalogInference: Sendable {
  package let settings: AnalogSettings
  /// The first training images, to calibrate with; as many as the settings say.
  package let calibration: LabelledImages
  private let result: StorageFindings

  /// - Parameters:
  ///   - result: the stored network with the final state of each cell.
  ///   - calibration: training images; only the first ones are used.
  /// - Throws: `StorageError.codingNotLinear`, `.movedCodes`.
  package init(_ result: StorageFindings, settings: AnalogSettings, calibration: LabelledImages) throws(StorageError) {
    try Self.check(result.study.coding, result.study.settings)
    self.result = result
    self.settings = settings
    self.calibration = calibration.prefix(settings.calibrationImages)
  }

  /// Rejects codings and settings for which a sum of currents cannot stand for a product, before anything takes time.
  /// - Throws: `StorageError.codingNotLinear`, `.movedCodes`.
  package static func check(_ coding: CodingScheme, _ settings: StorageSettings) throws(StorageError) {
    guard coding.coding(settings.levels).placeValues(bits: 2) != nil else { throw notLinear(coding, settings.levels) }
    guard !settings.remaps, settings.spareCodes == 0 else { throw .movedCodes }
  }

  /// Rejects networks and images that tiles cannot compute with, before anything takes time.
  /// - Parameter structure: nil for dense layers with a ReLU between each two.
  /// - Throws: `NeuralMappingError.notPlain`, `StorageError.negativeInput`.
  package static func check(_ structure: NetworkStructure?, _ images: LabelledImages) throws {
    if let step = structure?.firstStepBeyondPlain {
      throw NeuralMappingError.notPlain(purpose: "analog products", found: step)
    }
    if let least = images.pixels.min(), least < 0 { throw StorageError.negativeInput(Double(least)) }
  }

  /// The error for a coding, with the codings that are allowed.
  private static func notLinear(_ coding: CodingScheme, _ levels: CellLevels) -> StorageError {
    let linear = CodingScheme.allCases.filter { $0.coding(levels).placeValues(bits: 2) != nil }
    return .codingNotLinear(coding.rawValue, linear: linear.map(\.rawValue))
  }

  /// Classifies the study's images with the tiles' products, and checks some products.
  /// - Throws: `CrossbarSolverError`, `SimulationError`, `CancellationError`.
  package func run(_ run: StudyRun) async throws -> AnalogResult {
    // What a programming table has read includes the transistor.
    let isSimulated = result.study.settings.programming == nil
    let series =
      isSimulated
      ? settings.seriesResistance + (try await transistorResistance(on: run.engine.spice)) : settings.seriesResistance
    let cells = cellConductances(inSeries: series)
    let images = result.study.images
    let matrices = try await effectiveMatrices(cells, result.study.settings.array.wires, run)
    let predictions = try await network(matrices).predictions(for: images, run)
    let check = ProductCheck(result, conductances: cells, settings: settings)
    return AnalogResult(
      settings: settings, accuracy: Proportion(zip(predictions, images.labels).count { $0 == $1 }, of: images.count),
      checks: isSimulated ? try await check.run(run) : [], predictions: predictions, conductances: matrices)
  }

  /// The network as its tiles compute it, calibrated.
  /// - Parameter matrices: effective conductances by tile, then rows × columns, S.
  func network(_ matrices: [Grid<Double>]) throws -> AnalogNetwork {
    var layers: [AnalogNetwork.Layer] = try result.readBack.layers.map { read in
      guard let places = result.study.cellCoding.placeValues(bits: read.bits) else {
        throw Self.notLinear(result.study.coding, result.study.settings.levels)
      }
      return AnalogNetwork.Layer(tiles: [], read: read, places: places, inputBits: settings.inputBits)
    }
    let array = result.study.settings.array
    for (tile, matrix) in zip(result.plan.tiles, matrices) {
      layers[tile.layer].tiles.append(
        AnalogTile(
          tile, inputCount: layers[tile.layer].read.inputCount, effective: matrix, readVoltage: array.read.voltage))
    }
    try calibrate(&layers)
    return AnalogNetwork(layers: layers)
  }

  /// One matrix for each tile, in their order; tiles are solved side by side.
  func effectiveMatrices(
    _ conductances: [Grid<Double>], _ wires: Wires, _ run: StudyRun
  ) async throws -> [Grid<Double>] {
    var matrices = [Grid<Double>?](repeating: nil, count: conductances.count)
    try await withThrowingTaskGroup(of: (Int, Grid<Double>).self) { group in
      for (index, cells) in conductances.enumerated() {
        group.addTask {
          try Task.checkCancellation()
          return (index, try EffectiveConductances(cells: cells, wires: wires).matrix())
        }
      }
      var done = 0
      for try await (index, matrix) in group {
        matrices[index] = matrix
        done += 1
        try run.progress("solving tiles", done, of: conductances.count)
      }
    }
    return matrices.compactMap { $0 }
  }

  /// Calibrates one layer after the other, each with the inputs that the digital network gives it, so that errors of one
  /// layer do not affect the calibration of the next.
  private func calibrate(_ layers: inout [AnalogNetwork.Layer]) throws {
    let levels = result.grids
    var inputs = (0..<calibration.count).map(calibration.image)
    let tiles = Dictionary(grouping: result.plan.tiles, by: \.layer)
    for index in layers.indices {
      let largest = inputs.lazy.flatMap { $0 }.max() ?? 0
      layers[index].inputScale = largest > 0 ? largest : 1
      let samples = inputs.flatMap { layers[index].planes($0) }
      for (number, tile) in (tiles[index] ?? []).enumerated() {
        let own = Grid<Int>(rows: tile.rows.count, columns: tile.columns) { row, column in
          levels[index][tile.rows.lowerBound + row, tile.outputs.lowerBound * tile.cellsPerCode + column]
        }
        layers[index].tiles[number].calibrate(samples, levels: own, converterBits: settings.adcBits)
      }
      let digital = layers[index].read.layer
      inputs = inputs.map { digital.sums($0).map { max(0, $0) } }
    }
  }

  // MARK: Cells

  /// Conductances of each tile's cells together with what is in series with them, S: read voltage of the device over
  /// current, in the state that each cell was left in. Cells that hold no code are 0.
  func cellConductances(inSeries series: Resistance) -> [Grid<Double>] {
    var grids = result.plan.tiles.map { Grid(rows: $0.rows.count, columns: $0.columns, repeating: 0.0) }
    result.cells.forEach { row, cell, outcome in
      let own = result.resistance(cell, outcome)
      grids[row.tile.number][cell.row, cell.column] = 1 / (own + series).si
    }
    return grids
  }

  /// Resistance of an access transistor that is on, in series with a median cell with its full filament during a read.
  func transistorResistance(on engine: any SpiceEngine) async throws -> Resistance {
    let array = result.study.settings.array
    let trial = CellTrial(
      array.device.median(), in: CellSurroundings(rows: 1, row: 0, transistor: array.transistor, wires: array.wires))
    let point = try await trial.operatingPoint(
      CellOperation(array.read), state: 1, on: engine)
    return max(.zero, (point.middle - point.sourceLine) / point.sourceLineCurrent)
  }
}

/// How well a network does whose products its tiles form.
public struct AnalogResult: Sendable {
  /// Those that the products were formed with.
  public let settings: AnalogSettings
  /// Of the study's images, those classified correctly.
  public let accuracy: Proportion
  /// Products compared with ngspice, one per block.
  public let checks: [ProductCheck.Outcome]
  /// The class of each image.
  public let predictions: [Int]
  /// What products see of each tile's cells, rows × columns, S: the current out of a column per volt on a row.
  let conductances: [Grid<Double>]
}

extension StorageFindings {
  /// Of a cell by itself at the read voltage, in the state that it was left in; with a programming table, what that says is
  /// read of the cell.
  func resistance(_ cell: TileCell, _ outcome: CellOutcome) -> Resistance {
    if let table = TableProgramming(study.settings, seed: study.seed) { return .ohms(1 / table.conductance(of: cell).si) }
    return memristor(cell, outcome).resistance(state: outcome.state)
  }

  /// A cell's memristor as it was at its last write attempt, its fault included.
  func memristor(_ cell: TileCell, _ outcome: CellOutcome) -> Memristor {
    var memristor = study.settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: study.seed)
    cell.fault?.afflict(&memristor)
    return memristor
  }
}

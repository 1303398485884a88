import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping
import StructuredSolver

/// Runs a stored network with products that its tiles form.
public struct AnalogInference: Sendable {
  public let settings: AnalogSettings
  /// Training images, to calibrate with.
  public let calibration: LabelledImages
  private let result: StorageFindings

  /// - Throws: `StorageError.codingNotLinear`, `.movedCodes`.
  public init(_ result: StorageFindings, settings: AnalogSettings, calibration: LabelledImages) throws(StorageError) {
    try Self.check(result.study.coding, result.study.settings)
    self.result = result
    self.settings = settings
    self.calibration = calibration.prefix(settings.calibrationImages)
  }

  /// Refuses what no sum of currents can stand for, before anything takes time.
  public static func check(_ coding: CodingScheme, _ settings: StorageSettings) throws(StorageError) {
    guard coding.coding.placeValues(bits: 2) != nil else { throw notLinear(coding) }
    guard !settings.remaps, settings.spareCodes == 0 else { throw .movedCodes }
  }

  private static func notLinear(_ coding: CodingScheme) -> StorageError {
    let linear = CodingScheme.allCases.filter { $0.coding.placeValues(bits: 2) != nil }
    return .codingNotLinear(coding.rawValue, linear: linear.map(\.rawValue))
  }

  /// - Throws: `CrossbarSolverError`, `SimulationError`, `CancellationError`.
  public func run(_ run: StudyRun) async throws -> AnalogResult {
    let series = settings.seriesResistance + (try await transistorResistance(on: run.engine.spice))
    let cells = cellConductances(inSeries: series)
    let accuracy = try await network(cells, run).accuracy(on: result.study.images, run)
    let check = ProductCheck(result, conductances: cells, settings: settings)
    return AnalogResult(settings: settings, accuracy: accuracy, checks: try await check.run(run))
  }

  /// The network as its tiles compute it, calibrated.
  /// - Parameter cells: of each tile, S.
  func network(
    _ cells: [Grid<Double>], _ run: StudyRun
  ) async throws -> AnalogNetwork {
    var layers: [AnalogNetwork.Layer] = try result.readBack.layers.map { read in
      guard let places = result.study.coding.coding.placeValues(bits: read.bits) else {
        throw Self.notLinear(result.study.coding)
      }
      return AnalogNetwork.Layer(tiles: [], read: read, places: places, inputBits: settings.inputBits)
    }
    let array = result.study.settings.array
    let matrices = try await effectiveMatrices(cells, array.wires, run)
    for (tile, matrix) in zip(result.plan.tiles, matrices) {
      layers[tile.layer].tiles.append(
        AnalogTile(
          tile, inputCount: layers[tile.layer].read.inputCount, effective: matrix, readVoltage: array.read.voltage))
    }
    try calibrate(&layers)
    return AnalogNetwork(layers: layers)
  }

  private func effectiveMatrices(
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

  /// Layer after layer, with the inputs that the digital network gives it.
  private func calibrate(_ layers: inout [AnalogNetwork.Layer]) throws {
    let bits = result.grids
    var inputs = (0..<calibration.count).map(calibration.image)
    let tiles = Dictionary(grouping: result.plan.tiles, by: \.layer)
    for index in layers.indices {
      let largest = inputs.lazy.flatMap { $0 }.max() ?? 0
      layers[index].inputScale = largest > 0 ? largest : 1
      let samples = inputs.flatMap { layers[index].planes($0) }
      for (number, tile) in (tiles[index] ?? []).enumerated() {
        let own = Grid<Bool>(rows: tile.rows.count, columns: tile.columns) { row, column in
          bits[index][tile.rows.lowerBound + row, tile.outputs.lowerBound * tile.cellsPerCode + column]
        }
        layers[index].tiles[number].calibrate(samples, bits: own, converterBits: settings.adcBits)
      }
      let digital = layers[index].read.layer
      inputs = inputs.map { digital.sums($0).map { max(0, $0) } }
    }
  }

  // MARK: Cells

  /// Of each tile's cells with what is in series with them, linear about the read voltage, S.
  func cellConductances(inSeries series: Resistance) -> [Grid<Double>] {
    var grids = result.plan.tiles.map { Grid(rows: $0.rows.count, columns: $0.columns, repeating: 0.0) }
    result.cells.forEach { row, cell, outcome in
      let own = result.memristor(cell, outcome).resistance(state: outcome.state)
      grids[row.tile.number][cell.row, cell.column] = 1 / (own + series).si
    }
    return grids
  }

  /// Of a transistor that is on, beside a median cell with its full filament that is read.
  func transistorResistance(on engine: any SpiceEngine) async throws -> Resistance {
    let array = result.study.settings.array
    let trial = CellTrial(
      array.device.median(), in: CellSurroundings(rows: 1, row: 0, transistor: array.transistor, wires: array.wires))
    let point = try await trial.operatingPoint(
      CellOperation(array.read), state: 1, on: engine)
    return max(.zero, (point.middle - point.sourceLine) / point.sourceLineCurrent)
  }
}

/// What a network does whose products its tiles form.
public struct AnalogResult: Sendable {
  public let settings: AnalogSettings
  public let accuracy: Proportion
  public let checks: [ProductCheck.Outcome]
}

extension StorageFindings {
  /// A cell's memristor as it was written last.
  func memristor(_ cell: TileCell, _ outcome: CellOutcome) -> Memristor {
    var memristor = study.settings.memristor(cell.number, attempt: max(0, outcome.pulses - 1), seed: study.seed)
    cell.fault?.afflict(&memristor)
    return memristor
  }
}

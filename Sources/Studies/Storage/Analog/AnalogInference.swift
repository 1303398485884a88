import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import NeuralMapping
import StructuredSolver

/// Runs a stored network whose products are formed by its tiles as sums of currents, instead of digitally from the
/// weights read back.
///
/// The steps: find each cell's conductance with its transistor (`TileBias`), solve each tile (`TileConductances`),
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
    let inputs = calibrationInputs
    let tiles = try await conductances(inputs, run)
    var network = try network(tiles)
    network.calibrate(on: inputs, digits: digits, settings: productCalibration)
    let cost = AnalogCost(network, inputs: inputs, images: calibration.count, tiles, tileNumbers, result, settings)
    let outcome = try await classify(network, run)
    let check = ProductCheck(result, tiles, network, inputs: inputs, settings: settings)
    return AnalogResult(
      settings: settings, labels: result.study.images.labels, predictions: outcome.classes,
      tiles: tileRows(network, cost, clipped: outcome.clipped), cost: cost.figures,
      nonlinearity: tiles.compactMap(\.nonlinearity).max(),
      checks: result.study.settings.hasReadConductances ? [] : try await check.run(run),
      conductances: tiles.compactMap(\.products.last))
  }

  // MARK: Tiles

  /// What rows and columns see, one for each tile, in their order.
  /// - Parameter inputs: of each layer in calibration, image by image.
  func conductances(_ inputs: [[Double]], _ run: StudyRun) async throws -> [TileConductances] {
    let (own, engine, array) = (AnalogCells(result, settings), run.engine, result.study.settings.array)
    let (nodes, means) = (settings.encodedInputs.nodes, meanDrives(inputs))
    let cells = try await result.plan.tiles.mapConcurrently(
      atMost: engine.cells.capacity, progress: { try run.progress("conductances of tiles", $0, of: $1) }
    ) { tile in
      if let read = own.readConductances(of: tile) { return nodes.map { _ in read } }
      return try await TileBias(
        cells: own.cells(of: tile), wires: array.wires, read: array.read.voltage, nodes: nodes,
        meanDrives: Array(means[tile.layer][tile.rows])
      ).conductances(on: engine)
    }
    var tiles: [TileConductances] = []
    // One after the other: the solver spreads the rows of each over the processors.
    for own in cells {
      try Task.checkCancellation()
      tiles.append(try TileConductances(cells: own, wires: array.wires))
      try run.progress("solving tiles", tiles.count, of: cells.count)
    }
    return tiles
  }

  /// The inputs of each layer in calibration, as the digital network has them.
  var calibrationInputs: [[Double]] { ProductNetwork.inputs(of: result.readBack.layers, for: calibration) }

  /// The mean drive of each row of each layer over calibration products. That of the biases' row is 0.
  private func meanDrives(_ inputs: [[Double]]) -> [[Double]] {
    zip(result.readBack.layers, inputs).map { layer, values in
      settings.encodedInputs.meanDrives(values, count: layer.inputCount) + [0]
    }
  }

  /// The indices of each layer's tiles among all.
  var tileNumbers: [[Int]] {
    result.readBack.layers.indices.map { layer in result.plan.tiles.indices.filter { result.plan.tiles[$0].layer == layer } }
  }

  /// The network as its tiles compute it, not calibrated.
  func network(_ tiles: [TileConductances]) throws -> ProductNetwork {
    let inputs = settings.encodedInputs
    let voltage = result.study.settings.array.read.voltage.si
    return ProductNetwork(
      layers: try zip(result.readBack.layers, tileNumbers).map { read, numbers in
        guard let places = result.study.cellCoding.placeValues(bits: read.bits) else {
          throw Self.notLinear(result.study.coding, result.study.settings.levels)
        }
        let own = numbers.map { number in
          let tile = result.plan.tiles[number]
          let driven = tile.rows.lowerBound..<max(tile.rows.lowerBound, min(tile.rows.upperBound, read.inputCount))
          return ProductTile(
            inputs: driven, firstColumn: tile.outputs.lowerBound * tile.cellsPerCode,
            currents: tiles[number].products.map { $0.map { $0 * voltage } }, nodes: inputs.nodes)
        }
        return ProductLayer(tiles: own, read: read, places: places, inputs: inputs)
      })
  }

  /// What the cells of each tile were meant to hold, by layer and tile.
  var digits: [[Grid<Int>]] {
    tileNumbers.enumerated().map { layer, numbers in
      numbers.map { number in
        let tile = result.plan.tiles[number]
        return Grid(rows: tile.rows.count, columns: tile.columns) { row, column in
          result.grids[layer][tile.rows.lowerBound + row, tile.outputs.lowerBound * tile.cellsPerCode + column]
        }
      }
    }
  }

  var productCalibration: ProductCalibration {
    ProductCalibration(converterBits: settings.adcBits, percentile: settings.adcPercentile, correction: settings.correction)
  }

  // MARK: Images

  /// Images that are classified together: their number has no effect on the result.
  private static let chunk = 64

  private func classify(_ network: ProductNetwork, _ run: StudyRun) async throws -> ProductNetwork.Outcome {
    let images = result.study.images
    let starts = Array(stride(from: 0, to: images.count, by: Self.chunk))
    let parts = try await starts.mapConcurrently(
      atMost: run.engine.cells.capacity,
      progress: { done, _ in
        try run.progress("analog products, images", min(done * Self.chunk, images.count), of: images.count)
      }
    ) { network.outcome(for: images, $0..<min($0 + Self.chunk, images.count)) }
    return network.joined(parts)
  }

  /// A row of `analog-tiles.csv` for each tile.
  private func tileRows(_ network: ProductNetwork, _ cost: AnalogCost, clipped: [[Int]]) -> [AnalogTileRow] {
    let images = result.study.images.count
    return network.layers.enumerated().flatMap { layer, products in
      zip(tileNumbers[layer], products.tiles).enumerated().map { index, found in
        let (number, tile) = found
        return AnalogTileRow(
          tile: number, layer: layer + 1, drivenRows: tile.inputs.count, columns: tile.columns,
          converterRange: .amperes(tile.inputs.isEmpty ? 0 : tile.converter.range),
          conversions: images * cost.conversions(tile, products.inputs), clipped: clipped[layer][index],
          arrayEnergy: cost.arrayEnergies[number])
      }
    }.sorted { $0.tile < $1.tile }
  }
}

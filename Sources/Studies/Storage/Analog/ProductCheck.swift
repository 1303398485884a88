import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NeuralMapping
import StructuredSolver

/// Compares products as the tiles form them with the nonlinear currents of memristors and transistors.
///
/// A whole tile takes ngspice minutes. So blocks of cells are cut out at random places of random tiles, each with drivers,
/// sense nodes and wires of its own, and given to ngspice. The whole tile, in which wires take more of the voltage, is solved
/// with the cells' nonlinear currents where cells are compiled.
public struct ProductCheck: Sendable {
  /// The most rows and columns of a block.
  public static let blockSize = 16

  /// One compared block, and the tile that it is of.
  public struct Outcome: Hashable, Encodable, Sendable {
    /// The tile's number among all, from 0.
    public var tile: Int
    /// Of the block: `blockSize`, or fewer where the tile has fewer.
    public var rows: Int
    /// Of the block, likewise.
    public var columns: Int
    /// The largest difference between a column's two currents, relative to the largest current of the block; nil if
    /// ngspice gave no result.
    public var largestDeviation: Double?
    /// Of the whole tile's currents with held conductances from those with nonlinear cells, likewise; nil where cells are not
    /// compiled.
    public var tileDeviation: Double?
  }

  private let result: StorageFindings
  /// Those that the analog network was made from.
  private let tiles: [TileConductances]
  private let network: ProductNetwork
  /// Of each layer in calibration, image by image.
  private let inputs: [[Double]]
  private let settings: AnalogSettings

  init(
    _ result: StorageFindings, _ tiles: [TileConductances], _ network: ProductNetwork, inputs: [[Double]],
    settings: AnalogSettings
  ) {
    (self.result, self.tiles, self.network, self.inputs, self.settings) = (result, tiles, network, inputs, settings)
  }

  private var wires: Wires { result.study.settings.array.wires }
  private var voltage: Double { result.study.settings.array.read.voltage.si }

  /// - Returns: one outcome per block; they do not depend on how many run at a time.
  func run(_ run: StudyRun) async throws -> [Outcome] {
    let engine = run.engine
    return try await Array(0..<settings.checkedProducts).mapConcurrently(
      atMost: engine.spice.capacity + 1, progress: { try run.progress("checking products", $0, of: $1) }
    ) { try await check($0, on: engine) }
  }

  /// Compares the block with this number; place and inputs are drawn from a random stream of its own.
  private func check(_ number: Int, on engine: CellEngine) async throws -> Outcome {
    var stream = RandomStream(seed: result.study.seed, purpose: "checked products", index: number)
    let tile = result.plan.tiles[Int.random(in: result.plan.tiles.indices, using: &stream)]
    let (rows, columns) = (min(Self.blockSize, tile.rows.count), min(Self.blockSize, tile.columns))
    let (top, left) = (
      Int.random(in: 0...(tile.rows.count - rows), using: &stream), Int.random(in: 0...(tile.columns - columns), using: &stream)
    )
    let drives = Self.drives(rows, settings.encodedInputs, &stream)
    let own = AnalogCells(result, settings).cells(of: tile)
    let cells = ProductCells(
      Grid(rows: rows, columns: columns) { own.cells[top + $0, left + $1] }, read: own.read,
      seriesResistance: own.seriesResistance)
    // Half of the rows are driven, or all by one half: the block's conductances are held for that.
    let held = try TileConductances(
      cells: try await TileBias(
        cells: cells, wires: wires, read: .volts(voltage), nodes: settings.encodedInputs.nodes,
        meanDrives: Array(repeating: 0.5, count: rows)
      ).conductances(on: engine), wires: wires)
    var outcome = Outcome(tile: tile.number, rows: rows, columns: columns)
    do {
      let simulated = try await ProductCircuit(cells: cells, wires: wires, voltages: drives.map { $0 * voltage })
        .currents(on: engine.spice)
      outcome.largestDeviation = Self.deviation(currents(held, drives), simulated)
    } catch let error as SimulationError {
      guard error.concernsThisDeckOnly else { throw error }
    }
    if let compiled = engine.compiled {
      let drives = calibrationDrives(of: tile, &stream)
      let network = CrossbarNetwork(
        product: tiles[tile.number].cells[0], wires: wires, driving: drives.map { $0 * voltage })
      let solved = try CrossbarSolver().solve(network, cells: try await compiled.held(own)).ends.top
      outcome.tileDeviation = Self.deviation(currents(tiles[tile.number], drives), solved)
    }
    return outcome
  }

  /// The drives of a tile's rows in a product of a random calibration image; random ones where none of some drives a row.
  private func calibrationDrives(of tile: Tile, _ stream: inout RandomStream) -> [Double] {
    let (layer, values) = (network.layers[tile.layer], inputs[tile.layer])
    let count = layer.read.inputCount
    for _ in 0..<20 where values.count >= count {
      let image = Int.random(in: 0..<(values.count / count), using: &stream)
      let drives = layer.drives(Array(values[(image * count)..<((image + 1) * count)]))
      let vector = Int.random(in: 0..<(drives.count / count), using: &stream)
      let own = tile.rows.map { $0 < count ? drives[vector * count + $0] : 0 }
      if own.contains(where: { $0 > 0 }) { return own }
    }
    return Self.drives(tile.rows.count, settings.encodedInputs, &stream)
  }

  /// The columns' currents as products have them, before conversion, A.
  private func currents(_ held: TileConductances, _ drives: [Double]) -> [Double] {
    let tile = ProductTile(
      inputs: drives.indices, firstColumn: 0, currents: held.products.map { $0.map { $0 * voltage } },
      nodes: settings.encodedInputs.nodes)
    let blocks = tile.currents(drives, ofRows: drives.count)
    return (0..<tile.columns).map { blocks[$0 / 8][$0 % 8] }
  }

  /// Shares of full drive that an input can have. Bit by bit each row is driven with probability one half, but one row at
  /// least: without drive the currents are junction leakage, which is no product to compare.
  static func drives(_ rows: Int, _ inputs: EncodedInputs, _ stream: inout RandomStream) -> [Double] {
    var drives = (0..<rows).map { _ in
      switch inputs.encoding {
      case .bitSerial: stream.uniform() < 0.5 ? 1.0 : 0
      case .levels: (stream.uniform() * inputs.largestCode).rounded() / inputs.largestCode
      }
    }
    if drives.allSatisfy({ $0 == 0 }) { drives[Int.random(in: 0..<rows, using: &stream)] = 1 }
    return drives
  }

  /// The largest difference, relative to the largest current.
  private static func deviation(_ held: [Double], _ exact: [Double]) -> Double {
    let largest = (held + exact).map(abs).max() ?? 0
    let difference = zip(held, exact).map { abs($0 - $1) }.max() ?? 0
    return largest > 0 ? difference / largest : 0
  }
}

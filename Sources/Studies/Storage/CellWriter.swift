import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// Writes cells to their levels, and reads them: by simulation, or from a table of what such writing gives.
protocol CellWriter: Sendable {
  /// - Parameter cells: any of one tile, each with the level it is to hold.
  /// - Returns: one outcome per cell, in their order.
  /// - Throws: `CancellationError`; `SimulationError` when no further simulation can succeed.
  func store(_ cells: [TileCell], in tile: Tile) async throws -> [CellOutcome]
}

extension CellProgramming: CellWriter {}

/// How read currents become levels.
struct CellDecoder: Sendable {
  let read: ReadSettings
  /// Conductances between neighbouring levels, rising, with the outer levels open; nil for one bit a cell, which the threshold
  /// of the read decides.
  let boundaries: [Conductance]?

  init(_ read: ReadSettings, boundaries: [Conductance]? = nil) {
    self.read = read
    self.boundaries = boundaries
  }

  /// The level of a cell with this read current.
  func level(_ current: Current) -> Int {
    guard let boundaries else { return CellReading(current: current, settings: read).bit ? 1 : 0 }
    return boundaries.level(of: .siemens(current.si / read.voltage.si))
  }
}

extension StorageSettings {
  /// Levels are told apart midway between their targets, on the scale that they stand on.
  var decoder: CellDecoder { CellDecoder(array.read, boundaries: programming?.boundaries ?? levelPlan?.boundaries) }
}

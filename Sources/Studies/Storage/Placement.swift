import CrossbarPrimitives
import NeuralMapping

/// Where each code of a tile's row is stored. With remapping, codes move from faulty cells to spare places of the row.
public struct RowPlacement: Hashable, Sendable {
  /// For each output of the tile, in order, the place (group of columns) that holds its code.
  public let places: [Int]
  /// The number of faulty cells that must hold a level which they cannot, even after remapping.
  public let wrongBits: Int

  /// Every code at its own place.
  /// - Parameters:
  ///   - codes: the levels of each, the most significant first.
  ///   - levels: of a cell.
  init(unmoved tile: Tile, codes: [ArraySlice<Int>], faults: [CellFault?], levels: CellLevels = .binary) {
    self.init(Array(0..<tile.outputs.count), tile, codes, faults, levels)
  }

  /// Moves codes that a faulty cell would change to spare places where fewer cells are wrong. Codes are handled in the
  /// order of their outputs, and a spare place holds one code.
  ///
  /// - Parameters:
  ///   - faults: of each cell of the row, spare ones included. They are known from a test of the array before it is
  ///     written.
  ///   - codes: the levels of each, the most significant first.
  ///   - levels: of a cell.
  init(avoiding faults: [CellFault?], tile: Tile, codes: [ArraySlice<Int>], levels: CellLevels = .binary) {
    var places = Array(0..<tile.outputs.count)
    var free = Array(tile.outputs.count..<tile.places)
    for (output, code) in codes.enumerated() {
      let own = Self.wrongCells(code, at: output, tile, faults, levels)
      guard own > 0 else { continue }
      // The place with the fewest wrong cells; among equal ones its own, then the first.
      let candidates = free.map { (place: $0, wrong: Self.wrongCells(code, at: $0, tile, faults, levels)) }
      guard let best = candidates.min(by: { $0.wrong < $1.wrong }), best.wrong < own else { continue }
      places[output] = best.place
      free.removeAll { $0 == best.place }
    }
    self.init(places, tile, codes, faults, levels)
  }

  private init(
    _ places: [Int], _ tile: Tile, _ codes: [ArraySlice<Int>], _ faults: [CellFault?], _ levels: CellLevels
  ) {
    self.places = places
    wrongBits = zip(places, codes).reduce(0) { $0 + Self.wrongCells($1.1, at: $1.0, tile, faults, levels) }
  }

  /// The number of codes that are not at their own place.
  public var movedCodes: Int { places.enumerated().count { $0.offset != $0.element } }

  /// The levels of a code that the faulty cells of a place cannot hold.
  private static func wrongCells(
    _ code: ArraySlice<Int>, at place: Int, _ tile: Tile, _ faults: [CellFault?], _ levels: CellLevels
  ) -> Int {
    zip(code, faults[(place * tile.cellsPerCode)...]).count { level, fault in
      fault.map { $0.level(of: levels) != level } ?? false
    }
  }
}

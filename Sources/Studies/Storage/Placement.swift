import CrossbarPrimitives

/// Where each code of a tile's row is stored. With remapping, codes move from faulty cells to spare places of the row.
public struct RowPlacement: Hashable, Sendable {
  /// For each output of the tile, in order, the place (group of columns) that holds its code.
  public let places: [Int]
  /// The number of faulty cells that must hold a bit which they cannot, even after remapping.
  public let wrongBits: Int

  /// Every code at its own place.
  /// - Parameter bits: of each code, the most significant first.
  init(unmoved tile: Tile, bits: [ArraySlice<Bool>], faults: [CellFault?]) {
    self.init(Array(0..<tile.outputs.count), tile, bits, faults)
  }

  /// Moves codes that a faulty cell would change to spare places where fewer bits are wrong. Codes are handled in the
  /// order of their outputs, and a spare place holds one code.
  ///
  /// - Parameters:
  ///   - faults: of each cell of the row, spare ones included. They are known from a test of the array before it is
  ///     written.
  ///   - bits: of each code, the most significant first.
  init(avoiding faults: [CellFault?], tile: Tile, bits: [ArraySlice<Bool>]) {
    var places = Array(0..<tile.outputs.count)
    var free = Array(tile.outputs.count..<tile.places)
    for (output, code) in bits.enumerated() {
      let own = Self.wrongBits(code, at: output, tile, faults)
      guard own > 0 else { continue }
      // The place with the fewest wrong bits; among equal ones its own, then the first.
      let candidates = free.map { (place: $0, wrong: Self.wrongBits(code, at: $0, tile, faults)) }
      guard let best = candidates.min(by: { $0.wrong < $1.wrong }), best.wrong < own else { continue }
      places[output] = best.place
      free.removeAll { $0 == best.place }
    }
    self.init(places, tile, bits, faults)
  }

  private init(_ places: [Int], _ tile: Tile, _ bits: [ArraySlice<Bool>], _ faults: [CellFault?]) {
    self.places = places
    wrongBits = zip(places, bits).reduce(0) { $0 + Self.wrongBits($1.1, at: $1.0, tile, faults) }
  }

  /// The number of codes that are not at their own place.
  public var movedCodes: Int { places.enumerated().count { $0.offset != $0.element } }

  /// The bits of a code that the faulty cells of a place cannot hold.
  private static func wrongBits(_ code: ArraySlice<Bool>, at place: Int, _ tile: Tile, _ faults: [CellFault?]) -> Int {
    zip(code, faults[(place * tile.cellsPerCode)...]).count { bit, fault in fault.map { $0.bit != bit } ?? false }
  }
}

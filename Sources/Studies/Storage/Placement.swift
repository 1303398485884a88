import CrossbarPrimitives

/// Where each code of a tile's row is, once faulty cells are avoided.
public struct RowPlacement: Hashable, Sendable {
  /// For each output of the tile, in their order, the place (group of columns) that holds its code.
  public let places: [Int]
  /// Faulty cells that are to hold a bit which they cannot, in spite of the spare places.
  public let wrongBits: Int

  /// Every code at its own place.
  init(unmoved tile: Tile, bits: [ArraySlice<Bool>], faults: [CellFault?]) {
    self.init(Array(0..<tile.outputs.count), tile, bits, faults)
  }

  /// Moves codes that a faulty cell would spoil to spare places that they fit, in the order of their outputs.
  ///
  /// - Parameters:
  ///   - bits: the cells of each code.
  ///   - faults: of each cell of the row, the spare ones included. They are known: the array was tested before.
  init(avoiding faults: [CellFault?], tile: Tile, bits: [ArraySlice<Bool>]) {
    var places = Array(0..<tile.outputs.count)
    var free = Array(tile.outputs.count..<tile.places)
    for (output, code) in bits.enumerated() {
      let own = Self.wrongBits(code, at: output, tile, faults)
      guard own > 0 else { continue }
      // The fewest wrong bits; of equal places the first, and its own before any other.
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

  /// Codes that are not at their own place.
  public var movedCodes: Int { places.enumerated().count { $0.offset != $0.element } }

  private static func wrongBits(_ code: ArraySlice<Bool>, at place: Int, _ tile: Tile, _ faults: [CellFault?]) -> Int {
    zip(code, faults[(place * tile.cellsPerCode)...]).count { bit, fault in fault.map { $0.bit != bit } ?? false }
  }
}

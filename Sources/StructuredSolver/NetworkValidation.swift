import CrossbarPrimitives

extension CrossbarNetwork {
  /// Allowed resistances of segments and ends, ohm: those that double precision can represent beside any cell. Zero is
  /// allowed too.
  static let resistanceRange = CrossbarSolver.smallestWire.si...1e15
  /// Allowed conductances of cells, S. Zero is allowed too, for a missing cell.
  static let conductanceRange = 1e-18...1e12

  /// Checks sizes, resistances, conductances and sources.
  /// - Throws: `CrossbarSolverError.invalidNetwork`, which names the first value that is wrong.
  func validate() throws(CrossbarSolverError) {
    guard rows > 0, columns > 0 else { throw .invalidNetwork(reason: "it has \(rows) rows and \(columns) columns") }
    try Self.check(rowSegment, "the resistance of a row segment")
    try Self.check(columnSegment, "the resistance of a column segment")
    if let index = conductances.elements.firstIndex(where: { !($0 == 0 || Self.conductanceRange.contains($0)) }) {
      throw .invalidNetwork(
        reason:
          "cell (\(index / columns), \(index % columns)) has a conductance of \(conductances.elements[index]) S; allowed is "
          + "0 for a missing cell, and \(Self.conductanceRange.lowerBound) to \(Self.conductanceRange.upperBound) S")
    }
    try validateEnds()
  }

  /// Checks the ends alone, since inputs differ in their voltages only.
  /// - Throws: `CrossbarSolverError.invalidNetwork`.
  func validateEnds() throws(CrossbarSolverError) {
    for (name, ends, count) in [
      ("left", left, rows), ("right", right, rows), ("top", top, columns), ("bottom", bottom, columns),
    ] {
      guard ends.count == count else {
        throw .invalidNetwork(reason: "it has \(ends.count) ends on the \(name), and \(count) lines")
      }
      for (line, end) in ends.enumerated() {
        guard case .held(let voltage, let resistance) = end else { continue }
        guard voltage.si.isFinite else {
          throw .invalidNetwork(reason: "the \(name) end of line \(line) is held at \(voltage)")
        }
        try Self.check(resistance, "the resistance of the \(name) end of line \(line)")
      }
    }
    try checkSources(of: "row", rowSegment, columns, left, right)
    try checkSources(of: "column", columnSegment, rows, top, bottom)
  }

  /// Checks a resistance.
  /// - Parameter what: names it in the message, such as "the resistance of a row segment".
  private static func check(_ resistance: Resistance, _ what: String) throws(CrossbarSolverError) {
    guard resistance.si == 0 || resistanceRange.contains(resistance.si) else {
      throw .invalidNetwork(
        reason: "\(what) is \(resistance); allowed is 0, and \(resistanceRange.lowerBound) to \(resistanceRange.upperBound) ohm")
    }
  }

  /// Two ideal sources on one merged wire must have the same voltage.
  private func checkSources(
    of name: String, _ segment: Resistance, _ length: Int, _ first: [LineEnd], _ last: [LineEnd]
  ) throws(CrossbarSolverError) {
    guard segment.si == 0 || length == 1 else { return }
    for (line, ends) in zip(first, last).enumerated() {
      guard case (.held(let one, .zero), .held(let other, .zero)) = ends, one != other else { continue }
      throw .invalidNetwork(
        reason: "\(name) \(line) is one node, held at \(one) by one end and at \(other) by the other without resistance")
    }
  }
}

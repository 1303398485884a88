import CrossbarPrimitives

/// The resistive network of a crossbar: parallel row wires over parallel column wires, joined by a cell at each crossing.
///
/// Row i runs from left to right and column j from top to bottom; cell (0, 0) is at the upper left. A wire has one node
/// where it meets each cell, a segment between neighbouring nodes, and an end beyond its first and its last node.
public struct CrossbarNetwork: Hashable, Sendable {
  /// Conductance of each cell, S; zero where the cell is missing.
  public var conductances: Grid<Double>
  /// Resistance of each segment of a row wire. Zero makes the whole wire one node.
  public var rowSegment: Resistance
  /// Resistance of each segment of a column wire. Zero makes the whole wire one node.
  public var columnSegment: Resistance
  /// The ends of the rows, one a row.
  public var left: [LineEnd]
  public var right: [LineEnd]
  /// The ends of the columns, one a column.
  public var top: [LineEnd]
  public var bottom: [LineEnd]

  /// A network whose four sides are open.
  public init(conductances: Grid<Double>, rowSegment: Resistance, columnSegment: Resistance) {
    self.conductances = conductances
    self.rowSegment = rowSegment
    self.columnSegment = columnSegment
    left = Array(repeating: .open, count: conductances.rows)
    right = left
    top = Array(repeating: .open, count: conductances.columns)
    bottom = top
  }

  public var rows: Int { conductances.rows }
  public var columns: Int { conductances.columns }
}

/// What is beyond the last node of a wire.
public enum LineEnd: Hashable, Sendable {
  /// Nothing.
  case open
  /// An ideal source at a voltage, through everything that lies between it and the nearest cell's node: the driver's or
  /// sense amplifier's resistance and the wire's end segment. Zero holds that node itself.
  case held(at: Voltage, through: Resistance)
}

import CrossbarPrimitives

/// The resistive network of a crossbar: parallel row wires over parallel column wires, joined by a cell at each
/// crossing.
///
///     var network = CrossbarNetwork(conductances: cells, rowSegment: .ohms(2), columnSegment: .ohms(2))
///     network.left = inputs.map { .held(at: $0, through: .ohms(100)) }
///     network.bottom = Array(repeating: .held(at: .zero, through: .zero), count: network.columns)
///     let currents = try CrossbarSolver().endCurrents(of: network).ends.bottom
///
/// Row i runs from left to right and column j from top to bottom; cell (0, 0) is at the upper left. A wire has one node
/// where it meets each cell, a segment between neighbouring nodes, and an end beyond its first and its last node.
public struct CrossbarNetwork: Hashable, Sendable {
  /// Conductance of each cell, rows × columns, S; zero where the cell is missing.
  public var conductances: Grid<Double>
  /// Resistance of each segment of a row wire. Zero makes the whole wire one node.
  public var rowSegment: Resistance
  /// Resistance of each segment of a column wire. Zero makes the whole wire one node.
  public var columnSegment: Resistance
  /// The ends of the row wires, one per row, from top to bottom.
  public var left: [LineEnd]
  /// The other ends of the row wires, one per row, from top to bottom.
  public var right: [LineEnd]
  /// The ends of the column wires, one per column, from left to right.
  public var top: [LineEnd]
  /// The other ends of the column wires, one per column, from left to right.
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

  /// Number of row wires.
  public var rows: Int { conductances.rows }
  /// Number of column wires.
  public var columns: Int { conductances.columns }
}

/// What is connected to a wire beyond its first or last node.
public enum LineEnd: Hashable, Sendable {
  /// Nothing.
  case open
  /// An ideal source at a voltage, through the resistance of everything between it and the nearest cell's node: driver
  /// or sense amplifier, and the wire's end segment. Zero resistance holds that node itself.
  case held(at: Voltage, through: Resistance)
}

import CrossbarPrimitives

/// Voltages and currents of a crossbar at its operating point.
public struct CrossbarSolution: Sendable {
  /// Voltage of each row's node at each cell, V. NaN where no path leads to any held end: such a node has no voltage.
  public var rowVoltages: Grid<Double>
  /// Voltage of each column's node at each cell, V, with the same exception.
  public var columnVoltages: Grid<Double>
  /// Current through each cell from its row to its column, A.
  public var cellCurrents: Grid<Double>
  public var ends: EndCurrents
  public var report: SolverReport
}

/// Currents at the ends of all lines, A; positive when a current leaves the array into what holds the end, zero at open ends.
public struct EndCurrents: Hashable, Sendable {
  /// One a row.
  public var left: [Double]
  public var right: [Double]
  /// One a column.
  public var top: [Double]
  public var bottom: [Double]
}

/// How an answer came about.
public struct SolverReport: Hashable, Sendable {
  public enum Method: String, Hashable, Sendable, Codable {
    /// Conjugate gradients on the Schur complement of the row wires (BiCGSTAB where cells make it unsymmetric).
    case iterative
    /// Elimination, since the iteration took too long.
    case direct
  }
  public var method: Method
  /// Of the linear solver, all together. Zero where elimination alone was used.
  public var iterations: Int
  /// Times the equations were set up anew: refinements of a linear network, Newton steps of another.
  public var rounds: Int
  /// The largest current missing at any node, relative to the largest through any cell or end.
  public var residual: Double
  /// The largest change of an end's current in the last round, relative to that current. The error left is smaller
  /// by about what a round gains, some six digits.
  public var lastChange: Double
  /// How well the ends' currents are known, relative to each, of the worst one: what further rounds would still change, or
  /// what the rounding of node voltages to doubles leaves open. The latter can be more than the tolerance that was asked for.
  public var accuracy = 1.0
}

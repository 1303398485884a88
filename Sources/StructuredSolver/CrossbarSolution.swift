import CrossbarPrimitives

/// Voltages and currents of a crossbar at its operating point, each grid rows × columns.
public struct CrossbarSolution: Sendable {
  /// Voltage of each row wire at each cell, V. NaN where no path leads to a held end: such a node has no voltage.
  public var rowVoltages: Grid<Double>
  /// Voltage of each column wire at each cell, V; NaN likewise.
  public var columnVoltages: Grid<Double>
  /// Current through each cell from its row to its column, A.
  public var cellCurrents: Grid<Double>
  /// Currents at the ends of all lines: what drivers deliver and sense amplifiers see.
  public var ends: EndCurrents
  /// How it was solved, and how accurate the currents are.
  public var report: SolverReport
}

/// Currents at the ends of all lines, A. Positive when a current leaves the array into what holds the end; zero at open
/// ends.
public struct EndCurrents: Hashable, Sendable {
  /// One per row.
  public var left: [Double]
  /// One per row, from top to bottom.
  public var right: [Double]
  /// One per column.
  public var top: [Double]
  /// One per column, from left to right.
  public var bottom: [Double]
}

/// How a solution was found, and how accurate it is.
public struct SolverReport: Hashable, Sendable {
  /// The solver of the linear equations in each round.
  public enum Method: String, Hashable, Sendable, Codable {
    /// Conjugate gradients on the Schur complement of the row wires.
    case iterative
    /// Banded elimination, which took over since the iteration took too long.
    case direct
  }
  /// The method of the last round.
  public var method: Method
  /// Iterations of the linear solver, summed over rounds. Those before elimination took over are included.
  public var iterations: Int
  /// Number of times the equations were set up anew: refinements of an ohmic network, Newton steps of any other.
  public var rounds: Int
  /// The largest violation of Kirchhoff's current law at any node, relative to the largest current through any cell or
  /// end.
  public var residual: Double
  /// The largest change of an end's current in the last round, relative to that current. The remaining error is smaller
  /// by about the gain of a round, some six digits.
  public var lastChange: Double
  /// Relative accuracy of the ends' currents, for the worst one: what further rounds would still change, or the
  /// uncertainty due to the rounding of node voltages to doubles. The latter can exceed the requested tolerance.
  public var accuracy = 1.0
}

import CrossbarArrays
import CrossbarPrimitives
import Records

/// The figures of a read of a resistor array.
public struct ArrayReadFigures: Figures, Equatable {
  @Figure("Solved by") public var engine = NetworkSolver.structured
  @Figure public var rows = 0
  @Figure public var columns = 0
  @Figure public var inputs = 0
  @Figure("Output currents", .plain, "A list for each input, with the current into each column's sense node.")
  public var outputCurrent: [[Current]] = []
  @Figure(
    "Largest IR drop", .plain, "Voltage lost in wires on the way to a cell and back, of all inputs; none without node voltages.")
  public var largestDrop: Voltage? = nil
  @Figure("Seconds of the solver alone", .runningTime) public var solveSeconds = 0.0
  @Figure("Iterations", .plain, "Of the input that took most; none for ngspice, as of the three next figures.")
  public var iterations: Int? = nil
  @Figure("Residual", .plain, "The largest current missing at any node, relative to the largest current, of the worst input.")
  public var residual: Double? = nil
  @Figure("Accuracy", .plain, "How well the worst output current is known, relative to itself.") public var accuracy: Double? =
    nil
  @Figure("Method", .plain, "direct, if an input was too much for the iteration.") public var method: String? = nil
  @Figure("Against the other solver") public var comparison: ReadComparison? = nil

  public init() {}

  init(_ study: ArrayReadStudy, _ result: ArrayReadResult, _ comparison: ReadComparison?) {
    engine = result.solver
    (rows, columns, inputs) = (study.resistances.rows, study.resistances.columns, study.inputs)
    outputCurrent = result.outputCurrents.map { $0.map { .amperes($0) } }
    largestDrop = result.nodes.enumerated().flatMap { input, nodes in
      nodes.lostVoltages((0..<study.voltages.rows).map { study.voltages[$0, input] }).elements
    }.filter(\.isFinite).map(abs).max().map { .volts($0) }
    solveSeconds = result.time / .seconds(1)
    iterations = result.iterations
    residual = result.residual
    accuracy = result.accuracy
    method = result.method?.rawValue
    self.comparison = comparison
  }
}

/// How far the output currents of two solvers differ.
public struct ReadComparison: Figures, Equatable {
  @Figure("Compared with") public var engine = NetworkSolver.ngspice
  @Figure public var largestDifference = Current.zero
  @Figure("Largest relative difference", .plain, "Relative to the current, or to a picoampere where that is more.")
  public var largestRelativeDifference = 0.0
  @Figure("At input") public var input = 0
  @Figure("At column") public var column = 0
  @Figure("Seconds of that solver alone", .runningTime) public var solveSeconds = 0.0

  public init() {}

  /// The largest differences over all inputs and columns.
  init(_ result: ArrayReadResult, with other: ArrayReadResult) {
    engine = other.solver
    solveSeconds = other.time / .seconds(1)
    for (input, (own, others)) in zip(result.outputCurrents, other.outputCurrents).enumerated() {
      for (column, (one, two)) in zip(own, others).enumerated() {
        let difference = abs(one - two)
        largestDifference = max(largestDifference, .amperes(difference))
        let share = difference / max(abs(one), abs(two), 1e-12)
        guard share > largestRelativeDifference else { continue }
        (largestRelativeDifference, self.input, self.column) = (share, input, column)
      }
    }
  }
}

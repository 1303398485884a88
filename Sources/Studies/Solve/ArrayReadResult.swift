import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// What an engine found of all inputs.
public struct ArrayReadResult: Sendable {
  /// `structured` or `ngspice`.
  public let engine: String
  /// Into the sense node of each column, A, for each input.
  public private(set) var outputCurrents: [[Double]] = []
  /// Of the solver alone.
  public var time: Duration = .zero
  /// Linear iterations of the input that took most; nil for ngspice, as all below.
  public private(set) var iterations: Int?
  /// The largest current missing at any node, relative to the largest current, of the worst input.
  public private(set) var residual: Double?
  /// How well the worst output current is known, relative to itself.
  public private(set) var accuracy: Double?
  /// `direct` if an input was too much for the iteration.
  public private(set) var method: SolverReport.Method?
  /// For each input, if they were asked for.
  public var nodes: [ReadNodes] = []
  private let columns: Int

  init(engine: String, columns: Int) {
    self.engine = engine
    self.columns = columns
  }

  mutating func add(_ currents: [Double], _ report: SolverReport?) {
    precondition(currents.count == columns, "a current for each column")
    outputCurrents.append(currents)
    guard let report else { return }
    iterations = max(iterations ?? 0, report.iterations)
    residual = max(residual ?? 0, report.residual)
    accuracy = max(accuracy ?? 0, report.accuracy)
    method = method == .direct ? .direct : report.method
  }
}

/// Voltages and currents inside the array.
public struct ReadNodes: Sendable {
  /// Of the row wires where they meet the cells, V; NaN where nothing holds them.
  public let rowVoltages: Grid<Double>
  public let columnVoltages: Grid<Double>
  /// From rows to columns, A.
  public let cellCurrents: Grid<Double>

  init(rowVoltages: Grid<Double>, columnVoltages: Grid<Double>, cellCurrents: Grid<Double>) {
    self.rowVoltages = rowVoltages
    self.columnVoltages = columnVoltages
    self.cellCurrents = cellCurrents
  }

  init(_ network: CrossbarNetwork, _ solution: NetworkSolution) {
    let rowVoltages = solution.rowVoltages.map { $0?.si ?? .nan }
    let columnVoltages = solution.columnVoltages.map { $0?.si ?? .nan }
    self.init(
      rowVoltages: rowVoltages, columnVoltages: columnVoltages,
      cellCurrents: Grid(rows: network.rows, columns: network.columns) { row, column in
        let current = network.conductances[row, column] * (rowVoltages[row, column] - columnVoltages[row, column])
        return current.isNaN ? 0 : current
      })
  }

  /// Along the row wire towards the cell, in the segment on its left, A: what it and all cells to its right draw.
  public var rowCurrents: Grid<Double> {
    var currents = cellCurrents
    for row in 0..<currents.rows {
      for column in (0..<(currents.columns - 1)).reversed() { currents[row, column] += currents[row, column + 1] }
    }
    return currents
  }

  /// Along the column wire away from the cell, in the segment below it, A: what it and all cells above it give.
  public var columnCurrents: Grid<Double> {
    var currents = cellCurrents
    for row in 1..<max(1, currents.rows) {
      for column in 0..<currents.columns { currents[row, column] += currents[row - 1, column] }
    }
    return currents
  }

  /// What the wires take of the driver's voltage on the way to the cell and back, V.
  func lostVoltages(_ drivers: [Double]) -> Grid<Double> {
    Grid(rows: rowVoltages.rows, columns: rowVoltages.columns) { row, column in
      drivers[row] - (rowVoltages[row, column] - columnVoltages[row, column])
    }
  }
}

/// How far two engines are apart.
public struct ReadComparison: Hashable, Codable, Sendable {
  /// The engine that was compared with.
  public let engine: String
  /// A.
  public let largestDifference: Double
  /// Relative to the current, or to a picoampere where that is more.
  public let largestRelativeDifference: Double
  /// Input and column of the latter, from 0.
  public let input: Int
  public let column: Int
  public let solveSeconds: Double

  private enum CodingKeys: String, CodingKey {
    case engine, input, column
    case largestDifference = "largest_difference_A"
    case largestRelativeDifference = "largest_relative_difference"
    case solveSeconds = "solve_seconds"
  }

  public init(_ result: ArrayReadResult, with other: ArrayReadResult) {
    var (largest, relative, place) = (0.0, 0.0, (0, 0))
    for (input, (own, others)) in zip(result.outputCurrents, other.outputCurrents).enumerated() {
      for (column, (one, two)) in zip(own, others).enumerated() {
        let difference = abs(one - two)
        largest = max(largest, difference)
        let share = difference / max(abs(one), abs(two), 1e-12)
        if share > relative { (relative, place) = (share, (input, column)) }
      }
    }
    engine = other.engine
    largestDifference = largest
    largestRelativeDifference = relative
    (input, column) = place
    solveSeconds = other.time / .seconds(1)
  }
}

import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// What a solver found of all inputs.
public struct ArrayReadResult: Sendable {
  let solver: NetworkSolver
  /// Into the sense node of each column, A, for each input.
  private(set) var outputCurrents: [[Double]] = []
  /// Of the solver alone.
  var time: Duration = .zero
  /// Linear iterations of the input that took most; nil for ngspice, as all below.
  private(set) var iterations: Int?
  /// The largest current missing at any node, relative to the largest current, of the worst input.
  private(set) var residual: Double?
  /// How well the worst output current is known, relative to itself.
  private(set) var accuracy: Double?
  /// `direct` if an input was too much for the iteration.
  private(set) var method: SolverReport.Method?
  /// For each input, if they were asked for.
  public internal(set) var nodes: [ReadNodes] = []
  private let columns: Int

  init(solver: NetworkSolver, columns: Int) {
    self.solver = solver
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

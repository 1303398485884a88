import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// One solver's results for all inputs.
public struct ArrayReadResult: Sendable {
  let solver: NetworkSolver
  /// Inputs × columns: into the sense node of each column, A.
  private(set) var outputCurrents: [[Double]] = []
  /// Time in the solver alone.
  var time: Duration = .zero
  /// Linear iterations of the input that took most; nil for ngspice, as are the three properties below.
  private(set) var iterations: Int?
  /// The largest current missing at any node, relative to the largest current, of the worst input.
  private(set) var residual: Double?
  /// How well the worst output current is known, relative to itself.
  private(set) var accuracy: Double?
  /// `direct` if the iteration took too long for at least one input.
  private(set) var method: SolverReport.Method?
  /// One per input, if they were asked for; otherwise empty.
  public internal(set) var nodes: [ReadNodes] = []
  private let columns: Int

  init(solver: NetworkSolver, columns: Int) {
    self.solver = solver
    self.columns = columns
  }

  /// Adds an input.
  /// - Parameters:
  ///   - currents: one per column, A.
  ///   - report: nil for ngspice.
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

/// Voltages and currents inside the array for one input; all grids are rows × columns.
public struct ReadNodes: Sendable {
  /// Of the row wires where they meet the cells, V; NaN where a node is not connected to any source.
  public let rowVoltages: Grid<Double>
  /// Of the column wires where they meet the cells, V; NaN as above.
  public let columnVoltages: Grid<Double>
  /// Through the cells, from row to column, A.
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

  /// Along the row wire in the segment to the left of the cell, towards the cell, A: the sum of what it and all cells to
  /// its right draw.
  public var rowCurrents: Grid<Double> {
    var currents = cellCurrents
    for row in 0..<currents.rows {
      for column in (0..<(currents.columns - 1)).reversed() { currents[row, column] += currents[row, column + 1] }
    }
    return currents
  }

  /// Along the column wire in the segment below the cell, away from the cell, A: the sum of what it and all cells above
  /// it deliver.
  public var columnCurrents: Grid<Double> {
    var currents = cellCurrents
    for row in 1..<max(1, currents.rows) {
      for column in 0..<currents.columns { currents[row, column] += currents[row - 1, column] }
    }
    return currents
  }

  /// The part of the driver's voltage that is lost in wires on the way to the cell and back (IR drop), V.
  /// - Parameter drivers: one per row, V.
  func lostVoltages(_ drivers: [Double]) -> Grid<Double> {
    Grid(rows: rowVoltages.rows, columns: rowVoltages.columns) { row, column in
      drivers[row] - (rowVoltages[row, column] - columnVoltages[row, column])
    }
  }
}

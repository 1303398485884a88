import CrossbarPrimitives
import StructuredSolver

/// A crossbar's network solved a second way: all node equations in one dense matrix, by Gaussian elimination.
struct DenseNetwork {
  private var conductances: [[Double]]
  private var currents: [Double]
  private var held: [Int: Double] = [:]
  private let network: CrossbarNetwork

  init(_ network: CrossbarNetwork) {
    self.network = network
    let count = 2 * network.rows * network.columns
    conductances = Array(repeating: Array(repeating: 0, count: count), count: count)
    currents = Array(repeating: 0, count: count)
    for row in 0..<network.rows {
      for column in 0..<network.columns {
        join(rowNode(row, column), columnNode(row, column), network.conductances[row, column])
        if column > 0 { join(rowNode(row, column - 1), rowNode(row, column), 1 / network.rowSegment.si) }
        if row > 0 { join(columnNode(row - 1, column), columnNode(row, column), 1 / network.columnSegment.si) }
      }
      hold(network.left[row], rowNode(row, 0))
      hold(network.right[row], rowNode(row, network.columns - 1))
    }
    for column in 0..<network.columns {
      hold(network.top[column], columnNode(0, column))
      hold(network.bottom[column], columnNode(network.rows - 1, column))
    }
  }

  private func rowNode(_ row: Int, _ column: Int) -> Int {
    row * network.columns + (network.rowSegment == .zero ? 0 : column)
  }

  private func columnNode(_ row: Int, _ column: Int) -> Int {
    network.rows * network.columns + (network.columnSegment == .zero ? 0 : row * network.columns) + column
  }

  private mutating func join(_ one: Int, _ other: Int, _ conductance: Double) {
    guard one != other else { return }
    conductances[one][one] += conductance
    conductances[other][other] += conductance
    conductances[one][other] -= conductance
    conductances[other][one] -= conductance
  }

  private mutating func hold(_ end: LineEnd, _ node: Int) {
    guard case .held(let voltage, let resistance) = end else { return }
    if resistance == .zero {
      held[node] = voltage.si
    } else {
      conductances[node][node] += 1 / resistance.si
      currents[node] += voltage.si / resistance.si
    }
  }

  /// Voltages of the row wires' nodes and of the column wires'.
  func solve() -> (rows: Grid<Double>, columns: Grid<Double>) {
    var (matrix, vector) = (conductances, currents)
    let count = vector.count
    for (node, voltage) in held {
      matrix[node] = Array(repeating: 0, count: count)
      matrix[node][node] = 1
      vector[node] = voltage
    }
    // Nodes that merging left over.
    for node in 0..<count where matrix[node][node] == 0 { matrix[node][node] = 1 }
    for pivot in 0..<count {
      let best = (pivot..<count).max { abs(matrix[$0][pivot]) < abs(matrix[$1][pivot]) } ?? pivot
      matrix.swapAt(pivot, best)
      vector.swapAt(pivot, best)
      for row in (pivot + 1)..<max(count, pivot + 1) where matrix[row][pivot] != 0 {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot..<count { matrix[row][column] -= factor * matrix[pivot][column] }
        vector[row] -= factor * vector[pivot]
      }
    }
    var voltages = vector
    for row in (0..<count).reversed() {
      let known = ((row + 1)..<max(count, row + 1)).reduce(0) { $0 + matrix[row][$1] * voltages[$1] }
      voltages[row] = (vector[row] - known) / matrix[row][row]
    }
    return (
      Grid(rows: network.rows, columns: network.columns) { voltages[rowNode($0, $1)] },
      Grid(rows: network.rows, columns: network.columns) { voltages[columnNode($0, $1)] }
    )
  }

  /// Current into each column's lower end by Ohm's law, where it is held through a resistance.
  func bottomCurrents() -> [Double] {
    let voltages = solve().columns
    return (0..<network.columns).map { column in
      guard case .held(let voltage, let resistance) = network.bottom[column] else { return 0 }
      return (voltages[network.rows - 1, column] - voltage.si) / resistance.si
    }
  }
}

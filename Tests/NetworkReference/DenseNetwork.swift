import CrossbarPrimitives
import StructuredSolver

/// A second way to the same answer: nodal analysis of the network as a general circuit, with a dense matrix in 80-bit
/// arithmetic and partial pivoting.
public struct DenseNetwork {
  public let rowVoltages: Grid<Float80>
  public let columnVoltages: Grid<Float80>
  public let cellCurrents: Grid<Float80>
  public let left: [Float80]
  public let right: [Float80]
  public let top: [Float80]
  public let bottom: [Float80]

  private enum Terminal {
    case unknown(Int)
    case source(Float80)
  }

  public init(_ network: CrossbarNetwork) {
    let (rows, columns) = (network.rows, network.columns)
    let rowSegment = Float80(network.rowSegment.si)
    let columnSegment = Float80(network.columnSegment.si)
    var terminals = Array(repeating: Terminal.unknown(0), count: 2 * rows * columns)
    func row(_ i: Int, _ j: Int) -> Int { i * columns + (rowSegment == 0 ? 0 : j) }
    func column(_ i: Int, _ j: Int) -> Int { rows * columns + (columnSegment == 0 ? 0 : i) * columns + j }
    var sources: [(node: Int, voltage: Float80)] = []
    var resistors: [(Int, voltage: Float80, conductance: Float80)] = []
    func hold(_ node: Int, _ end: LineEnd) {
      guard case .held(let voltage, let resistance) = end else { return }
      if resistance == .zero {
        sources.append((node, Float80(voltage.si)))
      } else {
        resistors.append((node, Float80(voltage.si), 1 / Float80(resistance.si)))
      }
    }
    for i in 0..<rows {
      hold(row(i, 0), network.left[i])
      hold(row(i, columns - 1), network.right[i])
    }
    for j in 0..<columns {
      hold(column(0, j), network.top[j])
      hold(column(rows - 1, j), network.bottom[j])
    }
    let nodes = Set((0..<rows).flatMap { i in (0..<columns).flatMap { [row(i, $0), column(i, $0)] } }).sorted()
    var count = 0
    for node in nodes {
      if let source = sources.first(where: { $0.node == node }) {
        terminals[node] = .source(source.voltage)
      } else {
        terminals[node] = .unknown(count)
        count += 1
      }
    }
    var matrix = Array(repeating: Array(repeating: Float80(0), count: count + 1), count: count)
    func connect(_ one: Terminal, _ other: Terminal, _ conductance: Float80) {
      for (near, far) in [(one, other), (other, one)] {
        guard case .unknown(let k) = near else { continue }
        matrix[k][k] += conductance
        switch far {
        case .unknown(let l): matrix[k][l] -= conductance
        case .source(let voltage): matrix[k][count] += conductance * voltage
        }
      }
    }
    for i in 0..<rows {
      for j in 0..<columns {
        connect(terminals[row(i, j)], terminals[column(i, j)], Float80(network.conductances[i, j]))
        if rowSegment > 0, j > 0 { connect(terminals[row(i, j)], terminals[row(i, j - 1)], 1 / rowSegment) }
        if columnSegment > 0, i > 0 { connect(terminals[column(i, j)], terminals[column(i - 1, j)], 1 / columnSegment) }
      }
    }
    for resistor in resistors { connect(terminals[resistor.0], .source(resistor.voltage), resistor.conductance) }
    let unknowns = Self.solve(matrix)
    func voltage(_ node: Int) -> Float80 {
      switch terminals[node] {
      case .unknown(let k): unknowns[k]
      case .source(let voltage): voltage
      }
    }
    let rowVoltages = Grid<Float80>(rows: rows, columns: columns) { voltage(row($0, $1)) }
    let columnVoltages = Grid<Float80>(rows: rows, columns: columns) { voltage(column($0, $1)) }
    let cells = Grid<Float80>(rows: rows, columns: columns) {
      let conductance = Float80(network.conductances[$0, $1])
      return conductance == 0 ? 0 : conductance * (rowVoltages[$0, $1] - columnVoltages[$0, $1])
    }
    self.rowVoltages = rowVoltages
    self.columnVoltages = columnVoltages
    cellCurrents = cells
    // Of a line's two held ends, one through its resistance or segment, the other by what is left.
    func lineEnds(
      nodes: [Int], cells: [Float80], _ first: LineEnd, _ last: LineEnd, _ segment: Float80
    ) -> (Float80, Float80) {
      let total = cells.reduce(0, +)
      guard case .held(let firstVoltage, let firstResistance) = first else { return (0, last == .open ? 0 : total) }
      guard case .held(let lastVoltage, let lastResistance) = last else { return (total, 0) }
      if firstResistance.si > 0 {
        let current = (voltage(nodes[0]) - Float80(firstVoltage.si)) / Float80(firstResistance.si)
        return (current, total - current)
      }
      if lastResistance.si > 0 {
        let current = (voltage(nodes[nodes.count - 1]) - Float80(lastVoltage.si)) / Float80(lastResistance.si)
        return (total - current, current)
      }
      guard segment > 0, nodes.count > 1 else { return (total / 2, total / 2) }
      let current = cells[0] + (voltage(nodes[1]) - voltage(nodes[0])) / segment
      return (current, total - current)
    }
    let rowEnds = (0..<rows).map { i in
      lineEnds(
        nodes: (0..<columns).map { row(i, $0) }, cells: (0..<columns).map { -cells[i, $0] }, network.left[i],
        network.right[i], rowSegment)
    }
    let columnEnds = (0..<columns).map { j in
      lineEnds(
        nodes: (0..<rows).map { column($0, j) }, cells: (0..<rows).map { cells[$0, j] }, network.top[j], network.bottom[j],
        columnSegment)
    }
    left = rowEnds.map(\.0)
    right = rowEnds.map(\.1)
    top = columnEnds.map(\.0)
    bottom = columnEnds.map(\.1)
  }

  /// NaN where the system does not say.
  private static func solve(_ system: [[Float80]]) -> [Float80] {
    var a = system
    let n = a.count
    for k in 0..<n {
      let pivot = (k..<n).max { a[$0][k].magnitude < a[$1][k].magnitude } ?? k
      a.swapAt(k, pivot)
      for row in (k + 1)..<max(n, k + 1) where a[row][k] != 0 && a[k][k] != 0 {
        let factor = a[row][k] / a[k][k]
        for column in k...n { a[row][column] -= factor * a[k][column] }
      }
    }
    var x = Array(repeating: Float80(0), count: n)
    for k in (0..<n).reversed() {
      var sum = a[k][n]
      for column in (k + 1)..<max(n, k + 1) where a[k][column] != 0 { sum -= a[k][column] * x[column] }
      x[k] = a[k][k].magnitude < 1e-17 ? .nan : sum / a[k][k]
    }
    return x
  }
}

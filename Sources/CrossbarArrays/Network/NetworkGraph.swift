import CrossbarPrimitives
import Netlisting
import StructuredSolver

/// Which nodes of a crossbar's network are merged, and which of them carry current.
///
/// A node with a single neighbour and no source carries no current and has that neighbour's voltage. A node that no
/// held end reaches has no voltage at all. SPICE accepts neither.
struct NetworkGraph {
  /// The two planes of wires.
  enum Plane { case row, column }

  /// How a node of the network appears in the circuit.
  enum Role: Hashable {
    /// A node of the circuit.
    case live
    /// At the voltage of another node, with no current between them: the end of a branch that leads nowhere.
    case deadEnd(at: Int)
    /// Held by a source, with nothing else connected.
    case idle(Voltage)
    /// No held end reaches it.
    case floating
  }

  private let network: CrossbarNetwork
  /// One per node, by node number: the row wires' nodes first, row by row, then the column wires'.
  private(set) var roles: [Role]

  init(_ network: CrossbarNetwork) {
    self.network = network
    roles = Array(repeating: .floating, count: 2 * network.rows * network.columns)
    findRoles()
  }

  /// The number of the node where a wire meets a cell. A wire without resistance has the number of its first node
  /// throughout.
  func node(_ plane: Plane, _ row: Int, _ column: Int) -> Int {
    switch plane {
    case .row: row * network.columns + (network.rowSegment == .zero ? 0 : column)
    case .column: (network.rows + (network.columnSegment == .zero ? 0 : row)) * network.columns + column
    }
  }

  /// The live node or the source whose voltage a node has; nil if it has none.
  func anchor(of node: Int) -> Anchor? {
    var node = node
    while true {
      switch roles[node] {
      case .live: return .node(node)
      case .idle(let voltage): return .source(voltage)
      case .floating: return nil
      case .deadEnd(let next): node = next
      }
    }
  }

  /// Where a node's voltage comes from.
  enum Anchor {
    case node(Int)
    case source(Voltage)
  }

  /// Whether a node is in the circuit.
  func isLive(_ node: Int) -> Bool { roles[node] == .live }

  // MARK: Finding the roles

  /// Marks what held ends reach, then prunes branches that lead nowhere from their ends inwards.
  private mutating func findRoles() {
    var neighbours = Array(repeating: [Int](), count: roles.count)
    for (one, other) in branches where one != other {
      neighbours[one].append(other)
      neighbours[other].append(one)
    }
    let held = heldNodes
    // What held ends reach.
    var waiting = Array(held.keys)
    for node in waiting { roles[node] = .live }
    while let node = waiting.popLast() {
      for other in neighbours[node] where roles[other] == .floating {
        roles[other] = .live
        waiting.append(other)
      }
    }
    // Nodes with only one branch left, from the outside in. A source counts as a further branch.
    var degrees = neighbours.map(\.count)
    waiting = roles.indices.filter { roles[$0] == .live && degrees[$0] <= 1 }
    while let node = waiting.popLast() {
      let next = neighbours[node].first { isLive($0) }
      if let ends = held[node] {
        if next == nil, ends.count == 1 { roles[node] = .idle(ends[0]) }
        continue
      }
      guard let next, isLive(node) else { continue }
      roles[node] = .deadEnd(at: next)
      degrees[next] -= 1
      if degrees[next] <= 1 { waiting.append(next) }
    }
  }

  /// Segments and cells as pairs of node numbers.
  private var branches: [(Int, Int)] {
    var branches: [(Int, Int)] = []
    for row in 0..<network.rows {
      for column in 0..<network.columns {
        let (above, below) = (node(.row, row, column), node(.column, row, column))
        if network.conductances[row, column] != 0 { branches.append((above, below)) }
        if column > 0 { branches.append((node(.row, row, column - 1), above)) }
        if row > 0 { branches.append((node(.column, row - 1, column), below)) }
      }
    }
    return branches
  }

  /// The nodes next to held ends, with the voltages of these; a merged line may have two.
  private var heldNodes: [Int: [Voltage]] {
    var held: [Int: [Voltage]] = [:]
    for side in NetworkSide.allCases {
      for index in 0..<side.count(in: network) {
        guard case .held(let voltage, _) = side.end(index, of: network) else { continue }
        let (plane, row, column) = side.cell(index, of: network)
        held[node(plane, row, column), default: []].append(voltage)
      }
    }
    return held
  }
}

/// One of the four sides of a crossbar's network.
public enum NetworkSide: String, CaseIterable, Hashable, Sendable {
  /// `left` and `right` hold the ends of rows, `top` and `bottom` those of columns.
  case left, right, top, bottom

  /// The line name under which the ends of this side appear in circuits.
  var line: ArrayLine { ArrayLine(rawValue) }

  /// Probe of the current into a held end.
  func current(_ index: Int) -> Probe { .current(source: line.source(index)) }

  /// Number of ends of this side.
  func count(in network: CrossbarNetwork) -> Int {
    switch self {
    case .left, .right: network.rows
    case .top, .bottom: network.columns
    }
  }

  /// The end of a line, counted from the top or from the left.
  func end(_ index: Int, of network: CrossbarNetwork) -> LineEnd {
    switch self {
    case .left: network.left[index]
    case .right: network.right[index]
    case .top: network.top[index]
    case .bottom: network.bottom[index]
    }
  }

  /// The plane of an end's wire, and the cell nearest to the end.
  func cell(_ index: Int, of network: CrossbarNetwork) -> (NetworkGraph.Plane, row: Int, column: Int) {
    switch self {
    case .left: (.row, index, 0)
    case .right: (.row, index, network.columns - 1)
    case .top: (.column, 0, index)
    case .bottom: (.column, network.rows - 1, index)
    }
  }
}

import CrossbarPrimitives
import Netlisting
import StructuredSolver

/// Adds the live parts of a crossbar's network to a circuit: ends, segments and cells that can carry current.
struct NetworkElements {
  let network: CrossbarNetwork
  let graph: NetworkGraph

  /// Adds the sources of the held ends, with the resistance between each and its node.
  /// - Parameter pulse: with which the sources rise and fall; nil for constant voltages.
  /// - Returns: the ends that are in the circuit. Ends whose line leads nowhere are left out.
  func addEnds(
    to circuit: inout Circuit, pulse: PulseShape?
  ) throws(NetlistError) -> [(side: NetworkSide, index: Int)] {
    var ends: [(side: NetworkSide, index: Int)] = []
    for side in NetworkSide.allCases {
      for index in 0..<side.count(in: network) {
        guard case .held(let voltage, let resistance) = side.end(index, of: network) else { continue }
        let (plane, row, column) = side.cell(index, of: network)
        let node = graph.node(plane, row, column)
        guard graph.isLive(node) else { continue }
        let sourceNode = resistance == .zero ? name(of: node) : side.line.end(index)
        try circuit.add(
          side.line.source(index),
          .voltageSource(plus: sourceNode, minus: .ground, pulse?.stimulus(voltage) ?? .constant(voltage.si)))
        if resistance != .zero {
          try circuit.add(side.line.endResistor(index), .resistor(sourceNode, name(of: node), resistance))
        }
        ends.append((side, index))
      }
    }
    return ends
  }

  /// Adds the wire segments of both planes, row by row.
  func addSegments(to circuit: inout Circuit) throws(NetlistError) {
    for row in 0..<network.rows {
      for column in 0..<network.columns {
        if column > 0 {
          try addSegment(
            ArrayLine.row.segment(row, column), graph.node(.row, row, column - 1), graph.node(.row, row, column),
            network.rowSegment,
            to: &circuit)
        }
        if row > 0 {
          try addSegment(
            ArrayLine.column.segment(row, column), graph.node(.column, row - 1, column), graph.node(.column, row, column),
            network.columnSegment, to: &circuit)
        }
      }
    }
  }

  /// Adds a segment between two nodes, unless they are one node or one of them is not live.
  private func addSegment(
    _ element: String, _ one: Int, _ other: Int, _ resistance: Resistance, to circuit: inout Circuit
  ) throws(NetlistError) {
    guard one != other, graph.isLive(one), graph.isLive(other) else { return }
    try circuit.add(element, .resistor(name(of: one), name(of: other), resistance))
  }

  /// Adds the cells whose two nodes are both live.
  /// - Returns: the probes of each cell, rows × columns.
  func addCells(
    to circuit: inout Circuit, _ placeCell: (NetworkCircuit.Crossing, inout Circuit) throws(NetlistError) -> [Probe]
  ) throws(NetlistError) -> Grid<[Probe]> {
    var probes = Grid<[Probe]>(rows: network.rows, columns: network.columns, repeating: [])
    for row in 0..<network.rows {
      for column in 0..<network.columns where network.conductances[row, column] != 0 {
        let (above, below) = (graph.node(.row, row, column), graph.node(.column, row, column))
        guard graph.isLive(above), graph.isLive(below) else { continue }
        probes[row, column] = try placeCell(
          NetworkCircuit.Crossing(
            row: row, column: column, rowNode: name(of: above), columnNode: name(of: below),
            conductance: .siemens(network.conductances[row, column])), &circuit)
      }
    }
    return probes
  }

  /// The nodes that are in the circuit, by number.
  var liveNodes: [Int] { graph.roles.indices.filter(graph.isLive) }

  /// The name of a node, after the cell it meets: `row_3_7`, `col_3_7`.
  func name(of node: Int) -> Node {
    let (line, column) = node.quotientAndRemainder(dividingBy: network.columns)
    return line < network.rows ? ArrayLine.row.node(line, column) : ArrayLine.column.node(line - network.rows, column)
  }
}

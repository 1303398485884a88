import CrossbarPrimitives
import Netlisting
import StructuredSolver

/// Puts the live parts of a crossbar's network into a circuit.
struct NetworkElements {
  let network: CrossbarNetwork
  let graph: NetworkGraph

  /// Adds the sources of the held ends, with what lies before them.
  /// - Returns: the ends that are in the circuit.
  func addEnds(to circuit: inout Circuit) throws(NetlistError) -> [(side: NetworkSide, index: Int)] {
    var ends: [(side: NetworkSide, index: Int)] = []
    for side in NetworkSide.allCases {
      for index in 0..<side.count(in: network) {
        guard case .held(let voltage, let resistance) = side.end(index, of: network) else { continue }
        let (plane, row, column) = side.cell(index, of: network)
        let node = graph.node(plane, row, column)
        guard graph.isLive(node) else { continue }
        let sourceNode = resistance == .zero ? name(of: node) : side.line.end(index)
        try circuit.add(
          side.line.source(index), .voltageSource(plus: sourceNode, minus: .ground, .constant(voltage.si)))
        if resistance != .zero {
          try circuit.add(side.line.endResistor(index), .resistor(sourceNode, name(of: node), resistance))
        }
        ends.append((side, index))
      }
    }
    return ends
  }

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

  private func addSegment(
    _ element: String, _ one: Int, _ other: Int, _ resistance: Resistance, to circuit: inout Circuit
  ) throws(NetlistError) {
    guard one != other, graph.isLive(one), graph.isLive(other) else { return }
    try circuit.add(element, .resistor(name(of: one), name(of: other), resistance))
  }

  /// - Returns: the probes of each cell.
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

  var liveNodes: [Int] { graph.roles.indices.filter(graph.isLive) }

  /// Named after the cell it meets: `row_3_7`, `col_3_7`.
  func name(of node: Int) -> Node {
    let (line, column) = node.quotientAndRemainder(dividingBy: network.columns)
    return line < network.rows ? ArrayLine.row.node(line, column) : ArrayLine.column.node(line - network.rows, column)
  }
}

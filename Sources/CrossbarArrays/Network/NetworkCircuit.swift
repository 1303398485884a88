import CircuitSimulation
import CrossbarPrimitives
import Netlisting
import StructuredSolver

/// The circuit of a crossbar's network at its operating point, and how its result is read. It is the reference for
/// `CrossbarSolver`, and the only way to put devices other than resistors and compiled memristors at the crossings.
///
/// Wires without resistance are merged nodes. Missing cells and branches that lead nowhere are left out. Elements are
/// named by row and column: `RROW_3_7` and `RCOL_3_7` are the segments up to cell (3, 7), `RCELL_3_7` is the cell, and
/// `VLEFT3` with `RLEFT_3` the held left end of row 3.
public struct NetworkCircuit: Sendable {
  /// A place for a cell: the nodes where the wires of a row and of a column cross.
  public struct Crossing: Hashable, Sendable {
    /// Place of the cell in the network, from 0 at the upper left.
    public let row: Int
    /// Counted from 0 at the left.
    public let column: Int
    /// Node of the row wire, where the cell's positive side belongs; then that of the column wire.
    public let rowNode: Node
    /// Node of the column wire, where the cell's negative side belongs.
    public let columnNode: Node
    /// The network's value for the cell. Never zero: a missing cell has no crossing.
    public let conductance: Conductance
  }

  /// Which voltages a deck reports besides the currents into held ends.
  public enum Voltages: Hashable, Sendable {
    /// Only the currents, or also each node where a wire meets a cell.
    case none, allNodes
  }

  /// An operating point; its probes are the currents into held ends, the voltages, and what the cells asked for, in
  /// this order.
  public let deck: Deck
  private let elements: NetworkElements
  private let voltages: Voltages
  /// The held ends in the circuit, in the order of their probes.
  private let ends: [(side: NetworkSide, index: Int)]
  /// What is probed of each cell; empty for resistors, and for cells that are left out.
  private let cellProbes: Grid<[Probe]>

  /// - Parameters:
  ///   - libraries: models of the devices at the crossings.
  ///   - temperature: of the circuit; wires and resistors do not depend on it.
  ///   - voltages: `allNodes` to report the voltages of all nodes where wires meet cells.
  ///   - pulse: with which the sources of held ends rise and fall; nil for constant voltages.
  ///   - options: the tolerances of the operating point.
  ///   - placeCell: adds the elements of a cell between its two nodes, and returns its further probes. By default a
  ///     cell is a resistor.
  /// - Throws: `NetlistError` if an element is invalid.
  public init(
    _ network: CrossbarNetwork, title: String = "resistive network of a crossbar", libraries: [ModelLibrary] = [],
    voltages: Voltages = .none, pulse: PulseShape? = nil, options: SolverOptions = .operatingPoint,
    placeCell: (Crossing, inout Circuit) throws(NetlistError) -> [Probe] = NetworkCircuit.placeResistor
  ) throws(NetlistError) {
    self.voltages = voltages
    let elements = NetworkElements(network: network, graph: NetworkGraph(network))
    self.elements = elements
    var circuit = Circuit(title: title)
    for library in libraries { circuit.include(library) }
    ends = try elements.addEnds(to: &circuit, pulse: pulse)
    try elements.addSegments(to: &circuit)
    cellProbes = try elements.addCells(to: &circuit, placeCell)
    let nodes = voltages == .allNodes ? elements.liveNodes : []
    deck = Deck(
      circuit: circuit, analysis: .operatingPoint,
      probes: ends.map { $0.side.current($0.index) } + nodes.map { .voltage(elements.name(of: $0)) }
        + cellProbes.elements.flatMap { $0 },
      options: options)
  }

  /// Adds a cell as a resistor `RCELL_r_c`, without probes.
  public static func placeResistor(_ crossing: Crossing, in circuit: inout Circuit) throws(NetlistError) -> [Probe] {
    try circuit.add(
      CellPart.resistor.name(crossing.row, crossing.column),
      .resistor(crossing.rowNode, crossing.columnNode, .ohms(1 / crossing.conductance.si)))
    return []
  }

  /// Voltages and currents from the result of this circuit's deck.
  public func solution(of result: SimulationResult) -> NetworkSolution {
    let (network, graph) = (elements.network, elements.graph)
    var currents: [NetworkSide: [Current?]] = [:]
    for side in NetworkSide.allCases {
      currents[side] = (0..<side.count(in: network)).map { index in
        // An end that nothing is connected to is held, and carries nothing.
        side.end(index, of: network) == .open ? nil : .zero
      }
    }
    for (side, index) in ends { currents[side]?[index] = .amperes(result.final(side.current(index))) }
    func voltages(_ plane: NetworkGraph.Plane) -> Grid<Voltage?> {
      Grid(rows: network.rows, columns: network.columns) { row, column in
        switch graph.anchor(of: graph.node(plane, row, column)) {
        case .node(let node): self.voltages == .allNodes ? .volts(result.final(.voltage(elements.name(of: node)))) : nil
        case .source(let voltage): voltage
        case nil: nil
        }
      }
    }
    return NetworkSolution(
      currents: currents, rowVoltages: voltages(.row), columnVoltages: voltages(.column),
      cellValues: cellProbes.map { $0.map(result.final) })
  }
}

/// Voltages and currents of a crossbar's network, as ngspice computed them.
public struct NetworkSolution: Hashable, Sendable {
  /// Currents into the ends of each side, positive where they leave the array; nil for open ends.
  public var currents: [NetworkSide: [Current?]]
  /// Voltage of each row wire at each cell, rows × columns; nil where no held end reaches the node, or if voltages were
  /// not asked for.
  public var rowVoltages: Grid<Voltage?>
  /// Voltage of each column wire at each cell, likewise.
  public var columnVoltages: Grid<Voltage?>
  /// Values of each cell's own probes; empty for cells that are left out since they carry no current.
  public var cellValues: Grid<[Double]>
}

extension NetworkSolution {
  /// The first voltage beyond the range of the network's sources, which resistors and filaments cannot cause; nil if
  /// there is none.
  func impossibleVoltage(in network: CrossbarNetwork) -> SimulationError? {
    let ends = network.left + network.right + network.top + network.bottom
    let held = ends.compactMap { if case .held(let voltage, _) = $0 { voltage.si } else { nil } }
    guard let allowed = VoltageRange(ofSources: held) else { return nil }
    for (line, voltages) in [(ArrayLine.row, rowVoltages), (.column, columnVoltages)] {
      for row in 0..<voltages.rows {
        for column in 0..<voltages.columns {
          guard let voltage = voltages[row, column]?.si, !allowed.contains(voltage) else { continue }
          return .beyondSources(what: "\(Probe.voltage(line.node(row, column)))", value: voltage, allowed: "\(allowed)")
        }
      }
    }
    return nil
  }
}

extension SolverOptions {
  /// Tolerances for operating points whose currents are to be good to nine digits and more. ngspice stops when two
  /// Newton iterations agree this well, and the second is then far better; linear circuits take one step. Below a
  /// picoampere two iterations need not agree: that is the rounding of volts across wires of milliohms.
  public static var operatingPoint: SolverOptions {
    var options = SolverOptions()
    options.relativeTolerance = 1e-9
    options.voltageTolerance = 1e-12
    options.currentTolerance = 1e-12
    return options
  }

  /// The same for arrays of selectors. Where a line is open, all that holds it are cells of picosiemens, against which the
  /// rounding of its wires' currents moves it by nanovolts from one iteration to the next. That is a millionth of the voltage
  /// in which a selector's current grows e-fold.
  static var selectorOperatingPoint: SolverOptions {
    var options = operatingPoint
    options.voltageTolerance = 1e-8
    return options
  }
}

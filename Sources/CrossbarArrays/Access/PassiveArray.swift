import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

/// A passive (1R) array: a cell at each crossing of a row and a column wire, without a transistor to cut it off.
///
/// Rows are driven from the left, columns sensed at the bottom. There is a wire segment before the first cell of a
/// line, between cells and after the last one. The driver's resistance is in series with each held end.
public struct PassiveArray: Sendable {
  /// Rows × columns; each cell's positive side is at its row wire.
  public var cells: Grid<CellElement>
  /// Resistance of each segment of a row or column wire. Zero merges the nodes.
  public var segment: Resistance
  /// Resistance of each driver and sense amplifier.
  public var driver: Resistance

  /// The two resistances hold for rows and columns alike; zero is allowed for both.
  public init(cells: Grid<CellElement>, segment: Resistance, driver: Resistance) {
    self.cells = cells
    self.segment = segment
    self.driver = driver
  }

  /// That of its memristors; resistors and wires do not depend on it.
  private var temperature: Temperature {
    cells.elements.lazy.compactMap { if case .memristor(let memristor, _) = $0 { memristor.device.temperature } else { nil } }
      .first ?? .nominal
  }

  /// The array's operating point while one cell is accessed.
  /// - Parameters:
  ///   - access: the selected cell and the bias of the other lines.
  ///   - solver: ngspice takes any device, the structured solver resistors and memristors of one compiled kind.
  ///   - engine: for ngspice; the structured solver does not use it.
  /// - Throws: `FailedSimulation`, `SimulationError`, `NetlistError`; `CrossbarSolverError` if the structured solver
  ///   finds no answer, or if memristors cannot be compiled.
  public func operatingPoint(
    _ access: CellAccess, by solver: NetworkSolver, on engine: any SpiceEngine
  ) async throws -> ArrayOperatingPoint {
    switch solver {
    case .ngspice: try await simulatedPoint(access, on: engine)
    case .structured: try solvedPoint(access)
    }
  }

  /// Solves by ngspice. A cell of unknown voltage, which no held end reaches, gets 0 V.
  private func simulatedPoint(_ access: CellAccess, on engine: any SpiceEngine) async throws -> ArrayOperatingPoint {
    let resistances = cells.map(\.resistance)
    let isLinear = resistances.elements.allSatisfy { $0 != nil }
    let circuit =
      try isLinear
      ? NetworkCircuit(network(access), title: title(access), voltages: .allNodes)
      : circuit(access)
    let solution = circuit.solution(of: try await engine.simulateOrReturn(circuit.deck))
    if let impossible = solution.impossibleVoltage(in: network(access)) {
      throw FailedSimulation(deck: circuit.deck, reason: impossible)
    }
    let voltages = Grid<Double>(rows: cells.rows, columns: cells.columns) { row, column in
      guard let above = solution.rowVoltages[row, column], let below = solution.columnVoltages[row, column] else { return 0 }
      return (above - below).si
    }
    return ArrayOperatingPoint(
      cellVoltages: voltages,
      cellCurrents: Grid(rows: cells.rows, columns: cells.columns) { row, column in
        isLinear
          ? resistances[row, column].map { voltages[row, column] / $0.si } ?? 0
          : solution.cellValues[row, column].first ?? 0
      },
      sensedCurrent: (solution.currents[.bottom]?[access.column] ?? nil) ?? .zero)
  }

  /// Solves by `CrossbarSolver`, by Newton's method if there are memristors.
  private func solvedPoint(_ access: CellAccess) throws -> ArrayOperatingPoint {
    let network = network(access)
    let solver = CrossbarSolver()
    let solution =
      if cells.elements.allSatisfy({ $0.resistance != nil }) { try solver.solve(network) } else {
        try solver.solve(network, cells: HeldMemristors(cells))
      }
    return ArrayOperatingPoint(
      cellVoltages: Grid(rows: cells.rows, columns: cells.columns) { row, column in
        // Where nothing holds a cell there is no voltage across it.
        let voltage = solution.rowVoltages[row, column] - solution.columnVoltages[row, column]
        return voltage.isNaN ? 0 : voltage
      }, cellCurrents: solution.cellCurrents, sensedCurrent: .amperes(solution.ends.bottom[access.column]))
  }

  // MARK: Circuits

  /// The wires and their ends. A memristor enters with its resistance, which matters only to which branches exist.
  func network(_ access: CellAccess) -> CrossbarNetwork {
    var network = CrossbarNetwork(
      conductances: cells.map { cell in
        switch cell {
        case .resistor(let resistance): 1 / resistance.si
        case .memristor(let memristor, let state): 1 / memristor.resistance(state: state).si
        }
      }, rowSegment: segment, columnSegment: segment)
    let isReset = access.kind == .reset
    let unselected = (driven: access.scheme.driven(access.voltage), sensed: access.scheme.sensed(access.voltage))
    network.left = (0..<cells.rows).map { row in
      let selected: Voltage = isReset ? .zero : access.voltage
      return end(at: row == access.row ? selected : isReset ? unselected.sensed : unselected.driven)
    }
    network.bottom = (0..<cells.columns).map { column in
      let selected: Voltage = isReset ? access.voltage : .zero
      return end(at: column == access.column ? selected : isReset ? unselected.driven : unselected.sensed)
    }
    return network
  }

  private func title(_ access: CellAccess) -> String {
    "\(access.kind.rawValue) of cell (\(access.row), \(access.column)) of a \(cells.rows) x \(cells.columns) passive array, "
      + "unselected lines \(access.scheme.words)"
  }

  /// The end of a line; open if the voltage is nil.
  private func end(at voltage: Voltage?) -> LineEnd {
    voltage.map { .held(at: $0, through: driver + segment) } ?? .open
  }

  /// The circuit with memristors at the crossings, each above an ammeter `VCELL_r_c` for its current into the column.
  func circuit(_ access: CellAccess) throws(NetlistError) -> NetworkCircuit {
    try NetworkCircuit(
      network(access), title: title(access), voltages: .allNodes, temperature: temperature
    ) { (crossing: NetworkCircuit.Crossing, circuit: inout Circuit) throws(NetlistError) in
      let middle = CellPart.middle.node(crossing.row, crossing.column)
      try cells[crossing.row, crossing.column].add(
        row: crossing.row, column: crossing.column, from: crossing.rowNode, to: middle, in: &circuit)
      let ammeter = CellPart.ammeter.name(crossing.row, crossing.column)
      try circuit.add(ammeter, .voltageSource(plus: middle, minus: crossing.columnNode, .constant(0)))
      return [.current(source: ammeter)]
    }
  }
}

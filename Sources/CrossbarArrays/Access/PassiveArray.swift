import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import StructuredSolver

/// A passive (1R) array: a cell at each crossing of a row and a column wire, without a transistor to cut it off. With a
/// selector in series in each cell it is a 1S1R array.
///
/// Rows are driven from the left, columns sensed at the bottom. There is a wire segment before the first cell of a
/// line, between cells and after the last one. The driver's resistance is in series with each held end.
public struct PassiveArray: Sendable {
  /// Rows × columns; each cell's positive side is at its row wire.
  public var cells: Grid<CellElement>
  /// The selectors, rows × columns, each between its memristor and the column wire; nil for cells without.
  public var selectors: Grid<HeldSelector>?
  /// Resistance of each segment of a row or column wire. Zero merges the nodes.
  public var segment: Resistance
  /// Resistance of each driver and sense amplifier.
  public var driver: Resistance
  /// Of each segment of a wire to ground; only pulses see it.
  public var segmentCapacitance = Capacitance.zero

  /// The two resistances hold for rows and columns alike; zero is allowed for both.
  /// - Precondition: there are as many `selectors` as cells, if any.
  public init(cells: Grid<CellElement>, selectors: Grid<HeldSelector>? = nil, segment: Resistance, driver: Resistance) {
    precondition(selectors.map { ($0.rows, $0.columns) == (cells.rows, cells.columns) } ?? true, "one selector a cell")
    self.cells = cells
    self.selectors = selectors
    self.segment = segment
    self.driver = driver
  }

  /// That of its memristors; resistors and wires do not depend on it.
  var temperature: Temperature {
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
    // The voltage below the memristor is the second value of a cell with a selector.
    let selectorVoltages = selectors.map { _ in
      Grid<Double>(rows: cells.rows, columns: cells.columns) { row, column in
        let values = solution.cellValues[row, column]
        return values.count < 2 ? 0 : values[1] - (solution.columnVoltages[row, column]?.si ?? 0)
      }
    }
    return ArrayOperatingPoint(
      cellVoltages: Grid(rows: cells.rows, columns: cells.columns) {
        voltages[$0, $1] - (selectorVoltages?[$0, $1] ?? 0)
      }, selectorVoltages: selectorVoltages,
      cellCurrents: Grid(rows: cells.rows, columns: cells.columns) { row, column in
        isLinear
          ? resistances[row, column].map { voltages[row, column] / $0.si } ?? 0
          : solution.cellValues[row, column].first ?? 0
      },
      sensedCurrent: (solution.currents[.bottom]?[access.column] ?? nil) ?? .zero)
  }

  /// Solves by `CrossbarSolver`, by Newton's method if there are memristors or selectors.
  private func solvedPoint(_ access: CellAccess) throws -> ArrayOperatingPoint {
    let network = network(access)
    // Open lines between selectors hang on picosiemens; their voltages settle after the currents of the others.
    let solver = CrossbarSolver(tolerance: selectors == nil ? 1e-9 : 1e-13)
    let series = try selectors.map { try HeldSeries(cells, $0) }
    let solution =
      if let series { try solver.solve(network, cells: series) } else if isLinear { try solver.solve(network) } else {
        try solver.solve(network, cells: HeldMemristors(cells))
      }
    let voltages = Grid<Double>(rows: cells.rows, columns: cells.columns) { row, column in
      // Where nothing holds a cell there is no voltage across it.
      let voltage = solution.rowVoltages[row, column] - solution.columnVoltages[row, column]
      return voltage.isNaN ? 0 : voltage
    }
    let memristorVoltages = series?.memristorVoltages(at: voltages)
    return ArrayOperatingPoint(
      cellVoltages: memristorVoltages ?? voltages,
      selectorVoltages: memristorVoltages.map { memristor in
        Grid(rows: cells.rows, columns: cells.columns) { voltages[$0, $1] - memristor[$0, $1] }
      }, cellCurrents: solution.cellCurrents, sensedCurrent: .amperes(solution.ends.bottom[access.column]))
  }

  /// Whether every cell is ohmic.
  var isLinear: Bool { selectors == nil && cells.elements.allSatisfy { $0.resistance != nil } }

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

  func title(_ access: CellAccess) -> String {
    "\(access.kind.rawValue) of cell (\(access.row), \(access.column)) of a \(cells.rows) x \(cells.columns) \(selectors == nil ? "passive" : "1S1R") array, "
      + "unselected lines \(access.scheme.words)"
  }

  /// The end of a line; open if the voltage is nil.
  private func end(at voltage: Voltage?) -> LineEnd {
    voltage.map { .held(at: $0, through: driver + segment) } ?? .open
  }

  /// The circuit with memristors at the crossings, each above its selector, if there are any, and an ammeter `VCELL_r_c` for
  /// its current into the column.
  func circuit(_ access: CellAccess) throws(NetlistError) -> NetworkCircuit {
    try NetworkCircuit(
      network(access), title: title(access), voltages: .allNodes,
      options: (selectors == nil ? SolverOptions.operatingPoint : .selectorOperatingPoint).at(temperature)
    ) { (crossing: NetworkCircuit.Crossing, circuit: inout Circuit) throws(NetlistError) in
      let middle = CellPart.middle.node(crossing.row, crossing.column)
      try cells[crossing.row, crossing.column].add(
        row: crossing.row, column: crossing.column, isHeld: true, from: crossing.rowNode, to: middle, in: &circuit)
      let ammeter = CellPart.ammeter.name(crossing.row, crossing.column)
      guard let selectors else {
        try circuit.add(ammeter, .voltageSource(plus: middle, minus: crossing.columnNode, .constant(0)))
        return [.current(source: ammeter)]
      }
      let foot = CellPart.foot.node(crossing.row, crossing.column)
      try selectors[crossing.row, crossing.column].add(
        row: crossing.row, column: crossing.column, isHeld: true, from: middle, to: foot, in: &circuit)
      try circuit.add(ammeter, .voltageSource(plus: foot, minus: crossing.columnNode, .constant(0)))
      return [.current(source: ammeter), .voltage(middle)]
    }
  }
}

import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import StructuredSolver

/// Which currents does a resistor array give at its columns? Rows are driven at their left ends and columns are sensed at
/// 0 V at their bottom ends. There is a wire segment before the first cell of each row, between cells, and after the last
/// cell of each column.
public struct ArrayReadStudy: Study {
  /// Rows × columns, ohm; infinite where a cell is missing.
  public var resistances: Grid<Double>
  /// Of the row drivers, V: rows of the array × inputs.
  public var voltages: Grid<Double>
  /// Of a row wire, also between the driver and the first cell.
  public var rowSegment: Resistance
  /// Of a column wire, also between the last cell and the sense node.
  public var columnSegment: Resistance
  /// Relative accuracy of the output currents that the structured solver aims for.
  public var tolerance = 1e-9
  /// Whether voltages and currents inside the array are kept, too.
  public var keepsNodes = false
  /// The one whose result is reported.
  public var solver = NetworkSolver.structured
  /// Whether the other solver reads the array, too, and the results are compared.
  public var compares = false

  /// Zero, since nothing is drawn.
  public var seed: UInt64 { 0 }

  /// - Precondition: `voltages` has one row for each row of the array.
  public init(resistances: Grid<Double>, voltages: Grid<Double>, rowSegment: Resistance, columnSegment: Resistance) {
    precondition(resistances.rows == voltages.rows, "a voltage for each row")
    self.resistances = resistances
    self.voltages = voltages
    self.rowSegment = rowSegment
    self.columnSegment = columnSegment
  }

  /// Reads of the array, each with voltages of its own.
  public var inputs: Int { voltages.columns }

  /// The network as driven by one of the inputs.
  func network(input: Int) -> CrossbarNetwork {
    var network = CrossbarNetwork(
      conductances: resistances.map { 1 / $0 }, rowSegment: rowSegment, columnSegment: columnSegment)
    network.left = (0..<voltages.rows).map { .held(at: .volts(voltages[$0, input]), through: rowSegment) }
    network.bottom = Array(repeating: .held(at: .zero, through: columnSegment), count: network.columns)
    return network
  }

  /// - Throws: `CrossbarSolverError`, `SimulationError`, `NetlistError`, `CancellationError`.
  public func run(_ run: StudyRun) async throws -> ArrayReadFindings {
    func result(_ solver: NetworkSolver) async throws -> ArrayReadResult {
      solver == .structured ? try solve() : try await simulate(on: run.engine.spice, run)
    }
    let own = try await result(solver)
    let others = compares ? try await result(solver == .structured ? .ngspice : .structured) : nil
    return ArrayReadFindings(study: self, result: own, comparison: others.map { ReadComparison(own, with: $0) })
  }

  /// All inputs by the structured solver; in a single call if no node values are kept.
  private func solve() throws -> ArrayReadResult {
    let network = network(input: 0)
    let solver = CrossbarSolver(tolerance: tolerance)
    let start = ContinuousClock.now
    var result = ArrayReadResult(solver: .structured, columns: network.columns)
    if keepsNodes {
      for input in 0..<inputs {
        try Task.checkCancellation()
        let solution = try solver.solve(self.network(input: input))
        result.add(solution.ends.bottom, solution.report)
        result.nodes.append(
          ReadNodes(
            rowVoltages: solution.rowVoltages, columnVoltages: solution.columnVoltages, cellCurrents: solution.cellCurrents))
      }
    } else {
      let voltages = (0..<inputs).map { input in
        var voltages = EndVoltages(of: network)
        voltages.left = (0..<network.rows).map { self.voltages[$0, input] }
        return voltages
      }
      for (ends, report) in try solver.endCurrents(of: network, inputs: voltages) { result.add(ends.bottom, report) }
    }
    result.time = .now - start
    return result
  }

  /// Rejects a column current larger than its cells would carry with the full span of source voltages across each of
  /// them.
  /// - Throws: `SimulationError.beyondSources`.
  private func checkCurrents(_ currents: [Double], input: Int) throws(SimulationError) {
    let sources = (0..<voltages.rows).map { voltages[$0, input] } + [0]
    guard let allowed = VoltageRange(ofSources: sources) else { return }
    let span = (allowed.highest - allowed.lowest) * (1 + 1e-6)
    for (column, current) in currents.enumerated() {
      let conductance = (0..<resistances.rows).reduce(0) { $0 + 1 / resistances[$1, column] }
      guard !(abs(current) <= conductance * span) else { continue }
      throw .beyondSources(
        what: "the current of column \(column), A", value: current,
        allowed: "\(SpiceNumber.shortest(conductance * span)) A at most")
    }
  }

  /// All inputs by ngspice, each as a circuit of its own.
  private func simulate(on engine: any SpiceEngine, _ run: StudyRun) async throws -> ArrayReadResult {
    var result = ArrayReadResult(solver: .ngspice, columns: resistances.columns)
    for input in 0..<inputs {
      try run.progress("circuits", input, of: inputs)
      let network = network(input: input)
      let start = ContinuousClock.now
      guard resistances.elements.contains(where: \.isFinite) else {
        // Nothing is connected to anything, which SPICE rejects as no circuit.
        result.add(Array(repeating: 0, count: network.columns), nil)
        continue
      }
      let circuit = try NetworkCircuit(network, voltages: keepsNodes ? .allNodes : .none)
      let solution = circuit.solution(of: try await engine.simulate(circuit.deck))
      try checkCurrents((solution.currents[.bottom] ?? []).map { $0?.si ?? 0 }, input: input)
      result.time += .now - start
      result.add((solution.currents[.bottom] ?? []).map { $0?.si ?? 0 }, nil)
      if keepsNodes { result.nodes.append(ReadNodes(network, solution)) }
    }
    return result
  }
}

import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// The circuit of a pulse on a row: a deck, and what its result says of each column.
public struct ArrayCircuit: Sendable {
  public var deck: Deck
  public let columns: [Int]
  /// When the currents are sampled: the end of the pulse's plateau.
  public let sampleTime: Time
  private let operation: RowOperation
  /// One for each of the columns.
  private let memristors: [Memristor]

  /// The circuits an operation is simulated with: one for `array`, one a column for `line`.
  public static func circuits(
    for operation: RowOperation, on array: CrossbarArray, scope: CircuitScope
  ) throws(NetlistError) -> [ArrayCircuit] {
    let groups = scope == .array ? [operation.columns] : operation.columns.map { [$0] }
    var circuits: [ArrayCircuit] = []
    for columns in groups { circuits.append(try ArrayCircuit(operation, array, scope: scope, columns: columns)) }
    return circuits
  }

  private init(
    _ operation: RowOperation, _ array: CrossbarArray, scope: CircuitScope, columns: [Int]
  ) throws(NetlistError) {
    let circuit = try ArrayCircuitBuilder.circuit(
      .init(
        drive: operation.drive(), scope: scope, row: operation.row, column: columns.first ?? 0,
        moving: Set(operation.columns)), of: array, title: operation.title(for: array),
      comments: [operation.summary(isStatic: false)])
    deck = Deck(
      circuit: circuit, analysis: operation.analysis,
      probes: columns.flatMap { [array.memristors[operation.row, $0].stateProbe(operation.row, $0), Self.current($0)] }
        + (operation.kind == .read ? columns.map(Self.bitLineCurrent) : []),
      options: .pulse)
    self.columns = columns
    memristors = columns.map { array.memristors[operation.row, $0] }
    self.operation = operation
    sampleTime = operation.pulse.plateauEnd
  }

  /// What an operation left in a column.
  public struct Outcome: Sendable {
    public let column: Int
    /// Final state of the filament.
    public let state: Double
    /// Into the source line's sense node at the end of the plateau.
    public let current: Current
    /// Out of the bit line's driver then; nil but for reads.
    public let bitLineCurrent: Current?
  }

  /// Final state and currents of each column.
  public func outcomes(of result: SimulationResult) -> [Outcome] {
    func sampled(_ probe: Probe) -> Double { result.waveform(of: probe).value(at: sampleTime.si) ?? 0 }
    return zip(columns, memristors).map { column, memristor in
      Outcome(
        column: column,
        state: memristor.device.memory.fraction(of: result.final(memristor.stateProbe(operation.row, column))),
        current: .amperes(sampled(Self.current(column))),
        bitLineCurrent: operation.kind == .read ? .amperes(-sampled(Self.bitLineCurrent(column))) : nil)
    }
  }

  /// The deck with the figures it is about: the currents as `outcomes` takes them, the states at the same time (before
  /// the pulse's falling edge, which `outcomes` waits for), and for writes when the filaments switch and what charge flows.
  public var export: DeckExport {
    var deck = deck
    let bitLines = Set(columns.map(Self.bitLineCurrent))
    deck.probes.removeAll(where: bitLines.contains)
    return DeckExport(
      deck: deck,
      measures: zip(columns, memristors).flatMap { column, memristor in
        let (state, current) = (memristor.stateProbe(operation.row, column), Self.current(column))
        let memory = memristor.device.memory
        var measures = [
          Measure(
            .at(sampleTime), of: current,
            meaning: "current into source line \(column)'s sense node at the end of the pulse's plateau"),
          Measure(
            "w_\(operation.row)_\(column)", .at(sampleTime), of: state,
            meaning: "state of cell (\(operation.row), \(column)) then, \(memory.range)"),
        ]
        if operation.kind != .read {
          let edge: Measure.Edge = (operation.kind == .set) == (memory.lowResistance > memory.highResistance) ? .rise : .fall
          let level = memory.value(at: Self.switchedState)
          measures += [
            Measure(
              "t_switch_\(column)", .crossing(level: level, edge), of: state,
              meaning: "when that state passes \(SpiceNumber.shortest(level))"),
            Measure(
              "q_vsl\(column)", .integral, of: current, meaning: "charge into source line \(column)'s sense node"),
          ]
        }
        return measures
      })
  }

  /// The deck as text that runs alone under `ngspice -b` and prints its figures.
  public var netlist: String {
    get throws(NetlistError) { try NgspiceWriter().text(export) }
  }

  /// Well above a nucleus, and below where a compliance stops a filament.
  static let switchedState = 0.05

  /// Out of a bit line's driver, with a minus.
  private static func bitLineCurrent(_ column: Int) -> Probe { .current(source: ArrayLine.bitLine.source(column)) }

  /// Into a source line's sense node.
  static func current(_ line: Int) -> Probe { .current(source: ArrayLine.sourceLine.source(line)) }
}

extension Memristor {
  /// The inner node that is the state of the cell at a place.
  func stateProbe(_ row: Int, _ column: Int) -> Probe {
    .inner(instance: CellPart.memristor.name(row, column), node: device.memory.node)
  }
}

extension RowOperation {
  func title(for array: CrossbarArray) -> String {
    "\(kind.rawValue.uppercased()) of row \(row) of a \(array.rows) x \(array.columns) 1T1R array"
  }

  /// The pulse and an edge of rest.
  var analysis: Analysis {
    // A write must follow an abrupt filament; a read only has to see that it stays.
    let steps: Double = kind == .read ? 10 : 50
    return .transient(stop: pulse.duration, maximumStep: pulse.width / steps)
  }

  func summary(isStatic: Bool) -> String {
    isStatic
      ? "\(kind.rawValue) at a constant \(amplitude), word line at \(wordLineVoltage), every filament held at its state"
      : "\(kind.rawValue) \(amplitude) for \(pulse.width), word line at \(wordLineVoltage)"
  }
}

extension SolverOptions {
  /// For pulses on cells: each of the 3150 read currents of the digit network's cells comes within 1e-4 of an integration
  /// of the same equations to 1e-9.
  ///
  /// The hard ones are filaments that the end of a RESET leaves half-way: what decides on their state are errors of the
  /// rate while it is a millionth of the fastest, hence the absolute tolerances. Gear's rule takes twice the steps.
  static var pulse: SolverOptions {
    var options = SolverOptions()
    options.relativeTolerance = 1e-6
    options.currentTolerance = 1e-15
    options.chargeTolerance = 1e-17
    options.truncationRelaxation = 1
    options.integration = .trapezoidal
    return options
  }
}

import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// One simulator run of a pulse on a row: the deck, and how its result is read for each column.
///
///     for circuit in try ArrayCircuit.circuits(for: operation, on: array, scope: .line) {
///       let outcomes = circuit.outcomes(of: try await engine.simulate(circuit.deck))
///     }
public struct ArrayCircuit: Sendable {
  /// Circuit, transient analysis and probes: for each column its state and its source line current, and for reads its
  /// bit line current too.
  public var deck: Deck
  /// The columns this circuit reports on, rising: all of the operation's, or one where the scope is a line.
  public let columns: [Int]
  /// When the currents are sampled: the end of the pulse's plateau.
  public let sampleTime: Time
  private let operation: RowOperation
  /// The selected row's memristors, one per entry of `columns` and in the same order.
  private let memristors: [Memristor]

  /// The circuits that simulate an operation: one for the scope `array`, one per column for `line`.
  /// - Throws: `NetlistError` if an element of the circuit is invalid or a name is taken twice.
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
        drive: operation.drive(through: array.wires), scope: scope, row: operation.row, column: columns.first ?? 0,
        moving: Set(operation.columns)), of: array, title: operation.title(for: array),
      comments: [operation.summary(isStatic: false)])
    deck = Deck(
      circuit: circuit, analysis: operation.analysis(on: array),
      probes: columns.flatMap { [array.memristors[operation.row, $0].stateProbe(operation.row, $0), Self.current($0)] }
        + (operation.kind == .read ? columns.map(Self.bitLineCurrent) : []),
      options: .pulse.at(array.transistor.temperature))
    self.columns = columns
    memristors = columns.map { array.memristors[operation.row, $0] }
    self.operation = operation
    sampleTime = operation.pulse.plateauEnd
  }

  /// The effect of an operation on one column.
  public struct Outcome: Sendable {
    /// The column, one of the circuit's `columns`.
    public let column: Int
    /// State of the filament when the analysis ends, after the falling edge: 0 (none) to 1 (strongest).
    public let state: Double
    /// Current into the source line's driver at the end of the plateau; a RESET drives it the other way.
    public let current: Current
    /// Current out of the bit line's driver at the same time; nil except for reads.
    public let bitLineCurrent: Current?
  }

  /// Final state and currents of each column, in the order of `columns`.
  /// - Parameter result: of this circuit's own deck; a current without samples counts as zero.
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

  /// The deck with the quantities to print: the currents that `outcomes` reports, the states at the same time (before
  /// the pulse's falling edge, whereas `outcomes` takes them after it), and for writes the switching times and charges.
  /// Probes of bit line currents are left out.
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
          measures += [
            memristor.switchingTime("t_switch_\(column)", operation.kind, of: state),
            Measure(
              "q_vsl\(column)", .integral, of: current, meaning: "charge into source line \(column)'s sense node"),
          ]
        }
        return measures
      })
  }

  /// The deck as text that runs on its own under `ngspice -b` and prints its measures.
  /// - Throws: `NetlistError` if a part of the deck has no form in ngspice's language.
  public var netlist: String {
    get throws(NetlistError) { try NgspiceWriter().text(export) }
  }

  /// State, 0 to 1, at which a filament counts as switched: well above a nucleus, and below the states at which a
  /// compliance current stops a filament.
  static let switchedState = 0.05

  /// Current through a bit line's source. SPICE counts it into the plus terminal, so the driver delivers its negative.
  static func bitLineCurrent(_ column: Int) -> Probe { .current(source: ArrayLine.bitLine.source(column)) }

  /// Current into a source line's driver, which holds the sense node.
  static func current(_ line: Int) -> Probe { .current(source: ArrayLine.sourceLine.source(line)) }
}

extension Memristor {
  /// The inner node of the device model that carries the state of cell (row, column), in the model's own range; see
  /// `memory.fraction(of:)`.
  func stateProbe(_ row: Int, _ column: Int) -> Probe {
    .inner(instance: CellPart.memristor.name(row, column), node: device.memory.node)
  }
}

extension RowOperation {
  /// The deck's title: kind, row and size of the array.
  func title(for array: CrossbarArray) -> String {
    "\(kind.rawValue.uppercased()) of row \(row) of a \(array.rows) x \(array.columns) 1T1R array"
  }

  /// A transient over the pulse, and the time that the lines then take to come to rest.
  func analysis(on array: CrossbarArray) -> Analysis {
    pulse.analysis(of: kind, settling: array.wires.settlingTime(rows: array.rows))
  }

  /// The operation in one line, for the comments of a deck.
  /// - Parameter isStatic: whether the drive is constant and all filaments are held, as in an operating point.
  func summary(isStatic: Bool) -> String {
    let lines = bitLineDrop > .zero ? ", bit line at -\(bitLineDrop) and source line at \(amplitude - bitLineDrop)" : ""
    return isStatic
      ? "\(kind.rawValue) at a constant \(amplitude)\(lines), word line at \(wordLineVoltage), every filament held at its state"
      : "\(kind.rawValue) \(amplitude) for \(pulse.width)\(lines), word line at \(wordLineVoltage)"
  }
}

extension PulseShape {
  /// A transient over the pulse, one edge's time of rest, and the time that the lines then take to come to rest. The maximum
  /// step is a fraction of the pulse width.
  func analysis(of kind: RowOperation.Kind, settling: Time) -> Analysis {
    // A write must follow an abrupt filament; a read only has to see that it stays.
    let steps: Double = kind == .read ? 10 : 50
    return .transient(stop: duration + settling, maximumStep: width / steps)
  }

  /// The pulse of one line to a voltage; a line at 0 V stays there.
  func stimulus(_ voltage: Voltage) -> Stimulus {
    voltage == .zero ? .constant(0) : .pulse(amplitude: voltage.si, delay: .zero, edge: edge, width: width)
  }
}

extension Memristor {
  /// When the state passes the level at which a filament counts as switched, in the direction of a write.
  func switchingTime(_ name: String, _ kind: RowOperation.Kind, of state: Probe) -> Measure {
    let memory = device.memory
    let edge: Measure.Edge = (kind == .set) == (memory.lowResistance > memory.highResistance) ? .rise : .fall
    let level = memory.value(at: ArrayCircuit.switchedState)
    return Measure(
      name, .crossing(level: level, edge), of: state, meaning: "when that state passes \(SpiceNumber.shortest(level))")
  }
}

extension SolverOptions {
  /// Tolerances for pulses on cells. With them each of the 3150 read currents of the digit network's cells comes within
  /// 1e-4 of an integration of the same equations to 1e-9.
  ///
  /// The difficult cases are filaments that the end of a RESET leaves half-way. Their final state depends on errors of
  /// the rate while it is a millionth of its maximum, hence the tight absolute tolerances. Gear's method takes twice
  /// the steps.
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

import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A pulse on one cell of an array, with all other lines biased and every cell free to move: the deck of one simulator run,
/// and how its result is read. Made by `PassiveArray.pulsed`, `SelectorArray.pulsed` and `TransistorArray.pulsed`.
///
///     let pulsed = try array.pulsed(access, pulse)
///     let outcome = pulsed.outcome(of: try await engine.simulate(pulsed.deck))
public struct PulsedAccess: Sendable {
  /// Circuit, transient and probes: three currents, and the state of each memristor and selector that has one.
  public let deck: Deck
  /// The selected cell and the bias of all other lines.
  public let access: CellAccess
  /// When currents and states are sampled: the end of the pulse's plateau.
  public let sampleTime: Time
  private let cells: Grid<CellElement>
  private let selectors: Grid<HeldSelector>?
  /// The cells in the circuit; of the others no end leads anywhere.
  private let places: [(row: Int, column: Int)]
  /// Currents into the ends of the two selected lines: the sense node at 0 V, and the driver.
  private let sensed, driven: Probe

  init(
    _ access: CellAccess, _ pulse: PulseShape, circuit: Circuit, settling: Time, options: SolverOptions,
    cells: Grid<CellElement>, selectors: Grid<HeldSelector>? = nil, places: [(row: Int, column: Int)], sensed: Probe,
    driven: Probe
  ) {
    (self.access, self.cells, self.selectors, self.places) = (access, cells, selectors, places)
    (self.sensed, self.driven, sampleTime) = (sensed, driven, pulse.plateauEnd)
    let states = places.flatMap { row, column in
      [cells[row, column].stateProbe(row, column), selectors?[row, column].stateProbe(row, column)].compactMap { $0 }
    }
    deck = Deck(
      circuit: circuit, analysis: pulse.analysis(of: access.kind, settling: settling),
      probes: [Self.selectedCurrent, sensed, driven] + states, options: options)
  }

  private static let selectedCurrent = Probe.current(source: CellPart.selectedAmmeter)

  // MARK: Results

  /// What the pulse did.
  public struct Outcome: Sendable {
    /// State of each memristor when the analysis ends, after the falling edge, 0 (HRS) to 1 (LRS); 0 for resistors.
    public let states: Grid<Double>
    /// How far each selector was on at most, 0 to 1; nil for cells without, and for selectors without states.
    public let selectorPeaks: Grid<Double>?
    /// The same when the analysis ends.
    public let selectorStates: Grid<Double>?
    /// Of the selected cell at the end of the plateau, from bit line to source line or row to column.
    public let selectedCurrent: Current
    /// Into the sense node at the same time: the selected cell's and what comes around it.
    public let sensedCurrent: Current
  }

  /// Reads the result of this deck.
  public func outcome(of result: SimulationResult) -> Outcome {
    func sampled(_ probe: Probe) -> Current { .amperes(result.waveform(of: probe).value(at: sampleTime.si) ?? 0) }
    var states = cells.map { (cell: CellElement) -> Double in if case .memristor(_, let state) = cell { state } else { 0 } }
    var (peaks, last) = (cells.map { _ in 0.0 }, cells.map { _ in 0.0 })
    for (row, column) in places {
      if case .memristor(let memristor, _) = cells[row, column] {
        states[row, column] = memristor.device.memory.fraction(of: result.final(memristor.stateProbe(row, column)))
      }
      guard let selector = selectors?[row, column], let state = selector.selector.device.state,
        let probe = selector.stateProbe(row, column)
      else { continue }
      peaks[row, column] = result.values(of: probe).map(state.fraction).max() ?? 0
      last[row, column] = state.fraction(of: result.final(probe))
    }
    let haveStates = selectors?.elements.contains { $0.selector.device.state != nil } ?? false
    return Outcome(
      states: states, selectorPeaks: haveStates ? peaks : nil, selectorStates: haveStates ? last : nil,
      selectedCurrent: sampled(Self.selectedCurrent), sensedCurrent: sampled(sensed))
  }

  // MARK: Export

  /// Most cells of an array of which every state is a figure; of a larger one, those on the selected lines.
  private static let mostFigures = 64

  /// The deck with the figures to print: currents at the end of the plateau, the states of memristors then, when the selected
  /// one switches and its selector turns on, and how far the other selectors turn on.
  public var export: DeckExport {
    var deck = deck
    var measures = [
      Measure(
        .at(sampleTime), of: Self.selectedCurrent,
        meaning: "current of cell (\(access.row), \(access.column)) at the end of the pulse's plateau"),
      Measure(.at(sampleTime), of: sensed, meaning: "current into the sense node then: that and what flows around the cell"),
      Measure(
        .at(sampleTime), of: driven,
        meaning: "current into the driver of the other selected line then, so less than zero"),
    ]
    measures += memristorMeasures(access.row, access.column) + selectorMeasures(access.row, access.column)
    for (row, column) in places where !isSelected(row, column) {
      let isOnSelectedLine = row == access.row || column == access.column
      guard isOnSelectedLine || cells.rows * cells.columns <= Self.mostFigures else { continue }
      measures += memristorMeasures(row, column) + selectorMeasures(row, column)
    }
    deck.probes = []
    for measure in measures where !deck.probes.contains(measure.probe) { deck.probes.append(measure.probe) }
    return DeckExport(deck: deck, measures: measures)
  }

  private func isSelected(_ row: Int, _ column: Int) -> Bool { (row, column) == (access.row, access.column) }

  /// The state of a memristor, and when the selected one switches in a write.
  private func memristorMeasures(_ row: Int, _ column: Int) -> [Measure] {
    guard case .memristor(let memristor, _) = cells[row, column] else { return [] }
    let state = memristor.stateProbe(row, column)
    let then = Measure(
      "w_\(row)_\(column)", .at(sampleTime), of: state,
      meaning: "state of cell (\(row), \(column)) then, \(memristor.device.memory.range)")
    guard isSelected(row, column), access.kind != .read else { return [then] }
    return [then, memristor.switchingTime("t_switch_\(row)_\(column)", access.kind, of: state)]
  }

  /// The state of a selector that has one: over the pulse where it is the selected one's, else at most.
  private func selectorMeasures(_ row: Int, _ column: Int) -> [Measure] {
    guard let held = selectors?[row, column], let probe = held.stateProbe(row, column), let state = held.selector.device.state,
      case .transient(let stop, _) = deck.analysis
    else { return [] }
    let (place, rises) = ("\(row)_\(column)", state.lowResistance > state.highResistance)
    let whose = "state of the selector of cell (\(row), \(column))"
    let range = "\(SpiceNumber.shortest(state.highResistance)) (off) to \(SpiceNumber.shortest(state.lowResistance)) (on)"
    guard isSelected(row, column) else {
      return [
        Measure(
          "sel_most_\(place)", rises ? .maximum : .minimum, of: probe, meaning: "\(whose) when it is most on, \(range)")
      ]
    }
    let half = state.value(at: 0.5)
    return [
      Measure("sel_\(place)", .at(sampleTime), of: probe, meaning: "\(whose) at the end of the plateau, \(range)"),
      Measure("sel_end_\(place)", .at(stop), of: probe, meaning: "the same in the end"),
      Measure(
        "t_on_\(place)", .crossing(level: half, rises ? .rise : .fall), of: probe,
        meaning: "when it passes \(SpiceNumber.shortest(half)), on its way to on"),
    ]
  }
}

extension CellElement {
  /// The node of a memristor's state; nil for a resistor.
  fileprivate func stateProbe(_ row: Int, _ column: Int) -> Probe? {
    if case .memristor(let memristor, _) = self { memristor.stateProbe(row, column) } else { nil }
  }
}

extension HeldSelector {
  /// The node of the selector's state; nil for one without.
  fileprivate func stateProbe(_ row: Int, _ column: Int) -> Probe? {
    selector.device.state.map { .inner(instance: CellPart.selector.name(row, column), node: $0.node) }
  }
}

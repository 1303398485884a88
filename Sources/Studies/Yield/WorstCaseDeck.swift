import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting

extension YieldStudy {
  /// The decks of a measure's most probable failing cell: each pulse that decides, and the read after it as an operating
  /// point. They state what ngspice finds in them.
  /// - Returns: also, in words, which deck is missing, since the dialect cannot express it, or states no figures.
  func decks(
    _ measure: YieldMeasure, _ worst: WorstCell, on engine: any SpiceEngine
  ) async throws -> (files: [(name: String, text: String)], missing: [String]) {
    var (files, missing): ([(name: String, text: String)], [String]) = ([], [])
    for (name, step) in parts(measure, worst.steps) {
      let array = array(worst, isSet: step.operation.kind == .set, state: step.state)
      let onRow = step.operation.on(row: conditions.rows - 1, columns: [0])
      let file = "worst-\(name).\(dialect.traits.deckExtension)"
      do {
        var export =
          step.isRead
          ? try onRow.frozenExport(on: array, scope: .line)
          : try ArrayCircuit.circuits(for: onRow, on: array, scope: .line)[0].export
        export.deck.circuit.comments += comments(measure, worst, step)
        do {
          export.expected = try await export.expectedFigures(
            on: engine, tolerance: .usual(dialect, export.deck.analysis), timeLimit: Self.patience)
        } catch let error as SimulationError where error.concernsThisDeckOnly {
          missing.append("\(file) states no figures: \(error)")
        }
        files.append((file, try dialect.writer.text(export)))
      } catch let error as NetlistError {
        missing.append("there is no \(file): \(error)")
      }
    }
    return (files, missing)
  }

  /// For the figures of one deck: ngspice follows 1e9 reads of some devices step by step.
  private static let patience = Duration.seconds(20)

  /// The pulses after which a read decided, and these reads, of all that was done to a cell.
  private func parts(_ measure: YieldMeasure, _ steps: [YieldTrial.Step]) -> [(name: String, step: YieldTrial.Step)] {
    guard let last = steps.last, let pulse = steps.lastIndex(where: { !$0.isRead }) else { return [] }
    let deciding = [(measure.rawValue, steps[pulse]), ("\(measure.rawValue)-read", last)]
    guard measure == .read else { return deciding }
    // Two reads decide: the one after the SET, and the one after the RESET.
    guard let set = steps.lastIndex(where: { $0.operation.kind == .set }), set + 1 < steps.count else { return [] }
    return [("read-set", steps[set]), ("read-set-read", steps[set + 1]), ("read-reset", steps[pulse]), ("read-reset-read", last)]
  }

  private func array(_ worst: WorstCell, isSet: Bool, state: Double) -> CrossbarArray {
    CrossbarArray(
      memristors: Grid(rows: conditions.rows, columns: 1, repeating: isSet ? worst.cell.inSet : worst.cell.memristor),
      states: Grid(rows: conditions.rows, columns: 1, repeating: state), transistor: worst.cell.transistor,
      wires: conditions.wires)
  }

  private func comments(_ measure: YieldMeasure, _ worst: WorstCell, _ step: YieldTrial.Step) -> [String] {
    let space = space
    func text(_ value: Double) -> String { FigureText.significant(value, 4) }
    let head = [
      "dialect \(dialect.rawValue)",
      "the most probable cell of '\(device.name)' that \(measure.failure(conditions)), "
        + "\(text(worst.scores.length)) standard deviations from the median cell",
    ]
    let cell = space.names.indices.map { axis in
      let value = space.value(axis, of: worst.cell)
      return "\(space.names[axis]): \(text(worst.scores[axis])) standard deviations"
        + (value.map { ", \(text($0.value))\($0.unit.isEmpty ? "" : " " + $0.unit)" } ?? "")
    }
    let limit =
      "a current above \(SpiceNumber.shortest(conditions.read.thresholdCurrent.si)) A reads as 1"
      + (device.fluctuations.readNoise == nil ? "" : "; noise of the read multiplies the current by the factor above")
    return head + cell + (step.isRead ? [limit] : [])
  }
}

import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// The result of one array, cell by cell.
struct SneakOutcome: Sendable {
  let study: SneakStudy
  let memristors: Grid<Memristor>
  /// True for LRS.
  let states: Grid<Bool>
  /// Operating point of the read, with the cells as in the pattern.
  let read: ArrayOperatingPoint
  /// From two reads in the worst pattern.
  let margin: ReadMargin
  /// The effect of a SET and a RESET of the selected cell on the others.
  let disturb: WriteDisturb
  /// The cells that the read itself may write.
  let readDisturb: ReadDisturb
  /// What threshold selectors do in the read, in a SET and in a RESET; nil without such selectors.
  let selectors: AccessSelectors?

  /// Into the sensed line, from the selected cell.
  var selectedCurrent: Current { read.selectedCurrent(study.access(.read)) }
  /// Into the sensed line, from all other cells.
  var sneakCurrent: Current { read.sneakCurrent(study.access(.read)) }

  /// How often `simulate` reports progress.
  static let steps = 5

  /// Simulates the read of the pattern, two reads of the worst pattern, and a SET and a RESET of the selected cell.
  /// - Parameter afterEach: called `steps` times in all.
  static func simulate(
    _ study: SneakStudy, on engine: any SpiceEngine, afterEach: () throws -> Void = {}
  ) async throws -> SneakOutcome {
    let array = SneakArray(study)
    let pattern = array.patternElements
    let worst = [true, false].map { array.worstElements(selectedIsLow: $0) }
    // The pattern may be one of the worst ones.
    let others = worst.filter { $0 != pattern }
    let accesses: [(kind: RowOperation.Kind, elements: Grid<CellElement>)] =
      [
        (.read, pattern), (.set, array.patternElements(selectedIsLow: false)),
        (.reset, array.patternElements(selectedIsLow: true)),
      ] + others.map { (.read, $0) }
    let points = try await accesses.mapConcurrently(
      atMost: engine.capacity + 1, finished: { _, _ in try afterEach() }
    ) { access in
      try Task.checkCancellation()
      return try await array.operatingPoint(access.kind, of: access.elements, on: engine)
    }
    for _ in accesses.count..<steps { try afterEach() }
    func read(_ elements: Grid<CellElement>) -> ArrayOperatingPoint {
      (others.firstIndex(of: elements).map { points[3 + $0] } ?? points[0]).point
    }
    return SneakOutcome(
      study: study, memristors: array.memristors, states: array.states, read: points[0].point,
      margin: ReadMargin(lowCurrent: read(worst[0]).sensedCurrent, highCurrent: read(worst[1]).sensedCurrent),
      disturb: WriteDisturb(array, set: points[1].point, reset: points[2].point),
      readDisturb: ReadDisturb(array, read: points[0].point, high: read(worst[1])),
      selectors: AccessSelectors(points.map(\.states)))
  }
}

/// Threshold selectors in the three accesses of a study.
struct AccessSelectors: Sendable {
  let read, set, reset: SelectorStates

  /// - Parameter states: of read, SET and RESET, in this order; more are not used. Nil without threshold selectors.
  init?(_ states: [SelectorStates?]) {
    guard states.count > 2, let read = states[0], let set = states[1], let reset = states[2] else { return nil }
    (self.read, self.set, self.reset) = (read, set, reset)
  }

  /// Unselected cells whose selectors a SET or a RESET would turn on.
  var turnedOnByWrite: Int { zip(set.wouldTurnOn.elements, reset.wouldTurnOn.elements).count { $0 || $1 } }
  /// Those that the read would turn on.
  var turnedOnByRead: Int { read.wouldTurnOn.elements.count { $0 } }
}

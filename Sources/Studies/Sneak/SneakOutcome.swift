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
      others.firstIndex(of: elements).map { points[3 + $0] } ?? points[0]
    }
    return SneakOutcome(
      study: study, memristors: array.memristors, states: array.states, read: points[0],
      margin: ReadMargin(lowCurrent: read(worst[0]).sensedCurrent, highCurrent: read(worst[1]).sensedCurrent),
      disturb: WriteDisturb(array, set: points[1], reset: points[2]),
      readDisturb: ReadDisturb(array, read: points[0], high: read(worst[1])))
  }
}

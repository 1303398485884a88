import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What came out of one array, cell by cell.
struct SneakOutcome: Sendable {
  let study: SneakStudy
  let memristors: Grid<Memristor>
  /// True for LRS.
  let states: Grid<Bool>
  /// The read of the pattern.
  let read: ArrayOperatingPoint
  let margin: ReadMargin
  let disturb: WriteDisturb
  /// What the read itself would write.
  let readDisturb: ReadDisturb

  var selectedCurrent: Current { read.selectedCurrent(study.access(.read)) }
  var sneakCurrent: Current { read.sneakCurrent(study.access(.read)) }

  /// How often `simulate` tells that it has got further.
  static let steps = 5

  /// Finds the read of the pattern, two reads of the worst pattern, and a SET and a RESET of the selected cell.
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

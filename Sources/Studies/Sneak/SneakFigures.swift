import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// What came out of one array.
public struct SneakFigures: Sendable {
  public let configuration: SneakConfiguration
  public let memristors: Grid<Memristor>
  public let states: Grid<Bool>
  /// The read of the pattern.
  public let read: ArrayOperatingPoint
  public let margin: ReadMargin
  public let disturb: WriteDisturb
  /// What the read itself would write.
  public let readDisturb: ReadDisturb

  public var selectedCurrent: Current { read.selectedCurrent(configuration.access(.read)) }
  public var sneakCurrent: Current { read.sneakCurrent(configuration.access(.read)) }
  public var sensedCurrent: Current { read.sensedCurrent }

  /// Wall time of all operating points.
  public let time: Duration

  /// How often `simulate` tells that it has got further.
  static let steps = 5

  /// Finds the read of the pattern, two reads of the worst pattern, and a SET and a RESET of the selected cell.
  static func simulate(
    _ configuration: SneakConfiguration, on engine: any SpiceEngine, afterEach: () throws -> Void
  ) async throws -> SneakFigures {
    let start = ContinuousClock.now
    let array = SneakArray(configuration)
    let pattern = array.patternElements
    let worst = [true, false].map { array.worstElements(selectedIsLow: $0) }
    // The pattern may be one of the worst ones.
    let others = worst.filter { $0 != pattern }
    let accesses: [(kind: RowOperation.Kind, elements: Grid<CellElement>)] =
      [
        (.read, pattern), (.set, array.patternElements(selectedIsLow: false)),
        (.reset, array.patternElements(selectedIsLow: true)),
      ] + others.map { (.read, $0) }
    let points = try await simulatePoints(Array(accesses.indices), on: engine) { _, _ in
      try afterEach()
    } _: { index in
      try Task.checkCancellation()
      return try await array.operatingPoint(accesses[index].kind, of: accesses[index].elements, on: engine)
    }
    for _ in accesses.count..<steps { try afterEach() }
    func read(_ elements: Grid<CellElement>) -> ArrayOperatingPoint {
      others.firstIndex(of: elements).map { points[3 + $0] } ?? points[0]
    }
    return SneakFigures(
      configuration: configuration, memristors: array.memristors, states: array.states, read: points[0],
      margin: ReadMargin(lowCurrent: read(worst[0]).sensedCurrent, highCurrent: read(worst[1]).sensedCurrent),
      disturb: WriteDisturb(array, set: points[1], reset: points[2]),
      readDisturb: ReadDisturb(array, read: points[0], high: read(worst[1])), time: .now - start)
  }
}

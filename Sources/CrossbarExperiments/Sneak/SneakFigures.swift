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

  public var selectedCurrent: Current { read.selectedCurrent(configuration.access(.read)) }
  public var sneakCurrent: Current { read.sneakCurrent(configuration.access(.read)) }
  public var sensedCurrent: Current { read.sensedCurrent }

  /// Operating points that an array's figures take.
  static let analyses = 5

  /// Simulates the read of the pattern, two reads of the worst pattern, and a SET and a RESET of the selected cell.
  static func simulate(
    _ configuration: SneakConfiguration, on engine: any SpiceEngine, afterEach: () throws -> Void
  ) async throws -> SneakFigures {
    let array = SneakArray(configuration)
    func point(_ kind: RowOperation.Kind, _ elements: Grid<CellElement>) async throws -> ArrayOperatingPoint {
      try Task.checkCancellation()
      let point = try await array.operatingPoint(kind, of: elements, on: engine)
      try afterEach()
      return point
    }
    let read = try await point(.read, array.patternElements)
    let low = try await point(.read, array.worstElements(selectedIsLow: true))
    let high = try await point(.read, array.worstElements(selectedIsLow: false))
    let set = try await point(.set, array.patternElements(selectedIsLow: false))
    let reset = try await point(.reset, array.patternElements(selectedIsLow: true))
    return SneakFigures(
      configuration: configuration, memristors: array.memristors, states: array.states, read: read,
      margin: ReadMargin(lowCurrent: low.sensedCurrent, highCurrent: high.sensedCurrent),
      disturb: WriteDisturb(array, set: set, reset: reset))
  }
}

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

  /// How often `simulate` tells that it has got further.
  static let steps = 5

  /// Simulates the read of the pattern, two reads of the worst pattern, and a SET and a RESET of the selected cell.
  static func simulate(
    _ configuration: SneakConfiguration, on engine: any SpiceEngine, afterEach: () throws -> Void
  ) async throws -> SneakFigures {
    let array = SneakArray(configuration)
    let pattern = array.patternElements
    var read: ArrayOperatingPoint?
    func point(_ kind: RowOperation.Kind, _ elements: Grid<CellElement>) async throws -> ArrayOperatingPoint {
      try Task.checkCancellation()
      // The pattern may be one of the worst ones.
      let known = kind == .read && elements == pattern ? read : nil
      let point = if let known { known } else { try await array.operatingPoint(kind, of: elements, on: engine) }
      try afterEach()
      return point
    }
    let ofPattern = try await point(.read, pattern)
    read = ofPattern
    let low = try await point(.read, array.worstElements(selectedIsLow: true))
    let high = try await point(.read, array.worstElements(selectedIsLow: false))
    let set = try await point(.set, array.patternElements(selectedIsLow: false))
    let reset = try await point(.reset, array.patternElements(selectedIsLow: true))
    return SneakFigures(
      configuration: configuration, memristors: array.memristors, states: array.states, read: ofPattern,
      margin: ReadMargin(lowCurrent: low.sensedCurrent, highCurrent: high.sensedCurrent),
      disturb: WriteDisturb(array, set: set, reset: reset))
  }
}

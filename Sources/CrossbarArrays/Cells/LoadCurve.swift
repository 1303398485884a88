import CircuitSimulation
import CrossbarPrimitives
import Netlisting

/// What transistor, wires and drivers let through while the memristor holds a voltage: the load line of a write.
///
/// Magnitudes, in a RESET too. Where a memristor asks for more current at its switching voltage than the curve has
/// there, it never sees that voltage.
public struct LoadCurve: Hashable, Sendable {
  /// Across the memristor, from 0 V to the amplitude.
  public let voltages: [Voltage]
  /// One for each voltage.
  public let currents: [Current]

  static let steps = 100

  /// - Parameter current: of the source that was swept in the memristor's place.
  init(_ result: SimulationResult, current: Probe) {
    voltages = result.scale.map { .volts(abs($0)) }
    currents = result.values(of: current).map { .amperes(abs($0)) }
  }

  /// The current at a voltage, interpolated; nil beyond the amplitude.
  public func current(at voltage: Voltage) -> Current? {
    guard let last = voltages.last, voltage >= .zero, voltage <= last else { return nil }
    let position = voltage / last * Double(voltages.count - 1)
    let below = min(Int(position), voltages.count - 2)
    let fraction = position - Double(below)
    return currents[below] + (currents[below + 1] - currents[below]) * fraction
  }
}

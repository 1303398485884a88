import CircuitSimulation
import CrossbarPrimitives
import Netlisting

/// The load line of a write: the current that transistor, wires and drivers pass while the memristor holds a voltage.
///
/// All values are magnitudes, in a RESET too. If a memristor at its switching voltage would draw more current than the
/// curve has there, it never reaches that voltage.
public struct LoadCurve: Hashable, Sendable {
  /// Voltages across the memristor, rising from 0 V to the amplitude in equal steps.
  public let voltages: [Voltage]
  /// Current at each of the voltages.
  public let currents: [Current]

  /// Intervals of the sweep, from 0 V to the amplitude.
  static let steps = 100

  /// - Parameter current: probe of the source that was swept in the memristor's place.
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

import CrossbarPrimitives

/// Why a network has no answer.
public enum CrossbarSolverError: Error, Equatable {
  /// The network's numbers make no circuit.
  case invalidNetwork(reason: String)
  /// Neither iteration nor elimination reached the tolerance.
  case notConverged(iterations: Int, relativeChange: Double, tolerance: Double, place: String?, advice: String)
  /// The answer lies outside of what the sources allow: the network's numbers are more than the arithmetic can hold.
  case impossibleVoltage(place: String, Double, VoltageRange)
}

extension CrossbarSolverError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidNetwork(let reason): "the network cannot be solved: \(reason)."
    case .notConverged(let iterations, let change, let tolerance, let place, let advice):
      "not converged after \(iterations) iterations: currents still change by \(change) of their size"
        + (place.map { " at \($0)" } ?? "") + ", and \(tolerance) is asked for. \(advice)"
    case .impossibleVoltage(let place, let voltage, let allowed):
      "\(place) would be at \(SpiceNumber.shortest(voltage)) V, and the sources allow \(allowed): the network's resistances lie "
        + "too far apart for double precision. Wires without resistance are merged nodes: give them 0 ohm."
    }
  }
}

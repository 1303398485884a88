import CrossbarPrimitives

/// Why a network could not be solved.
public enum CrossbarSolverError: Error, Equatable {
  /// The network's values do not describe a circuit; `reason` names the first that is wrong, and what is allowed.
  case invalidNetwork(reason: String)
  /// Neither iteration nor elimination reached the tolerance. `relativeChange` is that of the worst end's current in
  /// the last round, `place` names that end.
  case notConverged(iterations: Int, relativeChange: Double, tolerance: Double, place: String?, advice: String)
  /// A voltage of the solution is outside the range of the sources: the network's resistances lie too far apart for
  /// double precision.
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

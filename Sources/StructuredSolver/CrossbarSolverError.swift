/// Why a network has no answer.
public enum CrossbarSolverError: Error, Equatable {
  /// The network's numbers make no circuit.
  case invalidNetwork(reason: String)
  /// Neither iteration nor elimination reached the tolerance.
  case notConverged(iterations: Int, relativeChange: Double, tolerance: Double, place: String?, advice: String)
}

extension CrossbarSolverError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidNetwork(let reason): "the network cannot be solved: \(reason)."
    case .notConverged(let iterations, let change, let tolerance, let place, let advice):
      "not converged after \(iterations) iterations: currents still change by \(change) of their size"
        + (place.map { " at \($0)" } ?? "") + ", and \(tolerance) is asked for. \(advice)"
    }
  }
}

import Netlisting

extension SimulationResult {
  /// Makes a result of what an engine returned, after checking all of it.
  /// - Parameters:
  ///   - values: probes × points, in the order of `probes`.
  ///   - scale: time or the swept value, as the engine left it; nil if it left none.
  /// - Throws: `SimulationError` if points are missing, or if a value is one that no circuit can have.
  public init(
    checking values: [[Double]], of probes: [Probe], scale: [Double]?, analysis: Analysis, warnings: [String]
  ) throws(SimulationError) {
    let scale = try Self.checked(scale, of: analysis)
    let count = analysis == .operatingPoint ? 1 : scale.count
    for (probe, values) in zip(probes, values) {
      guard values.count == count else {
        throw .wrongLength(probe: probe.description, expected: count, found: values.count)
      }
      for value in values {
        if !value.isFinite { throw .nonFiniteValue(probe: probe.description, value: value) }
        if abs(value) > Self.largestBelievable {
          throw .absurdValue(probe: probe.description, value: value, limit: Self.largestBelievable)
        }
      }
    }
    self.init(scale: scale, probes: probes, values: values, warnings: warnings)
  }

  /// The largest magnitude of a value that is accepted, V or A. No voltage or current of a crossbar comes near; those of floating
  /// nodes do.
  private static let largestBelievable = 1e6

  /// The scale, which must reach the end of the transient or have the sweep's number of points; empty for an operating point.
  private static func checked(_ scale: [Double]?, of analysis: Analysis) throws(SimulationError) -> [Double] {
    if analysis == .operatingPoint { return [] }
    guard let scale else { throw .missingVector(probe: analysis.name, engineMessage: "the result has no scale") }
    if case .transient(let stop, _) = analysis {
      guard let last = scale.last, last >= stop.si * (1 - 1e-9) else {
        throw .analysisFailed(
          analysis: analysis.name, element: nil,
          engineMessage: "it ended at \(scale.last ?? 0) s, before its stop at \(stop.si) s")
      }
    } else if let expected = analysis.sweepPointCount, scale.count != expected {
      throw .wrongLength(probe: analysis.name, expected: expected, found: scale.count)
    }
    return scale
  }
}

extension Analysis {
  /// The name in error messages.
  package var name: String {
    switch self {
    case .operatingPoint: "operating point"
    case .sweep: "sweep"
    case .transient: "transient"
    }
  }
}

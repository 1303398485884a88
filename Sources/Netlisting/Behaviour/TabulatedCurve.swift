/// Samples a current over voltage as points of a smooth curve, for simulators without formulas.
public enum TabulatedCurve {
  /// A voltage, V, and the current at it, A.
  public struct Point: Hashable, Sendable {
    /// Of the first node against the second, V.
    public var voltage: Double
    /// From the first node to the second, A.
    public var current: Double
    /// Both in SI units; voltages must rise from point to point of a curve.
    public init(voltage: Double, current: Double) {
      self.voltage = voltage
      self.current = current
    }
  }

  /// The conductance, S, if the curve is a straight line through the origin; otherwise nil.
  /// - Parameters:
  ///   - current: the current at a voltage, A; nil where it has none.
  ///   - limit: the curve is compared with the line at five voltages within plus and minus this, V.
  static func conductance(of current: (Double) -> Double?, within limit: Double) -> Double? {
    guard let end = current(limit) else { return nil }
    let slope = end / limit
    for fraction in [-1, -0.5, -0.1, 0.1, 0.5] {
      guard let value = current(fraction * limit), abs(value - slope * fraction * limit) <= 1e-12 * abs(end) else {
        return nil
      }
    }
    return slope
  }

  /// Equidistant points, dense enough that a cubic through four neighbours meets the curve midway between the inner two.
  ///
  /// The number of points is about doubled from 9 until it suffices. Nil if even 1025 do not, or if the curve has no value
  /// somewhere.
  /// - Parameters:
  ///   - limit: the points cover voltages from minus this to plus this, V.
  ///   - tolerance: allowed deviation, relative to the current; near 0 V, to what the chord conductance carries at one step.
  static func points(
    of current: (Double) -> Double?, within limit: Double, tolerance: Double = 1e-6
  ) -> [Point]? {
    var count = 9
    while count <= 1025 {
      let step = 2 * limit / Double(count - 1)
      // Symmetric about 0 V, which is a point itself and so has the curve's exact value.
      let voltages = (0..<count).map { Double($0 - count / 2) * step }
      let currents = voltages.compactMap(current)
      guard currents.count == count, let scale = currents.last.map({ abs($0) / limit }) else { return nil }
      let isDense = (1..<(count - 2)).allSatisfy { index in
        let middle = voltages[index] + step / 2
        guard let exact = current(middle) else { return false }
        let cubic =
          (9 * (currents[index] + currents[index + 1]) - currents[index - 1] - currents[index + 2]) / 16
        return abs(cubic - exact) <= tolerance * max(abs(exact), scale * step)
      }
      if isDense { return zip(voltages, currents).map { Point(voltage: $0, current: $1) } }
      count = 2 * count - 1
    }
    return nil
  }
}

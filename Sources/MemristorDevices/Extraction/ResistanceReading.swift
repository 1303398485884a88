/// Resistances from a segment of a sweep; `parameters` uses them for R_LRS and R_HRS.
extension VoltageSweep {
  /// An ohmic resistance, ohm: least squares of I = G V over samples up to `limit` from zero.
  ///
  /// It is V/I close to zero, with the noise of the single sample averaged out.
  ///
  /// - Parameters:
  ///   - limit: largest |V| that is used, V; if all samples lie beyond it, the nearest one is used alone.
  ///   - largestCurrent: samples with more current are left out, A, as a compliance may hold them.
  /// - Returns: nil without samples, or where the current flows against the voltage.
  func ohmicResistance(in segment: Range<Int>, upTo limit: Double, largestCurrent: Double = .infinity) -> Double? {
    let usable = segment.filter { voltages[$0] != 0 && abs(currents[$0]) <= largestCurrent }
    var chosen = usable.filter { abs(voltages[$0]) <= limit * (1 + 1e-9) }
    if chosen.isEmpty, let nearest = usable.min(by: { abs(voltages[$0]) < abs(voltages[$1]) }) { chosen = [nearest] }
    let (products, squares) = chosen.reduce((0.0, 0.0)) {
      ($0.0 + voltages[$1] * currents[$1], $0.1 + voltages[$1] * voltages[$1])
    }
    return products > 0 ? squares / products : nil
  }

  /// V/I of the high-resistance state at a voltage, ohm.
  ///
  /// Least squares of I = a V + b V|V|, the ohmic and the space-charge-limited current, over samples up to 1.2 times the
  /// voltage; linear interpolation between two samples where there are fewer than four.
  ///
  /// - Parameter voltage: magnitude, V; the segment may be of either sign.
  /// - Returns: nil where the fitted current is below twice its standard error, or the segment does not reach the
  ///   voltage.
  func nonlinearResistance(in segment: Range<Int>, at voltage: Double) -> Double? {
    let points = segment.map { (voltage: abs(voltages[$0]), current: voltages[$0] < 0 ? -currents[$0] : currents[$0]) }
      .filter { $0.voltage > 0 }.sorted { $0.voltage < $1.voltage }
    guard let above = points.firstIndex(where: { $0.voltage >= voltage * (1 - 1e-9) }) else { return nil }
    let window = points.prefix { $0.voltage <= 1.2 * voltage * (1 + 1e-9) }
    guard window.count >= 4 else {
      // Every characteristic passes through the origin, even if it was not measured there.
      let (high, low) = (points[above], above > 0 ? points[above - 1] : (voltage: 0, current: 0))
      let fraction = (voltage - low.voltage) / (high.voltage - low.voltage)
      let current = low.current + fraction * (high.current - low.current)
      return current > 0 ? voltage / current : nil
    }
    var (s2, s3, s4, iv, ivv) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (v, i) in window {
      (s2, s3, s4) = (s2 + v * v, s3 + v * v * v, s4 + v * v * v * v)
      (iv, ivv) = (iv + i * v, ivv + i * v * v)
    }
    let determinant = s2 * s4 - s3 * s3
    guard determinant > 0 else { return nil }
    let (a, b) = ((iv * s4 - ivv * s3) / determinant, (ivv * s2 - iv * s3) / determinant)
    let current = a * voltage + b * voltage * voltage
    let residual = window.reduce(0) { sum, point in
      let error = point.current - a * point.voltage - b * point.voltage * point.voltage
      return sum + error * error
    }
    let leverage =
      voltage * voltage * (s4 - 2 * voltage * s3 + voltage * voltage * s2) / determinant
    let standardError = (residual / Double(window.count - 2) * max(0, leverage)).squareRoot()
    return current > 2 * standardError && current > 0 ? voltage / current : nil
  }
}

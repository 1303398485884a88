import CrossbarPrimitives

/// What several dialects say alike, beside the base.
extension SpiceWriter {
  /// Start, stop and step of a sweep of two points that ends at a value.
  func twoPoints(to value: Double) -> [Double] {
    let start = value == 0 ? -0.1 : 0
    return [start, value, value - start]
  }

  /// Longer than any transient of the pulse: some programs repeat it at once if no period is given.
  func pulsePeriod(delay: Time, edge: Time, width: Time) -> Time { (delay + edge * 4 + width) * 2 }

  /// A stimulus with the pulse's period spelled out.
  func periodicStimulus(_ stimulus: Stimulus) -> String {
    switch stimulus {
    case .constant(let value): return "DC \(formatNumber(value))"
    case .pulse(let amplitude, let delay, let edge, let width):
      let values = [
        0, amplitude, delay.si, edge.si, edge.si, width.si, pulsePeriod(delay: delay, edge: edge, width: width).si,
      ]
      return "PULSE(" + values.map(formatNumber).joined(separator: " ") + ")"
    case .piecewiseLinear(let points):
      return "PWL(" + points.map { "\(formatNumber($0.time.si)) \(formatNumber($0.value))" }.joined(separator: " ") + ")"
    }
  }

  // `.measure` as HSPICE introduced it and most took over.

  /// A measure of a transient.
  /// - Parameter keyword: the statement's name with the analysis, such as `.meas tran`.
  func transientMeasure(_ measure: Measure, keyword: String, stop: Time) -> String {
    let head = "\(keyword) \(measure.name)"
    let probe = formatProbe(measure.probe)
    switch measure.kind {
    case .at(let time): return "\(head) find \(probe) at=\(formatNumber(time.si))"
    case .value: return "\(head) find \(probe) at=\(formatNumber(stop.si))"
    case .maximum: return "\(head) max \(probe)"
    case .minimum: return "\(head) min \(probe)"
    case .integral: return "\(head) integ \(probe) from=0 to=\(formatNumber(stop.si))"
    case .crossing(let level, let edge): return "\(head) when \(probe)=\(formatNumber(level)) \(edge.rawValue)=1"
    }
  }

  /// A measure at the end of a sweep that leads to the operating point.
  func sweepMeasure(_ measure: Measure, keyword: String, at value: Double) -> String {
    "\(keyword) \(measure.name) find \(formatProbe(measure.probe)) at=\(formatNumber(value))"
  }
}

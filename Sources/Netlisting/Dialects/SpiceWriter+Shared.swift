import CrossbarPrimitives

/// What several dialects write in the same way, besides the defaults.
extension SpiceWriter {
  /// A `.dc` statement. An operating point becomes a short sweep that includes it, or `.op` if there is no source to sweep.
  /// - Parameter keyword: the statement's name in the dialect's spelling.
  func writeSweep(of deck: Deck, keyword: String, to lines: inout [String]) {
    guard let (source, end) = sweptSource(of: deck) else { return lines.append(".op") }
    var points = end == 0 ? [-0.1, 0, 0.1] : [0, end, end]
    if case .sweep(_, let start, let stop, let step) = deck.analysis { points = [start, stop, step] }
    lines.append(([keyword, source] + points.map(formatNumber)).joined(separator: " "))
  }

  /// A period longer than the pulse, twice over: some simulators repeat the pulse at once if no period is given.
  func pulsePeriod(delay: Time, edge: Time, width: Time) -> Time { (delay + edge * 4 + width) * 2 }

  /// A source's value over time in SPICE's notation: `DC`, `PULSE` or `PWL`.
  /// - Parameter isPeriodic: whether the period of a pulse is written.
  func stimulusText(_ stimulus: Stimulus, isPeriodic: Bool) -> String {
    switch stimulus {
    case .constant(let value): return "DC \(formatNumber(value))"
    case .pulse(let amplitude, let delay, let edge, let width):
      let period = isPeriodic ? [pulsePeriod(delay: delay, edge: edge, width: width).si] : []
      let values = [0, amplitude, delay.si, edge.si, edge.si, width.si] + period
      return "PULSE(" + values.map(formatNumber).joined(separator: " ") + ")"
    case .piecewiseLinear(let points):
      return "PWL(" + points.map { "\(formatNumber($0.time.si)) \(formatNumber($0.value))" }.joined(separator: " ") + ")"
    }
  }

  // `.measure` in HSPICE's form, which most other simulators adopted.

  /// A measure of a transient.
  /// - Parameters:
  ///   - keyword: the statement's name with the analysis, such as `.meas tran`.
  ///   - stop: the end of the transient, to which integrals extend.
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

  /// The measures of a transient, or the values at the end of a sweep or at an operating point.
  /// - Parameters:
  ///   - transient: the statement's name with the analysis, such as `.meas tran`.
  ///   - sweep: the same for a sweep.
  func writeMeasures(
    _ measures: [Measure], of deck: Deck, transient: String, sweep: String, to lines: inout [String]
  ) {
    for measure in measures {
      if case .transient(let stop, _) = deck.analysis {
        lines.append(transientMeasure(measure, keyword: transient, stop: stop))
      } else {
        let end = formatNumber(sweptSource(of: deck)?.value ?? 0)
        lines.append("\(sweep) \(measure.name) find \(formatProbe(measure.probe)) at=\(end)")
      }
    }
  }
}

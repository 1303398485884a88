import Netlisting

extension SimulationResult {
  /// The figure of a measure, in the measure's unit; nil for a crossing that does not occur.
  /// - Precondition: the measure's probe is one of the result's, and the analysis yields such a measure.
  public func value(of measure: Measure) -> Double? {
    switch measure.kind {
    case .value: final(measure.probe)
    case .at(let time): waveform(of: measure.probe).value(at: time.si)
    case .maximum: values(of: measure.probe).max()
    case .minimum: values(of: measure.probe).min()
    case .integral: waveform(of: measure.probe).integral()
    case .crossing(let level, let edge): waveform(of: measure.probe).firstCrossing(of: level, edge)
    }
  }
}

extension Waveform {
  /// The time at which the waveform first passes a level, s, interpolated linearly between its points; nil if it never does.
  /// - Parameters:
  ///   - level: in the waveform's unit. A point exactly at the level counts as passed when it is reached.
  ///   - edge: the direction of the crossing.
  public func firstCrossing(of level: Double, _ edge: Measure.Edge) -> Double? {
    for index in time.indices.dropFirst() {
      let (before, after) = (values[index - 1], values[index])
      let passes = edge == .rise ? before < level && after >= level : before > level && after <= level
      guard passes else { continue }
      return time[index - 1] + (level - before) / (after - before) * (time[index] - time[index - 1])
    }
    return nil
  }
}

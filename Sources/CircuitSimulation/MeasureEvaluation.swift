import Netlisting

extension SimulationResult {
  /// The figure a measure asks for; nil for a crossing that never comes.
  /// - Precondition: the measure's probe was asked for, and its analysis is the measure's.
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
  /// When the waveform first passes a level, on a straight line between its points; nil if it never does.
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

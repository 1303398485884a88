import Netlisting

extension SimulationResult {
  /// The figure a measure asks for; nil for a crossing that never comes.
  /// - Precondition: the measure's probe is one of the deck's, and its analysis the measure's.
  public func value(of measure: Measure, in deck: Deck) -> Double? {
    guard let index = deck.probes.firstIndex(of: measure.probe) else { return nil }
    switch measure.kind {
    case .value: return final(index)
    case .at(let time): return waveform(index).value(at: time.si)
    case .maximum: return values[index].max()
    case .minimum: return values[index].min()
    case .integral: return waveform(index).integral()
    case .crossing(let level, let edge): return waveform(index).firstCrossing(of: level, edge)
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

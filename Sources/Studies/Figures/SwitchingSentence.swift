import CrossbarPrimitives

/// What a device does, in a sentence: the voltages that switch it and its resistances in both states. Any of them may be
/// unknown.
struct SwitchingSentence {
  var set: Voltage?
  /// Magnitude.
  var reset: Voltage?
  /// When on and when off.
  var low, high: Resistance?
  /// Whether a device's own resistance when on is below `low`.
  var isLowBound = false

  /// - Parameters:
  ///   - device: begins the sentence, as in `The fitted device`.
  ///   - basis: what the figures are taken from, as in `medians of 12 loops`; nil for nothing.
  /// - Returns: nil where nothing is known.
  func text(of device: String, basis: String?) -> String? {
    let voltages = [set.map { "SETs at \($0.prefixed)" }, reset.map { "RESETs at \($0.prefixed)" }].compactMap { $0 }
    let resistances = [
      low.map { "\(isLowBound ? "below " : "")\($0.prefixed) when on" }, high.map { "\($0.prefixed) when off" },
    ].compactMap { $0 }
    let has = resistances.isEmpty ? [] : ["has " + resistances.joined(separator: " and ")]
    let clauses = (voltages.isEmpty ? [] : [voltages.joined(separator: " and ")]) + has
    guard !clauses.isEmpty else { return nil }
    return "\(device) \(clauses.joined(separator: "; it "))\(basis.map { " (\($0))" } ?? "")."
  }
}

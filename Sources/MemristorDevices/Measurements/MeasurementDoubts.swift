import CrossbarPrimitives
import Foundation

/// What in measured samples makes it doubtful that they were read as they are meant.
struct MeasurementDoubts: Hashable, Sendable {
  /// The least |V / I| of all samples beyond 10 mV, ohm; nil if it is an ohm or more, as is the case for all devices.
  private(set) var lowResistance: Double?
  /// Whether currents are positive at voltages of both signs.
  private(set) var hasMagnitudes = false
  /// Whether nearly all currents flow against the voltage, which no device can do: they are those of the other electrode.
  private(set) var isReversed = false

  init(_ sweeps: [MeasuredSweep]) {
    var (least, against, with) = (Double.infinity, 0, 0)
    var (positiveBelow, negativeBelow, positiveAbove) = (0, 0, 0)
    for sweep in sweeps {
      for (voltage, current) in zip(sweep.sweep.voltages, sweep.sweep.currents) where abs(voltage) > 0.01 && current != 0 {
        least = min(least, abs(voltage / current))
        if (voltage > 0) == (current > 0) { with += 1 } else { against += 1 }
        if voltage < 0 { if current > 0 { positiveBelow += 1 } else { negativeBelow += 1 } }
        if voltage > 0, current > 0 { positiveAbove += 1 }
      }
    }
    if least < 1 { lowResistance = least }
    hasMagnitudes = positiveBelow >= 5 && negativeBelow == 0 && positiveAbove >= 5
    isReversed = against >= 10 && against > 20 * with
  }

  /// Doubts about several files in words, one for each kind.
  static func words(_ files: [(name: String, doubts: MeasurementDoubts)]) -> [String] {
    var words: [String] = []
    func add(_ names: [String], _ text: String) {
      guard !names.isEmpty else { return }
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more files" : "")
      words.append("\(shown): \(text)")
    }
    let low = files.filter { $0.doubts.lowResistance != nil }
    if let least = low.compactMap(\.doubts.lowResistance).min() {
      // The unit with which the least resistance is one that a device can have.
      let unit = [("mA", 1e3), ("uA", 1e6), ("nA", 1e9)].first { least * $0.1 >= 50 }?.0 ?? "nA"
      add(
        low.map(\.name),
        "R of \(String(format: "%.2g", least)) ohm: no device has \(least < 0.1 ? "milliohms" : "less than an ohm"). Are the currents in "
          + "\(unit)? Then give --current-unit \(unit); or are current and voltage exchanged? Then give --columns, as in V=2,I=1")
    }
    add(
      files.filter(\.doubts.hasMagnitudes).map(\.name),
      "the currents are positive at negative voltages too. If they are magnitudes, give --magnitude")
    return words
  }
}

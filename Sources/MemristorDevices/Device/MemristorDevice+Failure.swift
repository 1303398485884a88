import CrossbarPrimitives
import Foundation

/// What the device's distributions alone say of writes: closed forms, with ideal transistor, wires and drivers. Nil for a
/// device whose parameters are not the voltages and resistances that they need, or are correlated.
extension MemristorDevice {
  /// The share of cells that one pulse does not write: those whose V_SET or V_RESET is above the amplitude, and those whose
  /// R_LRS or R_HRS is on the wrong side of the threshold.
  /// - Parameters:
  ///   - bit: true for a SET.
  ///   - switching: the share of the cells that have to switch; the others hold the bit before they are written.
  public func failureProbability(
    writing bit: Bool, amplitude: Voltage, threshold: Resistance, switching: Double = 1
  ) -> Double? {
    guard let voltage = independent(bit ? .setVoltage : .resetVoltage),
      let readable = readableShare(of: bit, threshold: threshold)
    else { return nil }
    return 1 - (1 - switching * voltage.exceedance(amplitude.si)) * readable
  }

  /// What to say of a read voltage before it is used: nil where it is below the switching voltages of nearly all cells.
  ///
  /// A read lasts as long as a write. Where it reaches a cell's V_SET it writes the cell; V_RESET is what it would reach in
  /// the other direction, as on the unselected cells of a passive array.
  public func readWarning(at voltage: Voltage) -> String? {
    let reached = [DeviceRole.setVoltage, .resetVoltage].compactMap { role in
      distribution(of: role).map { (role, share: $0.cumulative(voltage.si)) }
    }
    guard reached.contains(where: { $0.share >= Self.tolerableReadDisturb }) else { return nil }
    let words = reached.map { "\($0.0.symbol) of \(String(format: "%.2g %%", 100 * $0.share)) of the cells" }
    return "the read voltage of \(voltage) may write: by the device's statistics it reaches \(words.joined(separator: " and "))"
  }

  /// The share of cells whose switching voltage a read may reach without a word.
  public static let tolerableReadDisturb = 0.01

  /// The lowest amplitude at which the device alone is written with a given success.
  /// - Returns: nil also if no amplitude is enough, since too many cells are on the wrong side of the threshold when switched.
  public func amplitude(forSuccess target: Double, writing bit: Bool, threshold: Resistance) -> Voltage? {
    guard let voltage = independent(bit ? .setVoltage : .resetVoltage),
      let readable = readableShare(of: bit, threshold: threshold), readable > target
    else { return nil }
    // No device needs 10^6 V; halving the interval 100 times leaves none of it.
    var (low, high) = (0.0, 1e6)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if voltage.cumulative(middle) * readable < target { low = middle } else { high = middle }
    }
    return .volts(high)
  }

  /// The share of switched cells that read as what they were switched to.
  private func readableShare(of bit: Bool, threshold: Resistance) -> Double? {
    independent(bit ? .lowResistance : .highResistance).map {
      bit ? $0.cumulative(threshold.si) : $0.exceedance(threshold.si)
    }
  }

  private func independent(_ role: DeviceRole) -> ParameterDistribution? {
    description.correlations.isEmpty ? distribution(of: role) : nil
  }
}

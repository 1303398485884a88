import CrossbarPrimitives
import Foundation

/// Write failures by the device's distributions alone, in closed form, with ideal transistor, wires and drivers.
///
/// Studies compare their simulated shares with these. Nil for a device whose parameters are correlated or are not the
/// voltages and resistances needed.
extension MemristorDevice {
  /// The share of cells that a single pulse fails to write, 0 to 1: those whose V_SET or V_RESET lies above the
  /// amplitude, and those whose R_LRS or R_HRS lies on the wrong side of the threshold.
  ///
  /// - Parameters:
  ///   - bit: true for a SET, false for a RESET.
  ///   - amplitude: magnitude of the pulse.
  ///   - switching: share of the cells that have to switch; the others already hold the bit.
  public func failureProbability(
    writing bit: Bool, amplitude: Voltage, threshold: Resistance, switching: Double = 1
  ) -> Double? {
    guard let voltage = independent(bit ? .setVoltage : .resetVoltage),
      let readable = readableShare(of: bit, threshold: threshold)
    else { return nil }
    return 1 - (1 - switching * voltage.exceedance(amplitude.si)) * readable
  }

  /// A warning about a read voltage that would write: nil while it is below the switching voltages of nearly all cells.
  ///
  /// A read lasts as long as a write, so one that reaches a cell's V_SET writes the cell. V_RESET is what it would reach
  /// in the other direction, as on the unselected cells of a passive array.
  public func readWarning(at voltage: Voltage) -> String? {
    let reached = [DeviceRole.setVoltage, .resetVoltage].compactMap { role in
      distribution(of: role).map { (role, share: $0.cumulative(voltage.si)) }
    }
    guard reached.contains(where: { $0.share >= Self.tolerableReadDisturb }) else { return nil }
    let words = reached.map { "\($0.0.symbol) of \(String(format: "%.2g %%", 100 * $0.share)) of the cells" }
    return "the read voltage of \(voltage) may write: by the device's statistics it reaches \(words.joined(separator: " and "))"
  }

  /// Share of cells whose switching voltage a read may reach without a warning.
  public static let tolerableReadDisturb = 0.01

  /// The lowest amplitude at which the device alone is written with a given success rate, by bisection.
  ///
  /// - Parameter target: share of successful writes, 0 to 1.
  /// - Returns: nil also if no amplitude suffices, since too many cells read on the wrong side of the threshold after
  ///   switching.
  public func amplitude(forSuccess target: Double, writing bit: Bool, threshold: Resistance) -> Voltage? {
    guard let voltage = independent(bit ? .setVoltage : .resetVoltage),
      let readable = readableShare(of: bit, threshold: threshold), readable > target
    else { return nil }
    // No device needs 10^6 V; 100 halvings reduce that to less than a double resolves.
    var (low, high) = (0.0, 1e6)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if voltage.cumulative(middle) * readable < target { low = middle } else { high = middle }
    }
    return .volts(high)
  }

  /// The share of switched cells that read as the bit written.
  private func readableShare(of bit: Bool, threshold: Resistance) -> Double? {
    independent(bit ? .lowResistance : .highResistance).map {
      bit ? $0.cumulative(threshold.si) : $0.exceedance(threshold.si)
    }
  }

  /// The distribution of a role; nil with correlations, for which the products here would be wrong.
  private func independent(_ role: DeviceRole) -> ParameterDistribution? {
    description.correlations.isEmpty ? distribution(of: role) : nil
  }
}

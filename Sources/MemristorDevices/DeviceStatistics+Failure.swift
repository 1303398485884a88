import CrossbarPrimitives
import Foundation

/// What the device's statistics alone say of writes: closed forms, with ideal transistor, wires and drivers.
extension DeviceStatistics {
  /// The share of cells that one pulse does not write: those whose V_SET or V_RESET is above the amplitude, and those whose
  /// R_LRS or R_HRS is on the wrong side of the threshold.
  /// - Parameters:
  ///   - bit: true for a SET.
  ///   - switching: the share of the cells that have to switch; the others hold the bit before they are written.
  public func failureProbability(
    writing bit: Bool, amplitude: Voltage, threshold: Resistance, switching: Double = 1
  ) -> Double {
    let voltage = bit ? setVoltage : resetVoltage
    let written = 1 - switching * voltage.exceedance(amplitude.si)
    return 1 - written * readableShare(of: bit, threshold: threshold)
  }

  /// What to say of a read voltage before it is used: nil where it is below the switching voltages of nearly all cells.
  ///
  /// A read lasts as long as a write. Where it reaches a cell's V_SET it writes the cell; V_RESET is what it would reach in
  /// the other direction, as on the unselected cells of a passive array.
  public func readWarning(at voltage: Voltage) -> String? {
    let (sets, resets) = (setVoltage.cumulative(voltage.si), resetVoltage.cumulative(voltage.si))
    guard max(sets, resets) >= Self.tolerableReadDisturb else { return nil }
    func percent(_ share: Double) -> String { String(format: "%.2g %%", 100 * share) }
    return "the read voltage of \(voltage) may write: by the device's statistics it reaches V_SET of \(percent(sets)) of the "
      + "cells and V_RESET of \(percent(resets))"
  }

  /// The share of cells whose switching voltage a read may reach without a word.
  public static let tolerableReadDisturb = 0.01

  /// The lowest amplitude at which the device alone is written with a given success.
  /// - Returns: nil if no amplitude is enough, since too many cells are on the wrong side of the threshold when switched.
  public func amplitude(forSuccess target: Double, writing bit: Bool, threshold: Resistance) -> Voltage? {
    let readable = readableShare(of: bit, threshold: threshold)
    guard readable > target else { return nil }
    let voltage = bit ? setVoltage : resetVoltage
    // No device needs 10^6 V; halving the interval 100 times leaves none of it.
    var (low, high) = (0.0, 1e6)
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if voltage.cumulative(middle) * readable < target { low = middle } else { high = middle }
    }
    return .volts(high)
  }

  /// The share of switched cells that read as what they were switched to.
  private func readableShare(of bit: Bool, threshold: Resistance) -> Double {
    bit ? lowResistance.cumulative(threshold.si) : highResistance.exceedance(threshold.si)
  }
}

import CrossbarPrimitives

/// What the device's statistics alone say of writes: closed forms, with ideal transistor, wires and drivers.
extension DeviceStatistics {
  /// The share of cells that one pulse does not write: those whose V_SET or V_RESET is above the amplitude, and those whose
  /// R_LRS or R_HRS is on the wrong side of the threshold.
  /// - Parameter bit: true for a SET.
  public func failureProbability(writing bit: Bool, amplitude: Voltage, threshold: Resistance) -> Double {
    let voltage = bit ? setVoltage : resetVoltage
    return 1 - voltage.cumulative(amplitude.si) * readableShare(of: bit, threshold: threshold)
  }

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

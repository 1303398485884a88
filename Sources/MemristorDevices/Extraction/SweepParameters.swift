import CrossbarPrimitives

/// The four parameters of one sweep, extracted as by Marraccini et al. (Nanoscale 2026, 18, 835, section 3.1). Parameters
/// that the sweep does not show are nil, and `remarks` says why.
///
/// The bounds are for censored fits (`DistributionFit`): leaving out devices that did not switch would bias the
/// statistics.
public struct SweepParameters: Hashable, Codable, Sendable {
  /// V_SET: where dI/dV is largest in the first segment, V.
  public var setVoltage: Double?
  /// V_RESET: magnitude of the voltage where dI/dV is most negative in the third segment, V.
  public var resetVoltage: Double?
  /// R_LRS: V/I at the beginning of the third segment, ohm.
  public var lowResistance: Double?
  /// R_HRS: V/I at the read voltage in the first segment, ohm.
  public var highResistance: Double?
  /// Peak of a sweep from HRS that does not SET, V; V_SET lies above it.
  public var setVoltageBound: Double?
  /// Magnitude of the lowest voltage of a sweep that SETs but does not RESET, V; V_RESET lies above it.
  public var resetVoltageBound: Double?
  /// Why parameters could not be extracted, in words; empty for an ordinary loop.
  public var remarks: [String]

  /// Whether the sweep shows all four parameters.
  public var isComplete: Bool {
    setVoltage != nil && resetVoltage != nil && lowResistance != nil && highResistance != nil
  }
}

extension VoltageSweep {
  /// Resistances whose ratio is below this are the same state.
  private static let leastWindow = 3.0

  /// Extracts the four parameters.
  ///
  /// The current must jump by more than its noise for a SET or RESET. In addition, either the conductance changes at
  /// least twofold at the jump, or the resistance read afterwards has changed at least threefold.
  ///
  /// - Parameter readVoltage: where R_HRS is read, V. The built-in device's R_HRS is defined at 0.1 V.
  public func parameters(readVoltage: Double = 0.1) -> SweepParameters {
    var found = SweepParameters(remarks: [])
    let segments = segments
    guard segments.contains(where: { $0.count > 1 }) else {
      found.remarks.append("no sweep: the voltage does not leave zero in steps")
      return found
    }
    let smoothed = smoothedCurrents
    let rise = jump(.rise, in: segments[0], smoothed: smoothed)
    let drop = jump(.drop, in: segments[2], smoothed: smoothed)
    let riseIsSharp = rise?.isSharp(.rise) == true
    let dropIsSharp = drop?.isSharp(.drop) == true

    let before = highResistance(
      in: segments[0], endingAt: riseIsSharp ? rise?.index : nil, readVoltage: readVoltage, remarks: &found.remarks)
    let between = lowResistance(
      segments, resetVoltage: dropIsSharp ? drop.map { -$0.voltage } : nil, readVoltage: readVoltage)
    let after = nonlinearResistance(in: segments[3], at: readVoltage)

    let staysLow = between.flatMap { low in before.map { low * Self.leastWindow <= $0 } }
    let isSet = riseIsSharp || (rise?.isSignificant == true && staysLow == true)
    let turnsHigh = between.flatMap { low in after.map { low * Self.leastWindow <= $0 } }
    let isReset = dropIsSharp || (drop?.isSignificant == true && turnsHigh == true)

    if isSet {
      found.setVoltage = rise?.voltage
      found.highResistance = before
    } else {
      found.remarks.append(noSetRemark(segments[0], isReset: isReset))
      if segments[0].isEmpty, isReset { found.highResistance = after }
      if !isReset, isSuperlinear(segments[0], resistance: before, readVoltage: readVoltage) {
        found.highResistance = before
        found.setVoltageBound = segments[0].map { voltages[$0] }.max()
      }
    }
    if isSet, !isReset, staysLow == false {
      found.remarks.append("volatile: the resistance behind the positive half is not below a third of that before it")
    } else if isSet || isReset {
      found.lowResistance = between
      if between == nil { found.remarks.append("no R_LRS: no ohmic current behind the SET") }
    }
    if isReset {
      found.resetVoltage = drop.map { -$0.voltage }
    } else {
      found.remarks.append(noResetRemark(segments[2]))
      if isSet, found.lowResistance != nil { found.resetVoltageBound = segments[2].map { -voltages[$0] }.max() }
    }
    return found
  }

  /// R_HRS before the SET, at the read voltage; below it for a device that SETs earlier, with a remark.
  private func highResistance(
    in segment: Range<Int>, endingAt jump: Int?, readVoltage: Double, remarks: inout [String]
  ) -> Double? {
    guard !segment.isEmpty else { return nil }
    // The sample before the jump may already be on it.
    let quiet = segment.clamped(to: segment.lowerBound..<(jump ?? segment.upperBound))
    if let resistance = nonlinearResistance(in: quiet, at: readVoltage) { return resistance }
    let reached = quiet.last.map { voltages[$0] } ?? 0
    if reached > 0, reached < readVoltage, let resistance = ohmicResistance(in: quiet, upTo: reached) {
      remarks.append("R_HRS read below \(SpiceNumber.shortest(reached)) V, since the device SETs below the read voltage")
      return resistance
    }
    remarks.append("no R_HRS: the current at \(SpiceNumber.shortest(readVoltage)) V is lost in its noise or not measured")
    return nil
  }

  /// R_LRS between SET and RESET, ohm, below the read voltage and clear of the RESET.
  private func lowResistance(_ segments: [Range<Int>], resetVoltage: Double?, readVoltage: Double) -> Double? {
    // Well before the RESET, whose onset already reduces the conductance.
    let limit = min(readVoltage, 0.8 * (resetVoltage ?? .infinity))
    if !segments[2].isEmpty { return ohmicResistance(in: segments[2], upTo: limit) }
    // A sweep without a negative half: on the way back from V_max, where the compliance does not limit the current.
    let largest = (Array(segments[0]) + Array(segments[1])).map { abs(currents[$0]) }.max() ?? 0
    return ohmicResistance(in: segments[1], upTo: readVoltage, largestCurrent: 0.9 * largest)
  }

  /// Whether the current grows faster than the voltage, which it does in HRS only (I ∝ V²).
  private func isSuperlinear(_ segment: Range<Int>, resistance: Double?, readVoltage: Double) -> Bool {
    guard let resistance, let last = segment.last, voltages[last] > readVoltage else { return false }
    return currents[last] / voltages[last] * resistance > 2
  }

  /// A voltage rounded to a millivolt, so that sweeps to the same end get the same remark.
  private static func shown(_ voltage: Double) -> String { SpiceNumber.shortest((voltage * 1000).rounded() / 1000) }

  /// Why there is no SET: no positive half, a device already in LRS, or a peak too low.
  private func noSetRemark(_ segment: Range<Int>, isReset: Bool) -> String {
    guard let last = segment.last else { return "no SET: the sweep has no positive half" }
    if isReset { return "no SET: the device began in its low-resistance state" }
    return "no SET up to \(Self.shown(voltages[last])) V"
  }

  /// Why there is no RESET: no negative half, or a lowest voltage not low enough.
  private func noResetRemark(_ segment: Range<Int>) -> String {
    guard let last = segment.last else { return "no RESET: the sweep has no negative half" }
    return "no RESET down to \(Self.shown(voltages[last])) V"
  }
}

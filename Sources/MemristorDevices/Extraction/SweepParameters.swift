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
  /// The current at which the source limited the SET half, A; nil if it did not. R_LRS is then the device's own or what
  /// this current left of it, whichever is more.
  public var compliance: Double?
  /// Why parameters could not be extracted, in words; empty for an ordinary loop.
  public var remarks: [String]

  /// Whether the device SET, and was back in its high-resistance state before anything RESET it.
  public var isVolatile: Bool { remarks.contains(Self.volatileRemark) }
  static let volatileRemark = "volatile: the resistance behind the positive half is not below a third of that before it"

  /// Whether the sweep shows all four parameters.
  public var isComplete: Bool {
    setVoltage != nil && resetVoltage != nil && lowResistance != nil && highResistance != nil
  }
}

extension SweepParameters {
  /// Figures that somebody else has read off.
  public init(_ figures: ExtractedFigures) {
    self.init(remarks: [])
    (setVoltage, resetVoltage) = (figures.setVoltage, figures.resetVoltage)
    (lowResistance, highResistance) = (figures.lowResistance, figures.highResistance)
    let missing = DeviceRole.allCases.filter { value(of: $0) == nil }.map(\.symbol)
    if !missing.isEmpty { remarks = ["the table does not tell \(missing.joined(separator: ", "))"] }
  }
}

extension VoltageSweep {
  /// Resistances whose ratio is below this are the same state.
  private static let leastWindow = 3.0

  /// Extracts the four parameters.
  ///
  /// The current must jump by more than its noise for a SET or RESET, and in one step by much more than in others. In
  /// addition, either the conductance changes at least twofold at the jump, or the resistance read afterwards has changed
  /// at least threefold. What changes step by step has no switching voltage.
  ///
  /// - Parameters:
  ///   - readVoltage: where R_HRS is read, V. The built-in device's R_HRS is defined at 0.1 V.
  ///   - compliance: of the source, A, where the instrument's file states it.
  public func parameters(readVoltage: Double = 0.1, compliance: Double? = nil) -> SweepParameters {
    var found = SweepParameters(remarks: [])
    let segments = segments
    guard segments.contains(where: { $0.count > 1 }) else {
      found.remarks.append("no sweep: the voltage does not leave zero in steps")
      return found
    }
    let smoothed = smoothedCurrents
    let (positive, negative) = (Self.half(segments[0], segments[1]), Self.half(segments[2], segments[3]))
    let plateau = plateau(in: positive, smoothed: smoothed, compliance: compliance)
    found.compliance = plateau?.current
    // Nothing is seen of the device while the source limits the current.
    let free = segments[0].clamped(to: segments[0].lowerBound..<(plateau.map { $0.range.lowerBound + 1 } ?? positive.upperBound))
    let rise = foldBack(in: positive, smoothed: smoothed) ?? jump(.rise, in: free, smoothed: smoothed)
    let drop = jump(.drop, in: segments[2], smoothed: smoothed)
    // A current that is already near the compliance has no room to double.
    let endsInPlateau = rise.map { $0.index + 1 == plateau?.range.lowerBound } == true
    let riseIsSharp =
      rise?.isSharp(.rise) == true || (endsInPlateau && rise?.isSignificant == true && rise?.isAbrupt == true)
    let dropIsSharp = drop?.isSharp(.drop) == true

    let before = highResistance(
      in: free, endingAt: riseIsSharp ? rise?.index : nil, readVoltage: readVoltage, remarks: &found.remarks)
    let between = lowResistance(
      segments, resetVoltage: dropIsSharp ? drop.map { -$0.voltage } : nil, readVoltage: readVoltage)
    let after = nonlinearResistance(in: segments[3], at: readVoltage)
    // A negative half that comes first finds the state that the loop before left.
    let isNegativeFirst = !segments[2].isEmpty && segments[2].lowerBound < positive.lowerBound
    let beforeReset = isNegativeFirst ? ohmicResistance(in: segments[2], upTo: readVoltage) : between

    let staysLow = between.flatMap { low in before.map { low * Self.leastWindow <= $0 } }
    let isSet = riseIsSharp || (rise?.isSignificant == true && rise?.isAbrupt == true && staysLow == true)
    let turnsHigh = beforeReset.flatMap { low in after.map { low * Self.leastWindow <= $0 } }
    let isReset = dropIsSharp || (drop?.isSignificant == true && drop?.isAbrupt == true && turnsHigh == true)

    if isSet {
      found.setVoltage = rise?.voltage
      found.highResistance = before
    } else if staysLow == true {
      found.remarks.append(
        plateau == nil
          ? "gradual SET: no V_SET"
          : "no V_SET: it came while the source limited the current, at a voltage across the device that is not known")
      found.highResistance = before
      if let plateau { found.setVoltageBound = abs(voltages[plateau.range.lowerBound]) }
    } else {
      found.remarks.append(noSetRemark(segments, plateau: plateau, isReset: isReset, smoothed: smoothed))
      if segments[0].isEmpty, isReset { found.highResistance = after }
      if !isReset, isSuperlinear(free, before, readVoltage) || isSuperlinear(segments[2], before, readVoltage) {
        found.highResistance = before
        // Under a limited current the device does not see the voltage that is set.
        found.setVoltageBound = plateau.map { abs(voltages[$0.range.lowerBound]) } ?? free.map { voltages[$0] }.max()
      }
    }
    let switched = found.highResistance != nil && (isSet || staysLow == true)
    if isSet, staysLow == false, isNegativeFirst || !isReset {
      found.remarks.append(SweepParameters.volatileRemark)
    } else if switched || isReset {
      found.lowResistance = between
      if between == nil { found.remarks.append("no R_LRS: no ohmic current behind the SET") }
    }
    if isReset {
      if self.plateau(in: negative, smoothed: smoothed).map({ $0.range.contains(drop?.index ?? -1) }) == true {
        found.remarks.append("no V_RESET: the source limited the current, and the voltage across the device is not known")
      } else {
        found.resetVoltage = drop.map { -$0.voltage }
      }
    } else if turnsHigh == true {
      found.remarks.append("gradual RESET: no V_RESET")
    } else if isNegativeFirst, let start = beforeReset, let before, start * Self.leastWindow > before {
      found.remarks.append("no RESET: the device was in its high-resistance state at negative voltage")
    } else {
      found.remarks.append(noResetRemark(segments[2]))
      if isSet, found.lowResistance != nil { found.resetVoltageBound = segments[2].map { -voltages[$0] }.max() }
    }
    return found
  }

  private static func half(_ outward: Range<Int>, _ homeward: Range<Int>) -> Range<Int> {
    outward.isEmpty ? homeward : outward.lowerBound..<max(outward.upperBound, homeward.upperBound)
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
    if !segments[2].isEmpty, segments[2].lowerBound >= segments[0].lowerBound {
      return ohmicResistance(in: segments[2], upTo: limit)
    }
    // A sweep without a negative half behind the SET: on the way back from V_max, where the compliance does not limit the current.
    let largest = (Array(segments[0]) + Array(segments[1])).map { abs(currents[$0]) }.max() ?? 0
    return ohmicResistance(in: segments[1], upTo: readVoltage, largestCurrent: 0.9 * largest)
  }

  /// Whether the current grows faster than the voltage, which it does in HRS only.
  private func isSuperlinear(_ segment: Range<Int>, _ resistance: Double?, _ readVoltage: Double) -> Bool {
    guard let resistance, let last = segment.last, abs(voltages[last]) > readVoltage else { return false }
    return currents[last] / voltages[last] * resistance > 2
  }

  /// A voltage rounded to a millivolt, so that sweeps to the same end get the same remark.
  private static func shown(_ voltage: Double) -> String { SpiceNumber.shortest((voltage * 1000).rounded() / 1000) }

  /// Why there is no SET: no positive half, a device already in LRS, one of the other polarity, a current that is limited
  /// before, or a peak too low.
  private func noSetRemark(
    _ segments: [Range<Int>], plateau: CurrentPlateau?, isReset: Bool, smoothed: [Double]
  ) -> String {
    let negative = Self.half(segments[2], segments[3])
    let other =
      foldBack(in: negative, smoothed: smoothed)
      ?? jump(
        .rise,
        in: segments[2].clamped(to: 0..<(self.plateau(in: negative, smoothed: smoothed)?.range.lowerBound ?? .max - 1) + 1),
        smoothed: smoothed)
    if let other, other.isSharp(.rise), !isReset {
      return "no SET at positive voltage, but one at negative: such a device takes --polarity negative"
    }
    guard let last = segments[0].last else { return "no SET: the sweep has no positive half" }
    if isReset { return "no SET: the device began in its low-resistance state" }
    if plateau != nil { return "no SET: the current of the high-resistance state is already the compliance" }
    return "no SET up to \(Self.shown(voltages[last])) V"
  }

  /// Why there is no RESET: no negative half, or a lowest voltage not low enough.
  private func noResetRemark(_ segment: Range<Int>) -> String {
    guard let last = segment.last else { return "no RESET: the sweep has no negative half" }
    return "no RESET down to \(Self.shown(voltages[last])) V"
  }
}

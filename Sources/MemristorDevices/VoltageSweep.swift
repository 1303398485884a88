import CrossbarPrimitives

/// A measured or simulated sweep: voltage and current, sample by sample.
public struct VoltageSweep: Hashable, Sendable {
  /// Applied voltage, V.
  public var voltages: [Double]
  /// Current into the top electrode, A.
  public var currents: [Double]

  public init(voltages: [Double], currents: [Double]) {
    precondition(voltages.count == currents.count, "one current a voltage")
    self.voltages = voltages
    self.currents = currents
  }

  /// The four segments 0 → V_max → 0 → V_min → 0 as index ranges, found from the extremes and the change of sign.
  ///
  /// Missing ones are empty: a sweep that never goes negative has no third and fourth.
  public var segments: [Range<Int>] {
    let count = voltages.count
    guard let peak = voltages.indices.max(by: { voltages[$0] < voltages[$1] }), voltages[peak] > 0 else {
      return negativeOnly
    }
    let crossing = voltages.indices.dropFirst(peak).first { voltages[$0] < 0 } ?? count
    guard crossing < count, let trough = (crossing..<count).min(by: { voltages[$0] < voltages[$1] }) else {
      return [0..<peak + 1, peak + 1..<count, count..<count, count..<count]
    }
    return [0..<peak + 1, peak + 1..<crossing, crossing..<trough + 1, trough + 1..<count]
  }

  private var negativeOnly: [Range<Int>] {
    guard let trough = voltages.indices.min(by: { voltages[$0] < voltages[$1] }) else { return [0..<0, 0..<0, 0..<0, 0..<0] }
    return [0..<0, 0..<0, 0..<trough + 1, trough + 1..<voltages.count]
  }
}

/// The four parameters of one sweep, as Marraccini et al. read them off (Nanoscale 2026, 18, 835, section 3.1); those
/// that the sweep does not show are nil.
public struct SweepParameters: Hashable, Codable, Sendable {
  /// Where dI/dV is largest in the first segment.
  public var setVoltage: Double?
  /// Magnitude of the voltage where dI/dV is most negative in the third segment.
  public var resetVoltage: Double?
  /// Voltage over current at the first sample of the third segment.
  public var lowResistance: Double?
  /// Voltage over current at `readVoltage` in the first segment.
  public var highResistance: Double?
  /// What kept a parameter from being read, in words.
  public var remarks: [String]
}

extension VoltageSweep {
  /// Extracts the four parameters.
  /// - Parameter readVoltage: where the high resistance is read, V; the devices' drawn R_HRS holds at 0.1 V.
  public func parameters(readVoltage: Double = 0.1) -> SweepParameters {
    let segments = segments
    var found = SweepParameters(remarks: [])
    found.highResistance = resistance(at: readVoltage, in: segments[0])
    if found.highResistance == nil { found.remarks.append("no sample pair around \(readVoltage) V in the first segment") }
    if let first = segments[2].first, currents[first] != 0 {
      found.lowResistance = voltages[first] / currents[first]
    } else {
      found.remarks.append("no negative segment: neither R_LRS nor V_RESET can be read")
    }
    if let low = found.lowResistance, let high = found.highResistance, low > high / 3 {
      found.remarks.append("no SET: the resistance behind the positive segments is not below a third of that before them")
      found.lowResistance = nil
      return found
    }
    found.setVoltage = steepest(in: segments[0]) { $0 > $1 }?.voltage
    if found.setVoltage == nil { found.remarks.append("no positive segment: V_SET cannot be read") }
    if let drop = steepest(in: segments[2], isSteeper: { $0 < $1 }) {
      if drop.slope < 0 {
        found.resetVoltage = -drop.voltage
      } else {
        found.remarks.append("no RESET: the current never drops in the third segment")
      }
    }
    return found
  }

  /// Middle and slope dI/dV of the pair of samples with the extreme slope.
  private func steepest(
    in segment: Range<Int>, isSteeper: (Double, Double) -> Bool
  ) -> (voltage: Double, slope: Double)? {
    var best: (voltage: Double, slope: Double)?
    for index in segment.dropFirst() where voltages[index] != voltages[index - 1] {
      let slope = (currents[index] - currents[index - 1]) / (voltages[index] - voltages[index - 1])
      if best.map({ isSteeper(slope, $0.slope) }) ?? true {
        best = ((voltages[index] + voltages[index - 1]) / 2, slope)
      }
    }
    return best
  }

  /// V/I at a voltage between two samples, interpolated.
  private func resistance(at voltage: Double, in segment: Range<Int>) -> Double? {
    for index in segment.dropFirst() where voltages[index - 1] < voltage && voltages[index] >= voltage {
      let fraction = (voltage - voltages[index - 1]) / (voltages[index] - voltages[index - 1])
      let current = currents[index - 1] + fraction * (currents[index] - currents[index - 1])
      return current > 0 ? voltage / current : nil
    }
    return nil
  }
}

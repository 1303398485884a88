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

  /// The four segments 0 → V_max, V_max → 0, 0 → V_min, V_min → 0 as index ranges.
  ///
  /// Missing ones are empty: a sweep that never goes negative has no third and fourth. The positive half may come
  /// before or after the negative one; of several halves of one sign the one with the longest way out counts.
  public var segments: [Range<Int>] { segments(of: VoltageExcursion.all(in: voltages)) }

  private func segments(of excursions: [VoltageExcursion]) -> [Range<Int>] {
    [true, false].flatMap { isPositive -> [Range<Int>] in
      let half = excursions.filter { $0.isPositive == isPositive }.max { $0.outward.count < $1.outward.count }
      return half.map { [$0.outward, $0.homeward] } ?? [0..<0, 0..<0]
    }
  }

  /// The loops of a record that holds several of them, one after another.
  ///
  /// A loop begins where the voltage, back at zero, sets out again in the direction in which the record first set out
  /// from zero: after the negative half of the usual loop 0 → V_max → 0 → V_min → 0. What a record that begins far
  /// from zero shows before it first gets there goes with the first loop.
  public var loops: [VoltageSweep] {
    let excursions = VoltageExcursion.all(in: voltages)
    guard let first = excursions.first else { return voltages.isEmpty ? [] : [self] }
    let beginsFarOut = abs(voltages[0]) > abs(voltages[first.peak]) / 2 && excursions.count > 1
    let leader = beginsFarOut ? 1 : 0
    var starts = [0]
    for index in excursions.indices.dropFirst(leader + 1) where excursions[index].isPositive == excursions[leader].isPositive {
      starts.append(excursions[index].range.lowerBound)
    }
    return zip(starts, starts.dropFirst() + [voltages.count]).map { start, end in
      VoltageSweep(voltages: Array(voltages[start..<end]), currents: Array(currents[start..<end]))
    }
  }
}

import CrossbarPrimitives

/// A measured or simulated I-V sweep: one voltage and one current per sample, in the order of time.
///
/// The usual loop is 0 → V_max → 0 → V_min → 0. The times of the samples are not kept.
public struct VoltageSweep: Hashable, Sendable {
  /// Applied voltage, V.
  public var voltages: [Double]
  /// Current into the top electrode, A.
  public var currents: [Double]

  /// - Precondition: as many currents as voltages.
  public init(voltages: [Double], currents: [Double]) {
    precondition(voltages.count == currents.count, "one current a voltage")
    self.voltages = voltages
    self.currents = currents
  }

  /// The four segments 0 → V_max, V_max → 0, 0 → V_min, V_min → 0 as index ranges; always four.
  ///
  /// Missing ones are empty: a sweep that never becomes negative has no third and fourth. The positive half may come
  /// before or after the negative one; of several halves of one sign, the one with the longest way to its peak is taken.
  public var segments: [Range<Int>] { segments(of: VoltageExcursion.all(in: self)) }

  private func segments(of excursions: [VoltageExcursion]) -> [Range<Int>] {
    [true, false].flatMap { isPositive -> [Range<Int>] in
      let half = excursions.filter { $0.isPositive == isPositive }.max { $0.outward.count < $1.outward.count }
      return half.map { [$0.outward, $0.homeward] } ?? [0..<0, 0..<0]
    }
  }

  /// The loops of a record that holds several in succession.
  ///
  /// A loop begins where the voltage, back at zero, leaves it in the same direction as the first loop did: after the
  /// negative half of the usual loop 0 → V_max → 0 → V_min → 0. If a record begins far from zero, the samples before it
  /// first reaches zero belong to the first loop.
  public var loops: [VoltageSweep] {
    let excursions = VoltageExcursion.all(in: self)
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

import Foundation

/// The most abrupt change of current on the way from zero to the peak: a candidate for SET (rise) or RESET (drop).
///
/// `VoltageSweep.parameters` decides whether it counts as switching.
struct CurrentJump: Hashable {
  /// `rise` for a SET, `drop` for a RESET, of the magnitude of the current.
  enum Direction: Hashable { case rise, drop }

  /// Index of the last sample before the jump.
  let index: Int
  /// Half-way between the samples on both sides, V; so a jump is located to half a voltage step.
  let voltage: Double
  /// Whether the change of current exceeds what its noise explains.
  let isSignificant: Bool
  /// |I/V| before and after the jump, S; nil where the voltage is zero throughout.
  let before: Double?
  let after: Double?
  /// Whether the conductance changes in one step several times as much as in the steps around it; else it is gradual, and
  /// the place of the steepest one says nothing.
  var isAbrupt = false

  /// A change of conductance by less than this factor is not switching.
  static let leastRatio = 2.0

  /// Whether the conductance changes at least by `leastRatio` in a direction, and by more than noise.
  func isSharp(_ direction: Direction) -> Bool { isSignificant && isAbrupt && ratio(direction) >= Self.leastRatio }

  /// The factor by which the conductance changes at the jump, above 1 in the given direction; 1 if unknown.
  func ratio(_ direction: Direction) -> Double {
    guard let before, let after else { return 1 }
    let (large, small) = direction == .rise ? (after, before) : (before, after)
    // A conductance of zero lies below any noise: then the jump's significance decides alone.
    return small > 0 ? large / small : large > 0 ? .infinity : 1
  }
}

extension VoltageSweep {
  /// The steepest rise or drop of |I| in a segment, where dI/dV has its extremum (Marraccini et al., section 3.1);
  /// preferably one at which the conductance changes at least twofold.
  ///
  /// The slope is that of the running median of five samples (Tukey 1977), which keeps steps in place and removes spikes
  /// and noise. A jump is significant if it exceeds five standard deviations of the noise around it, estimated from the
  /// median of the second differences.
  /// - Parameter smoothed: `smoothedCurrents`, computed once for all segments.
  /// - Returns: nil for a segment with fewer than two samples or without voltage steps.
  func jump(_ direction: CurrentJump.Direction, in segment: Range<Int>, smoothed: [Double]) -> CurrentJump? {
    guard segment.count > 1, let last = segment.last else { return nil }
    let sign = voltages[last] < 0 ? -1.0 : 1.0
    let towards = direction == .rise ? 1.0 : -1.0
    let steps = segment.dropLast().map { sign * (voltages[$0 + 1] - voltages[$0]) }
    // Where a source hardly moves between two samples, their slope means nothing.
    let leastStep = (Self.median(steps.filter { $0 > 0 }) ?? 0) / 2
    guard leastStep > 0 else { return nil }
    var slopes: [(index: Int, slope: Double)] = []
    for (index, step) in zip(segment, steps) where step > 0 {
      let change = sign * towards * (smoothed[index + 1] - smoothed[index])
      slopes.append((index, change / max(step, leastStep)))
    }
    slopes.sort { $0.slope > $1.slope }
    // Noise that grows with the current can be steeper at high voltage than the switching, but does not change the
    // conductance.
    let sharpest = slopes.lazy.prefix { $0.slope > 0 }
      .map { jump(behind: $0.index, in: segment, smoothed: smoothed, unless: { $0.ratio(direction) < CurrentJump.leastRatio }) }
      .first { $0.isSharp(direction) }
    return sharpest ?? slopes.first.map { jump(behind: $0.index, in: segment, smoothed: smoothed) }
  }

  /// - Parameters:
  ///   - voltage: of the jump, V; nil for half-way between the samples on both sides.
  ///   - isPointless: tells jumps of which nobody asks whether they are abrupt, which takes a look at the whole segment.
  func jump(
    behind index: Int, in segment: Range<Int>, smoothed: [Double], voltage: Double? = nil,
    unless isPointless: (CurrentJump) -> Bool = { _ in false }
  ) -> CurrentJump {
    // The noise near the jump, since the noise of many instruments follows the current.
    let around = segment.clamped(to: index - 20..<index + 22)
    var jump = CurrentJump(
      index: index, voltage: voltage ?? (voltages[index] + voltages[index + 1]) / 2,
      isSignificant: abs(smoothed[index + 1] - smoothed[index]) > 5 * noise(in: around),
      before: conductance(max(segment.lowerBound, index - 4)..<index + 1),
      after: conductance(index + 1..<min(index + 6, voltages.count)))
    if jump.isSignificant, !isPointless(jump) { jump.isAbrupt = isAbrupt(at: index, in: segment, smoothed) }
    return jump
  }

  /// Voltages this close, relative to each other, are the same as far as a switching voltage is concerned.
  private static let sameVoltage = 0.04

  /// Whether the conductance changes by a quarter or more within one step or 4 % of the voltage, and nowhere else in as many
  /// steps, or in two places at most, by a third as much.
  private func isAbrupt(at index: Int, in segment: Range<Int>, _ smoothed: [Double]) -> Bool {
    var (low, high) = (index, index + 1)
    func span(_ low: Int, _ high: Int) -> Bool {
      segment.contains(low) && segment.contains(high)
        && abs(voltages[high] - voltages[low]) <= Self.sameVoltage * abs(voltages[index])
    }
    while span(low - 1, high + 1) { (low, high) = (low - 1, high + 1) }
    let steps = high - low
    func change(_ start: Int) -> Double? {
      let end = start + steps
      guard voltages[start] != 0, voltages[end] != 0 else { return nil }
      let (before, after) = (abs(smoothed[start] / voltages[start]), abs(smoothed[end] / voltages[end]))
      return before == after ? 0 : abs(log(max(after, 1e-300) / max(before, 1e-300)))
    }
    guard let here = change(low) else { return true }
    // Near zero there is little but noise and offsets.
    let reach = 0.3 * abs(voltages[index])
    let others = stride(from: segment.lowerBound, to: segment.upperBound, by: max(1, steps)).filter {
      $0 + steps < segment.upperBound && abs($0 - low) > steps && abs(voltages[$0]) >= reach
    }
    let largest = others.compactMap(change).max(count: 3)
    return here >= max(log(1.25), largest.count == 3 ? 3 * largest[2] : 0)
  }

  /// The running median of the current over five samples, A; over fewer at the ends.
  var smoothedCurrents: [Double] {
    currents.indices.map { index in
      let reach = min(2, index, currents.count - 1 - index)
      return Self.median(Array(currents[(index - reach)...(index + reach)])) ?? currents[index]
    }
  }

  /// Standard deviation of the current's noise, A: that of normal noise with the same median second difference.
  func noise(in segment: Range<Int>) -> Double {
    guard segment.count > 2 else { return 0 }
    let second = segment.dropFirst().dropLast().map { abs(currents[$0 - 1] - 2 * currents[$0] + currents[$0 + 1]) }
    return (Self.median(second) ?? 0) * 1.4826 / 6.0.squareRoot()
  }

  /// Median of I/V over samples with a voltage, S, at least 0; nil if there are none.
  private func conductance(_ range: Range<Int>) -> Double? {
    let conductances = range.filter { voltages[$0] != 0 }.map { currents[$0] / voltages[$0] }
    return Self.median(conductances).map { max(0, $0) }
  }

  /// Nil without values.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

extension Sequence where Element == Double {
  /// The largest so many, in descending order; fewer for a shorter sequence.
  fileprivate func max(count: Int) -> [Double] { Array(sorted(by: >).prefix(count)) }
}

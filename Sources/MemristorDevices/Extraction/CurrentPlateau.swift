import Foundation

/// The part of a sweep's half in which a source holds the current at its compliance: flat, and begun with a kink.
///
/// While it lasts, the voltage across the device is not the one set, and the resistance that is left behind may be the
/// compliance's doing rather than the device's own.
struct CurrentPlateau: Hashable {
  /// Indices of its samples.
  let range: Range<Int>
  /// Median magnitude of the current in it, A.
  let current: Double
}

extension VoltageSweep {
  /// Fewer samples of one current are no plateau.
  private static let leastPlateau = 4
  /// How far the current may move within a plateau, relative; more where it is noisier than that.
  private static let plateauTolerance = 0.01

  /// The plateau at the top of a half's current; nil if the largest current is not held.
  ///
  /// A current that saturates by itself bends slowly, one that a source limits has a kink: at the plateau's first sample the
  /// current still grew at least half as fast as the voltage, or jumped.
  ///
  /// - Parameters:
  ///   - half: from zero to the peak and back.
  ///   - smoothed: `smoothedCurrents`.
  ///   - compliance: as the instrument's file states it, A; nil if unknown.
  func plateau(in half: Range<Int>, smoothed: [Double], compliance: Double? = nil) -> CurrentPlateau? {
    guard let top = half.max(by: { abs(smoothed[$0]) < abs(smoothed[$1]) }), smoothed[top] != 0 else { return nil }
    let high = half.filter { abs(smoothed[$0]) >= 0.7 * abs(smoothed[top]) }
    guard let held = Self.median(high.map { abs(smoothed[$0]) }), held > 0 else { return nil }
    let middle = high[high.count / 2]
    let noise = noise(in: half.clamped(to: middle - 20..<middle + 21)) / held
    let tolerance = max(Self.plateauTolerance, min(3 * noise, 0.1))
    var range = half.lowerBound..<half.lowerBound
    var start = half.lowerBound
    for index in half {
      if abs(abs(smoothed[index]) / held - 1) > tolerance { start = index + 1 }
      if index + 1 - start > range.count { range = start..<index + 1 }
    }
    // A source takes a moment to find its limit.
    while range.lowerBound > half.lowerBound, abs(smoothed[range.lowerBound - 1]) > held {
      range = range.lowerBound - 1..<range.upperBound
    }
    guard range.count >= Self.leastPlateau else { return nil }
    let level = Self.median(range.map { abs(currents[$0]) }) ?? held
    let plateau = CurrentPlateau(range: range, current: level)
    if let compliance, level >= 0.97 * compliance, level <= 1.1 * compliance { return plateau }
    let magnitudes = range.map { abs(voltages[$0]) }
    guard let least = magnitudes.min(), let most = magnitudes.max(), range.lowerBound > half.lowerBound else { return nil }
    // A measured voltage stays where it is, once it has fallen back to what the compliance leaves or come as far.
    let before = range.lowerBound - 1
    let foldsBack = abs(voltages[before]) > abs(voltages[range.lowerBound]) && abs(currents[before]) < level / 2
    let stays = most - least <= 0.01 * most && range.count >= 10
    // An ohmic current stays within the tolerance as long as the voltage does.
    guard foldsBack || stays || least < (1 - max(0.1, 4 * tolerance)) * most else { return nil }
    // What bends by itself has grown little in its last two steps.
    let first = max(before - 1, half.lowerBound)
    guard !foldsBack, voltages[first] != 0, smoothed[first] != 0 else { return plateau }
    let currentStep = log(abs(smoothed[range.lowerBound] / smoothed[first]))
    let voltageStep = log(abs(voltages[range.lowerBound] / voltages[first]))
    return currentStep >= 0.4 * voltageStep && currentStep > 0 ? plateau : nil
  }

  /// A SET in a record of the measured voltage: the voltage falls back while the current at least doubles, since the
  /// source limits the current. Nil for a record of the voltage set, which only a turn makes fall.
  ///
  /// The voltage set at that moment is not in the record. It lies between the last sample before and one step above it.
  func foldBack(in half: Range<Int>, smoothed: [Double]) -> CurrentJump? {
    guard half.count > 2 else { return nil }
    let peak = half.max { abs(voltages[$0]) < abs(voltages[$1]) } ?? half.lowerBound
    let steps = (half.lowerBound..<max(peak, half.lowerBound)).map { abs(voltages[$0 + 1]) - abs(voltages[$0]) }.filter { $0 > 0 }
    let step = Self.median(steps) ?? 0
    for index in half.dropLast() {
      let fall = abs(voltages[index]) - abs(voltages[index + 1])
      guard step > 0, fall > 1.5 * step, abs(currents[index + 1]) >= 2 * abs(currents[index]) else { continue }
      let found = jump(
        behind: index, in: half, smoothed: currents, voltage: voltages[index] + copysign(step / 2, voltages[index]))
      if found.isSharp(.rise) { return found }
    }
    return nil
  }
}

import CrossbarPrimitives
import Foundation

/// A measured loop as a model is held against: the samples that count, and the voltages at which it switched.
///
/// A residual is the logarithm of a ratio of currents, divided by 5 %, or of switching voltages, divided by 1 % or by ten
/// times what the step of the sweep leaves open of them. Currents count together as much as twenty independent ones, whatever
/// their number: neighbours on a curve say the same.
package struct LoopComparison: Sendable {
  /// What the source did, at the samples kept.
  package let drive: LoopDrive
  /// Measured at the samples kept, A.
  package let currents: [Double]
  /// What was read off the whole loop.
  package let parameters: SweepParameters
  /// Samples whose currents are compared: off zero, off the plateau and off the jumps.
  private let compared: [Int]
  private let weight: Double
  private let jumps: [Jump]
  /// The loop in one piece or, where the source limited the SET, in two: up to the compliance and after it. How far a
  /// filament grows while a source finds its limit is the source's doing, not the equations'.
  package let parts: [Range<Int>]

  /// One of the loop's jumps: where the conductance passes the middle between before and after.
  private struct Jump {
    /// Magnitude, V.
    let voltage: Double
    /// Samples of the half outward, of which the jump is looked for.
    let range: Range<Int>
    /// S.
    let conductance: Double
    let isRise: Bool
    /// What a residual is divided by.
    let scale: Double
  }

  private static let currentScale = 0.05
  private static let voltageScale = 0.01
  /// The smallest error that is believed of a fit without noise: this share of a residual's scale.
  private static let believed = 0.1
  /// Ratios far from 1 say that something is wrong, and not how much.
  private static let clip = 2.0
  private static let effectiveCount = 20.0
  /// Of residuals, for errors of a fit without noise: nothing is trusted beyond 0.5 % of a current, sources and equations included.
  static let leastVariance = believed * believed

  /// - Parameters:
  ///   - measured: one loop.
  ///   - rate: V/s, where the file has no times.
  ///   - most: samples that are kept.
  package init(_ measured: MeasuredSweep, rate: Double, parameters: SweepParameters, keeping most: Int = 160) {
    let sweep = measured.sweep
    let smoothed = sweep.smoothedCurrents
    let segments = sweep.segments
    let plateau = parameters.compliance.flatMap { _ in
      sweep.plateau(in: segments[0].isEmpty ? segments[1] : segments[0].lowerBound..<segments[1].upperBound, smoothed: smoothed)
    }
    func place(_ voltage: Double?, _ segment: Range<Int>) -> Int? {
      voltage.flatMap { voltage in
        segment.dropLast().first { abs(sweep.voltages[$0]) <= voltage && abs(sweep.voltages[$0 + 1]) >= voltage * 0.999 }
      }
    }
    let plain = VoltageSweep(voltages: sweep.voltages, currents: smoothed)
    let rise = place(parameters.setVoltage, segments[0])
    let fall = place(parameters.resetVoltage, segments[2])
    let kept = sweep.thinned(
      to: most, keeping: [rise, fall, plateau?.range.lowerBound, plateau?.range.upperBound].compactMap { $0 })
    let whole = LoopDrive(sweep, times: measured.times, rate: rate, compliance: parameters.compliance)
    drive = LoopDrive(
      voltages: kept.map { whole.voltages[$0] }, times: kept.map { whole.times[$0] }, compliance: parameters.compliance)
    currents = kept.map { sweep.currents[$0] }
    self.parameters = parameters
    let top = sweep.voltages.reduce(0) { max($0, abs($1)) }
    let largest = smoothed.reduce(0) { max($0, abs($1)) }
    compared = kept.indices.filter { index in
      let sample = kept[index]
      let (voltage, current) = (sweep.voltages[sample], sweep.currents[sample])
      guard abs(voltage) > 0.03 * top, current * voltage > 0, abs(current) > 1e-9 * largest else { return false }
      if plateau?.range.contains(sample) == true { return false }
      // A source that is near its limit does not hold its voltage to the last millivolt.
      if let plateau, voltage > 0, sample >= plateau.range.upperBound, current > 0.5 * plateau.current { return false }
      return ![rise, fall].contains { jump in jump.map { abs(sample - $0) <= 2 } == true }
    }
    let end = plateau.flatMap { plateau in kept.firstIndex { $0 >= plateau.range.upperBound } }
    parts = end.map { $0 > 1 && $0 < kept.count - 2 ? [0..<$0, $0..<kept.count] : nil }.flatMap { $0 } ?? [0..<kept.count]
    weight = (Self.effectiveCount / Double(max(compared.count, 1))).squareRoot() / Self.currentScale
    func range(_ segment: Range<Int>) -> Range<Int> {
      let inside = kept.indices.filter { segment.contains(kept[$0]) }
      return inside.isEmpty ? 0..<0 : inside[0]..<inside[inside.count - 1] + 1
    }
    func jump(_ index: Int?, _ voltage: Double?, _ segment: Range<Int>, isRise: Bool) -> Jump? {
      guard let index, let voltage else { return nil }
      func conductance(_ range: Range<Int>) -> Double? {
        VoltageSweep.median(
          range.clamped(to: segment).filter { plain.voltages[$0] != 0 }.map { abs(plain.currents[$0] / plain.voltages[$0]) })
      }
      guard let before = conductance(index - 3..<index + 1),
        let after = conductance(index + 1..<index + 5) ?? conductance(index + 1..<index + 2),
        before > 0, after > 0
      else { return nil }
      // A jump lies anywhere between the samples on its two sides.
      let step = abs(sweep.voltages[index + 1] - sweep.voltages[index])
      return Jump(
        voltage: voltage, range: range(segment), conductance: (before * after).squareRoot(), isRise: isRise,
        scale: max(Self.voltageScale, step / 12.0.squareRoot() / voltage / Self.believed))
    }
    jumps = [
      jump(rise, parameters.setVoltage, segments[0], isRise: true),
      jump(fall, parameters.resetVoltage, segments[2], isRise: false),
    ].compactMap { $0 }
  }

  /// The first sample of a part that is compared; nil if none is.
  func firstCompared(in part: Range<Int>) -> Int? { compared.first(where: part.contains) }

  /// What the source did in one part.
  func drive(_ part: Range<Int>) -> LoopDrive {
    LoopDrive(voltages: Array(drive.voltages[part]), times: Array(drive.times[part]), compliance: drive.compliance)
  }

  /// Residuals that count, as the degrees of freedom of a fit.
  var effectiveCount: Double { min(Self.effectiveCount, Double(compared.count)) + Double(jumps.count) }

  /// How far a model's currents are from those measured.
  /// - Parameter model: A, one for each sample kept.
  package func residuals(_ model: [Double]) -> [Double] {
    compared.map { index in
      weight * Self.clip * tanh(Self.logRatio(model[index], currents[index]) / Self.clip)
    }
      + jumps.map { log(switchingVoltage($0, model) / $0.voltage) / $0.scale }
  }

  /// ln of the ratio of model and measurement at the samples that are compared, for a picture: voltage, V, and ratio.
  package func deviations(_ model: [Double]) -> [SIMD2<Double>] {
    compared.map { SIMD2(drive.voltages[$0], Self.logRatio(model[$0], currents[$0])) }
  }

  /// Half of the compared samples are nearer to the measurement than this, as the logarithm of the ratio.
  package func misfit(_ model: [Double]) -> Double { VoltageSweep.median(deviations(model).map { abs($0.y) }) ?? 0 }

  private static func logRatio(_ model: Double, _ measured: Double) -> Double {
    model * measured > 0 ? log(model / measured) : -20
  }

  /// Where the model passes a jump's conductance, V; beyond the end of the half for a model that does not, the farther
  /// the more is missing.
  private func switchingVoltage(_ jump: Jump, _ model: [Double]) -> Double {
    func excess(_ index: Int) -> Double {
      let voltage = drive.voltages[index]
      let conductance = voltage == 0 ? 0 : model[index] / voltage
      return (jump.isRise ? 1 : -1) * log(max(conductance, 1e-30) / jump.conductance)
    }
    let outward = jump.range.filter { drive.voltages[$0] != 0 }
    guard let last = outward.last else { return jump.voltage }
    // A RESET begins in the state of high conductance, so its first samples do not count as passed.
    for (before, after) in zip(outward, outward.dropFirst()) where excess(before) < 0 && excess(after) >= 0 {
      let share = -excess(before) / (excess(after) - excess(before))
      return abs(drive.voltages[before] + share * (drive.voltages[after] - drive.voltages[before]))
    }
    let nearest = outward.map(excess).max() ?? 0
    return abs(drive.voltages[last]) * (nearest >= 0 ? 0.1 : 1 + min(0.3 * -nearest, 3))
  }
}

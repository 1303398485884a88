import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A four-segment sweep 0 → V_max → 0 → V_min → 0 of one device; the compliance is on during the first two segments.
public struct SweepSettings: Hashable, Sendable {
  /// Positive; the SET happens on the way there.
  public var maximumVoltage: Voltage
  /// Negative; the RESET happens on the way there.
  public var minimumVoltage: Voltage
  /// Between samples, approximately: each peak is reached in a whole number of equal steps.
  public var voltageStep: Voltage
  /// The same in all segments.
  public var sweepRate: SweepRate

  /// The maximum must be above 0 V, the minimum below, step and rate positive.
  public init(maximumVoltage: Voltage, minimumVoltage: Voltage, voltageStep: Voltage, sweepRate: SweepRate) {
    self.maximumVoltage = maximumVoltage
    self.minimumVoltage = minimumVoltage
    self.voltageStep = voltageStep
    self.sweepRate = sweepRate
  }
}

extension DeviceBench {
  /// Sweeps a device once around.
  /// - Parameters:
  ///   - state: of the filament before the sweep, 0 (HRS) to 1 (LRS).
  ///   - series: the compliance of the first two segments.
  /// - Returns: the sampled loop and the filament's state after it.
  public func sweep(
    _ memristor: Memristor, state: Double, series: Series, settings: SweepSettings
  ) async throws -> (sweep: VoltageSweep, finalState: Double) {
    let positive = try await halfLoop(
      memristor, to: settings.maximumVoltage, state: state, series: series, settings: settings)
    // The compliance is off from here on: the filament must get the current that dissolves it.
    let negative = try await halfLoop(
      memristor, to: settings.minimumVoltage, state: positive.finalState, series: .none, settings: settings)
    let loop = VoltageSweep(
      voltages: positive.samples.voltages + negative.samples.voltages.dropFirst(),
      currents: positive.samples.currents + negative.samples.currents.dropFirst())
    return (loop, negative.finalState)
  }

  /// A ramp from 0 to a peak and back, sampled at every voltage step on both ways, both ends included.
  private func halfLoop(
    _ memristor: Memristor, to peak: Voltage, state: Double, series: Series, settings: SweepSettings
  ) async throws -> (samples: VoltageSweep, finalState: Double) {
    let step = settings.voltageStep.si
    let steps = max(1, Int((abs(peak.si) / step).rounded()))
    let sampleTime = step / settings.sweepRate.si
    let turn = Time.seconds(Double(steps) * sampleTime)
    // The solver must not step over samples: a jump inside a long step would be spread over all of them.
    let trace = try await apply(
      [.init(time: .zero, value: 0), .init(time: turn, value: peak.si), .init(time: turn * 2, value: 0)],
      to: memristor, state: state, series: series, maximumStep: min(turn / 100, .seconds(sampleTime)))
    var samples = VoltageSweep(voltages: [], currents: [])
    for index in 0...(2 * steps) {
      let time = Double(index) * sampleTime
      samples.voltages.append(peak.si * (1 - abs(1 - Double(index) / Double(steps))))
      samples.currents.append(trace.current.value(at: time) ?? 0)
    }
    return (samples, trace.finalState)
  }
}

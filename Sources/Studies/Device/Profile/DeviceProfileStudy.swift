import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices

/// What is known of a kind of device, and what does its loop look like? The description in full, and one sweep of the
/// device whose parameters are all at their medians.
public struct DeviceProfileStudy: Study {
  /// The device that is shown.
  public var device: MemristorDevice
  /// The sweep of the median device.
  public var sweep: SweepSettings
  /// The compliance of the first two segments.
  public var series: DeviceBench.Series
  /// Further doubts, such as about settings that the description brings along and no command has.
  public var notes: [String]

  /// - Parameter notes: reported like warnings.
  public init(device: MemristorDevice, sweep: SweepSettings, series: DeviceBench.Series, notes: [String] = []) {
    self.device = device
    self.sweep = sweep
    self.series = series
    self.notes = notes
  }

  /// Zero, since nothing is drawn.
  public var seed: UInt64 { 0 }

  public var warnings: [String] {
    device.warnings(writingAt: max(sweep.maximumVoltage, -sweep.minimumVoltage), drawing: 1) + notes
  }

  /// Sweeps the median device once; a simulation that fails leaves the profile without a loop.
  public func run(_ run: StudyRun) async throws -> DeviceProfileFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    let loop = try await Result(simulating: {
      try await bench.sweep(device.median(), state: 0, series: series, settings: sweep).sweep
    })
    return DeviceProfileFindings(study: self, loop: loop)
  }
}

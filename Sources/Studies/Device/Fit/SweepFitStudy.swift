import MemristorDevices

/// Which distributions do a device's parameters have? Fits them to measured sweeps; nothing is simulated.
public struct SweepFitStudy: Study {
  /// In any order; device and cycle together identify a sweep.
  public var sweeps: [MeasuredSweep]
  /// The read voltage, the distributions that are tried, and the name of the device.
  public var settings: SweepFitSettings
  /// What makes the sweeps doubtful, from where they were read.
  public var warnings: [String]

  /// No two sweeps may have the same device and cycle; `run` throws for those that do.
  public init(sweeps: [MeasuredSweep], settings: SweepFitSettings, warnings: [String] = []) {
    self.sweeps = sweeps
    self.warnings = warnings
    self.settings = settings
  }

  /// Zero, since nothing is drawn.
  public var seed: UInt64 { 0 }

  /// - Throws: `DeviceError.measurement`, as `SweepFit` does; the table of readings is written even then.
  public func run(_ run: StudyRun) async throws -> SweepFitFindings {
    let readings = try SweepFit.readings(of: sweeps, settings: settings) {
      try run.progress($0.stage, $0.done, of: $0.total)
      try Task.checkCancellation()
    }
    // Written before the fit, since it shows what was read where that is too little for a fit.
    let table = try run.rows(MeasuredReading.self, in: SweepFit.table)
    table.keep(0)
    try table.append(SweepFit.rows(readings))
    return SweepFitFindings(try SweepFit(readings, settings: settings))
  }
}

import MemristorDevices

/// Measured sweeps, as the distributions of a device's parameters.
public struct SweepFitStudy: Study {
  public var sweeps: [MeasuredSweep]
  public var settings: SweepFitSettings

  public init(sweeps: [MeasuredSweep], settings: SweepFitSettings) {
    self.sweeps = sweeps
    self.settings = settings
  }

  /// Nothing is drawn.
  public var seed: UInt64 { 0 }

  public func run(_ run: StudyRun) async throws -> SweepFitFindings {
    let readings = try SweepFit.readings(of: sweeps, settings: settings) {
      try run.progress($0.stage, $0.done, of: $0.total)
      try Task.checkCancellation()
    }
    // First of all, since it shows what was read where it is too little for a fit.
    let table = try run.rows(MeasuredReading.self, in: SweepFit.table)
    table.keep(0)
    try table.append(SweepFit.rows(readings))
    return SweepFitFindings(try SweepFit(readings, settings: settings))
  }
}

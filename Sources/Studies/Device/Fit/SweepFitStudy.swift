import MemristorDevices

/// Which distributions do a device's parameters have? Fits them to measured sweeps; nothing is simulated.
public struct SweepFitStudy: Study {
  /// In any order; device and cycle together identify a sweep.
  public var sweeps: [MeasuredSweep]
  /// Figures that somebody has already read off sweeps; they count like sweeps.
  public var figures: [ExtractedFigures]
  /// To which the device's speed is fitted, with the file they come from; nil for none.
  public var pulses: (source: String, measured: [PulseMeasurement])?
  /// The read voltage, the distributions that are tried, and the name of the device.
  public var settings: SweepFitSettings
  /// What makes the sweeps doubtful, from where they were read.
  public var warnings: [String]

  /// No two sweeps may have the same device and cycle; `run` throws for those that do.
  public init(
    sweeps: [MeasuredSweep], figures: [ExtractedFigures] = [],
    pulses: (source: String, measured: [PulseMeasurement])? = nil, settings: SweepFitSettings, warnings: [String] = []
  ) {
    self.sweeps = sweeps
    self.figures = figures
    self.pulses = pulses
    self.warnings = warnings
    self.settings = settings
  }

  /// Zero, since nothing is drawn.
  public var seed: UInt64 { 0 }

  /// - Throws: `DeviceError.measurement`, as `SweepFit` does; the table of readings is written even then.
  public func run(_ run: StudyRun) async throws -> SweepFitFindings {
    let readings = try SweepFit.readings(of: sweeps, and: figures, settings: settings) {
      try run.progress($0.stage, $0.done, of: $0.total)
      try Task.checkCancellation()
    }
    // Written before the fit, since it shows what was read where that is too little for a fit.
    let table = try run.rows(MeasuredReading.self, in: SweepFit.table)
    table.keep(0)
    try table.append(SweepFit.rows(readings))
    var fit = try SweepFit(readings, settings: settings)
    let loops = try modelLoops(&fit, run)
    if let pulses {
      try run.progress("fitting the speed to pulses", 0, of: 1)
      // The speed of the device as the sweeps have it.
      fit.pulses = (pulses.measured, try PulseFit(try fit.device(), pulses.measured, source: pulses.source))
      try run.progress("fitting the speed to pulses", 1, of: 1)
    }
    _ = try fit.device()
    return SweepFitFindings(fit, loops: loops)
  }

  /// Fits the base device's equations where its parameters are not read off, and makes loops for the pictures.
  private func modelLoops(_ fit: inout SweepFit, _ run: StudyRun) throws -> ModelLoops? {
    if sweeps.isEmpty { return nil }
    // Pictures are left out for equations that only ngspice can run.
    if settings.isReadOff { return try? ModelLoops(fit, sweeps) }
    let counted = zip(sweeps, fit.readings).filter { $0.1.use == .ordinary }.map { ($0, $1.parameters) }
    let model = try ModelFit(settings.base, counted, rate: settings.sweepRate ?? .voltsPerSecond(1)) {
      try run.progress("fitting \(settings.base.name) to loops", $0, of: $1)
      try Task.checkCancellation()
    }
    fit.model = model
    return ModelLoops(model)
  }
}

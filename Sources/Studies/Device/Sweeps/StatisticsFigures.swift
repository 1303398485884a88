import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records

/// The parameters read off simulated sweeps of drawn devices, compared with the values drawn.
public struct StatisticsFigures: Figures, Equatable {
  @Figure public var devices = 0
  @Figure("Numerical failures", .plain, "Sweeps that gave no result; no figure counts them.") public var numericalFailures = 0
  @Figure public var sweepRate = SweepRate.zero
  @Figure("V_SET") public var vSET: Comparison? = nil
  @Figure("V_RESET") public var vRESET: Comparison? = nil
  @Figure("R_LRS") public var rLRS: Comparison? = nil
  @Figure("R_HRS") public var rHRS: Comparison? = nil
  /// Sweeps that do not show every parameter, by device.
  public var incomplete: [Incomplete] = []

  public init() {}

  /// One such sweep.
  public struct Incomplete: Figures, Equatable {
    @Figure public var device = 0
    @Figure("What kept parameters from being read") public var remarks = ""

    public init() {}
  }

  /// One parameter: as drawn, and as extracted from the simulated sweeps that show it.
  public struct Comparison: Figures, Equatable {
    @Figure("As drawn", .plain, "None for a device that has no such parameter.") public var drawn: LogMoments? = nil
    @Figure("As extracted") public var extracted = LogMoments()
    @Figure("Median difference", .percent, "Over the devices: |extracted / drawn - 1|.")
    public var medianRelativeDifference: Double? = nil
    @Figure("Worst difference", .percent) public var worstRelativeDifference: Double? = nil

    public init() {}

    /// Nil without any pair.
    /// - Parameter pairs: the drawn and the extracted value of each device, in V or ohm; nil for a device without the
    ///   parameter.
    init?(_ pairs: [(drawn: Double?, extracted: Double)]) {
      guard let extracted = LogMoments(pairs.map(\.extracted)) else { return nil }
      self.extracted = extracted
      drawn = LogMoments(pairs.compactMap(\.drawn))
      let differences = Summary(pairs.compactMap { pair in pair.drawn.map { abs(pair.extracted / $0 - 1) } })
      medianRelativeDifference = differences?.median
      worstRelativeDifference = differences?.maximum
    }
  }

  /// Mean and standard deviation of the natural logarithms of values in V or ohm.
  public struct LogMoments: Figures, Equatable {
    @Figure public var count = 0
    @Figure("Mean of the logarithms") public var logMean = 0.0
    @Figure("Standard deviation of the logarithms") public var logSD = 0.0
    @Figure("Standard error of the mean", .plain, "That of the deviation is smaller by the square root of two.")
    public var standardError = 0.0

    public init() {}

    /// Nil without a positive value; others are left out.
    init?(_ values: [Double]) {
      guard let summary = Summary(values.filter { $0 > 0 }.map { log($0) }) else { return nil }
      count = summary.count
      logMean = summary.mean
      logSD = summary.standardDeviation
      standardError = summary.standardError
    }
  }

  init(_ sweeps: DeviceSweeps, _ readings: [SweepReading]) {
    let measured = readings.measured.map { ($0, sweeps.memristor($0.device, cycle: $0.cycle)) }
    devices = sweeps.count
    numericalFailures = readings.count - measured.count
    sweepRate = sweeps.settings.sweepRate
    vSET = Comparison(measured.compactMap { found, drawn in found.vSET.map { (drawn.setVoltage?.si, $0.si) } })
    vRESET = Comparison(measured.compactMap { found, drawn in found.vRESET.map { (drawn.resetVoltage?.si, $0.si) } })
    rLRS = Comparison(measured.compactMap { found, drawn in found.rLRS.map { (drawn.lowResistance.si, $0.si) } })
    rHRS = Comparison(measured.compactMap { found, drawn in found.rHRS.map { (drawn.highResistance.si, $0.si) } })
    incomplete = measured.filter { !$0.0.remarks.isEmpty }.map { found, _ in
      var sweep = Incomplete()
      (sweep.device, sweep.remarks) = (found.device, found.remarks)
      return sweep
    }
  }

  /// All four with their names; nil for a parameter that no sweep shows.
  var comparisons: [(name: String, comparison: Comparison?)] {
    [("V_SET", vSET), ("V_RESET", vRESET), ("R_LRS", rLRS), ("R_HRS", rHRS)]
  }
}

/// Do simulated devices show the statistics they were drawn from? A population is swept, and its parameters are read off
/// as from measured sweeps (Figs. 3b to 3d of the paper).
public struct StatisticsStudy: Study {
  /// One cycle per device.
  public var sweeps: DeviceSweeps

  /// The sweeps must have one cycle, so that each device counts once.
  public init(sweeps: DeviceSweeps) { self.sweeps = sweeps }

  public var seed: UInt64 { sweeps.seed }

  /// Not on the sweep's peak, which goes beyond the valid range where the voltages of all devices are to be seen.
  public var warnings: [String] { sweeps.kind.warnings(drawing: sweeps.count) }

  /// Sweeps devices side by side and keeps their parameters only.
  public func run(_ run: StudyRun) async throws -> StatisticsFindings {
    let bench = DeviceBench(engine: run.engine.spice)
    let readings = try await run.rows(
      of: Array(0..<sweeps.count), by: \.device, in: run.rows(SweepReading.self, in: DeviceSweeps.table),
      stage: "sweeping devices"
    ) { try await sweeps.loops(of: $0, on: bench).map(\.reading) }
    return StatisticsFindings(study: self, readings: readings.flatMap { $0 })
  }
}

import CrossbarPrimitives
import MemristorDevices

/// The statistics of a kind of device, fitted to measured sweeps: four parameters per sweep (V_SET, V_RESET, R_LRS,
/// R_HRS), and one distribution for each parameter.
///
///     let readings = try SweepFit.readings(of: sweeps, settings: settings)
///     let fit = try SweepFit(readings, settings: settings)
///     print(fit.deviceDescription)  // device.yaml, which `--device` takes
public struct SweepFit: Sendable {
  /// One sweep and the parameters that were read off it.
  public struct Reading: Sendable {
    /// The name in the measurement file; sweeps with the same name belong to one device.
    public let device: String
    /// As the measurement file names it; different for each sweep of a device.
    public let cycle: String
    /// The file that the sweep comes from.
    public let source: String
    /// Nil for each parameter that the sweep does not show, with remarks.
    public let parameters: SweepParameters
  }

  /// Those that the sweeps were fitted with; the description of the device takes its name from here.
  public let settings: SweepFitSettings
  /// One per sweep, in their order.
  public let readings: [Reading]
  /// Their names, in the order in which they first appear.
  public let devices: [String]
  /// V; sweeps that end without a SET count as lower bounds.
  public let setVoltage: DistributionFit
  /// Magnitude, V; sweeps that end without a RESET count as lower bounds.
  public let resetVoltage: DistributionFit
  /// R_LRS, ohm.
  public let lowResistance: DistributionFit
  /// R_HRS at the read voltage, ohm.
  public let highResistance: DistributionFit

  /// The file name of the table of readings.
  public static let table = "parameters.csv"

  /// Reads the parameters off each sweep.
  /// - Parameter progress: called after each sweep; an error it throws ends the reading.
  /// - Throws: `DeviceError.measurement` where two sweeps have the same device and cycle.
  public static func readings(
    of sweeps: [MeasuredSweep], settings: SweepFitSettings, progress: (StudyProgress) throws -> Void = { _ in }
  ) throws -> [Reading] {
    var sources: [[String]: String] = [:]
    return try sweeps.enumerated().map { index, sweep in
      if let other = sources.updateValue(sweep.source, forKey: [sweep.device, sweep.cycle]) {
        throw DeviceError.measurement(
          path: sweep.source, line: nil, text: nil,
          reason:
            "device '\(sweep.device)', cycle '\(sweep.cycle)' is in '\(other)' too. Give different devices different names, "
            + "and cycles of one device different cycles, in columns named device and cycle")
      }
      try progress(StudyProgress(stage: "reading sweeps", done: index + 1, total: sweeps.count))
      return Reading(
        device: sweep.device, cycle: sweep.cycle, source: sweep.source,
        parameters: sweep.sweep.parameters(readVoltage: settings.readVoltage.si))
    }
  }

  /// Fits one distribution to each parameter, by maximum likelihood.
  /// - Throws: `DeviceError.measurement` where fewer than three sweeps show a parameter, with the reasons.
  public init(_ readings: [Reading], settings: SweepFitSettings) throws(DeviceError) {
    var devices: [String] = []
    var members: [String: [SweepParameters]] = [:]
    for reading in readings {
      if members[reading.device] == nil { devices.append(reading.device) }
      members[reading.device, default: []].append(reading.parameters)
    }
    func fit(
      _ path: KeyPath<SweepParameters, Double?>, _ name: String, above bound: KeyPath<SweepParameters, Double?>? = nil
    ) throws(DeviceError) -> DistributionFit {
      let groups = devices.map { device in (members[device] ?? []).compactMap { $0[keyPath: path] } }
      let bounds = bound.map { bound in readings.compactMap { $0.parameters[keyPath: bound] } } ?? []
      if let fit = DistributionFit(groups, lowerBounds: bounds, kind: settings.distribution) { return fit }
      let found = groups.reduce(0) { $0 + $1.count }
      throw .measurement(
        path: readings.first?.source ?? "", line: nil, text: nil,
        reason: "\(name) can be read off \(found) of \(readings.count) sweeps, and a fit needs "
          + "\(DistributionFit.leastCount) or more (\(SweepFit.table) shows what was read)." + Self.reasons(readings))
    }
    self.settings = settings
    self.readings = readings
    self.devices = devices
    setVoltage = try fit(\.setVoltage, "V_SET", above: \.setVoltageBound)
    resetVoltage = try fit(\.resetVoltage, "V_RESET", above: \.resetVoltageBound)
    lowResistance = try fit(\.lowResistance, "R_LRS")
    highResistance = try fit(\.highResistance, "R_HRS")
  }

  /// The three most frequent remarks, as a sentence; empty for none.
  private static func reasons(_ readings: [Reading]) -> String {
    let worst = remarks(readings).prefix(3)
    return worst.isEmpty ? "" : " Of the sweeps: " + worst.map { "\($0.count) x \($0.remark)" }.joined(separator: "; ")
  }

  /// The reasons why parameters could not be read, with their counts, the most frequent first.
  static func remarks(_ readings: [Reading]) -> [(remark: String, count: Int)] {
    Dictionary(grouping: readings.flatMap(\.parameters.remarks)) { $0 }
      .map { (remark: $0, count: $1.count) }.sorted { ($1.count, $0.remark) < ($0.count, $1.remark) }
  }

  /// Sweeps that do not show all four parameters.
  public var failed: [Reading] { readings.filter { !$0.parameters.isComplete } }

  /// Share of the variance that comes from cycle-to-cycle variation, 0 to 1: the mean over the four parameters. Nil where
  /// no device was swept several times.
  public var cycleShare: Double? {
    Summary([setVoltage, resetVoltage, lowResistance, highResistance].compactMap(\.shareWithinGroups))?.mean
  }
}

/// How sweeps are read and which distributions are fitted.
public struct SweepFitSettings: Hashable, Sendable {
  /// The device's name in its description, and in the titles of charts.
  public var name: String
  /// The voltage at which R_HRS is read.
  public var readVoltage: Voltage
  /// Nil to choose the likelier one for each parameter.
  public var distribution: DistributionFit.Kind?

  /// By default R_HRS is read at 0.1 V, and each parameter gets the likelier distribution.
  public init(name: String, readVoltage: Voltage = .volts(0.1), distribution: DistributionFit.Kind? = nil) {
    self.name = name
    self.readVoltage = readVoltage
    self.distribution = distribution
  }
}

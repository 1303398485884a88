import CrossbarPrimitives
import MemristorDevices

/// Statistics of a kind of device from measured sweeps: the four parameters of each, and a distribution for each parameter.
public struct SweepFit: Sendable {
  /// One sweep and what was read off it.
  public struct Reading: Sendable {
    public let device: String
    public let cycle: String
    public let source: String
    public let parameters: SweepParameters
  }

  public let settings: SweepFitSettings
  public let readings: [Reading]
  /// In the order in which they appear.
  public let devices: [String]
  public let setVoltage: DistributionFit
  public let resetVoltage: DistributionFit
  public let lowResistance: DistributionFit
  public let highResistance: DistributionFit

  /// The name of the table of readings.
  public static let table = "parameters.csv"

  /// Reads the parameters off each sweep.
  /// - Throws: `DeviceError.measurement` for a cycle of a device that two files hold.
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

  /// Fits the distributions.
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

  private static func reasons(_ readings: [Reading]) -> String {
    let worst = remarks(readings).prefix(3)
    return worst.isEmpty ? "" : " Of the sweeps: " + worst.map { "\($0.count) x \($0.remark)" }.joined(separator: "; ")
  }

  /// What was said of sweeps, the most frequent first.
  static func remarks(_ readings: [Reading]) -> [(remark: String, count: Int)] {
    Dictionary(grouping: readings.flatMap(\.parameters.remarks)) { $0 }
      .map { (remark: $0, count: $1.count) }.sorted { ($1.count, $0.remark) < ($0.count, $1.remark) }
  }

  /// The sweeps that do not show all four parameters.
  public var failed: [Reading] { readings.filter { !$0.parameters.isComplete } }

  /// Share of the variance that changes from cycle to cycle: the mean over the four parameters; nil where no device
  /// was swept several times.
  public var cycleShare: Double? {
    Summary([setVoltage, resetVoltage, lowResistance, highResistance].compactMap(\.shareWithinGroups))?.mean
  }
}

/// How sweeps are read and fitted.
public struct SweepFitSettings: Hashable, Sendable {
  /// The device's name in its description.
  public var name: String
  /// Where R_HRS is read.
  public var readVoltage: Voltage
  /// Nil for the likelier one, parameter by parameter.
  public var distribution: DistributionFit.Kind?

  public init(name: String, readVoltage: Voltage = .volts(0.1), distribution: DistributionFit.Kind? = nil) {
    self.name = name
    self.readVoltage = readVoltage
    self.distribution = distribution
  }
}

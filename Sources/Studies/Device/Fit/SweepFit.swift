import CrossbarPrimitives
import Foundation
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
    /// What a sweep is used for.
    public enum Use: String, Hashable, Codable, Sendable {
      /// For all four distributions; or for R_LRS and V_RESET only, since it formed the device; or for nothing.
      case ordinary, forming, skipped
    }

    /// The name in the measurement file; sweeps with the same name belong to one device.
    public let device: String
    /// As the measurement file names it; different for each sweep of a device.
    public let cycle: String
    /// The file that the sweep comes from.
    public let source: String
    /// Nil for each parameter that the sweep does not show, with remarks.
    public let parameters: SweepParameters
    /// By the order of the device's sweeps.
    public internal(set) var use = Use.ordinary
  }

  /// Those that the sweeps were fitted with; the description of the device takes its name from here.
  public let settings: SweepFitSettings
  /// One per sweep, in their order.
  public let readings: [Reading]
  /// Their names, in the order in which they first appear.
  public let devices: [String]
  /// Distributions of the four figures and their correlations.
  public let statistics: SwitchingStatistics
  /// Of forming sweeps that were told apart; nil for none.
  public let forming: Forming?
  /// The base device's equations fitted to the loops; nil for a device whose parameters are the four figures.
  public internal(set) var model: ModelFit?

  /// Pulses, and the speed fitted to them; nil for none.
  public internal(set) var pulses: (measured: [PulseMeasurement], fit: PulseFit)?

  /// V_FORM and the resistance before it, over the forming sweeps.
  public struct Forming: Sendable {
    /// Forming sweeps.
    public let count: Int
    /// V; nil for fewer than three.
    public let voltage: DistributionFit?
    /// Of the pristine devices at the read voltage, ohm; nil for fewer than three.
    public let pristineResistance: DistributionFit?
  }

  /// The file name of the table of readings.
  public static let table = "parameters.csv"

  /// Reads the parameters off each sweep.
  /// - Parameters:
  ///   - figures: of further loops, already read off.
  ///   - progress: called after each sweep; an error it throws ends the reading.
  /// - Throws: `DeviceError.measurement` where two sweeps have the same device and cycle.
  public static func readings(
    of sweeps: [MeasuredSweep], and figures: [ExtractedFigures] = [], settings: SweepFitSettings,
    progress: (StudyProgress) throws -> Void = { _ in }
  ) throws -> [Reading] {
    var sources: [[String]: String] = [:]
    var counts: [String: Int] = [:]
    func reading(_ device: String, _ cycle: String?, _ source: String, _ parameters: SweepParameters) throws -> Reading {
      let number = counts[device, default: 0]
      counts[device] = number + 1
      let cycle = cycle ?? "\(number)"
      if let other = sources.updateValue(source, forKey: [device, cycle]) {
        throw DeviceError.measurement(
          path: source, line: nil, text: nil,
          reason:
            "device '\(device)', cycle '\(cycle)' is in '\(other)' too. Give different devices different names, "
            + "and cycles of one device different cycles, in columns named device and cycle")
      }
      return Reading(device: device, cycle: cycle, source: source, parameters: parameters, use: settings.use(ofCycle: number))
    }
    let swept = try sweeps.enumerated().map { index, sweep in
      try progress(StudyProgress(stage: "reading sweeps", done: index + 1, total: sweeps.count))
      let parameters = sweep.sweep.parameters(readVoltage: settings.readVoltage.si, compliance: sweep.compliance)
      return try reading(sweep.device, sweep.cycle, sweep.source, parameters)
    }
    return swept
      + (try figures.map { try reading($0.device, $0.cycle, $0.source, SweepParameters($0)) })
  }

  /// Fits one distribution to each parameter, by maximum likelihood.
  /// - Throws: `DeviceError.measurement` where the sweeps tell none of the four, with the reasons.
  public init(_ readings: [Reading], settings: SweepFitSettings) throws(DeviceError) {
    var devices: [String] = []
    var members: [String: [SweepParameters]] = [:]
    for reading in readings {
      if members[reading.device] == nil { devices.append(reading.device) }
      members[reading.device, default: []] += reading.counted.map { [$0] } ?? []
    }
    self.settings = settings
    self.readings = readings
    self.devices = devices
    statistics = SwitchingStatistics(devices.map { members[$0] ?? [] }, kind: settings.distribution)
    forming = Forming(readings.filter { $0.use == .forming })
    if !readings.isEmpty, settings.isReadOff, statistics.figures.allSatisfy({ $0.fit == nil && $0.value == nil }) {
      throw .measurement(
        path: readings.first?.source ?? "", line: nil, text: nil,
        reason: "none of V_SET, V_RESET, R_LRS and R_HRS can be read off the \(readings.count) "
          + "sweep\(readings.count == 1 ? "" : "s") (\(Self.table) shows what was read)." + Self.reasons(readings))
    }
  }

  /// The device that was fitted, as `--device` will read it.
  /// - Throws: `DeviceError.measurement` where the fit is of no device that can be, such as one of milliohms.
  func device() throws -> MemristorDevice {
    do { return try MemristorDevice(yaml: deviceDescription, source: MemristorDevice.fittedName) } catch {
      throw DeviceError.measurement(
        path: readings.first?.source ?? "", line: nil, text: nil,
        reason: "what was read off is of no device that can be (\(Self.table) has it all): \(error). Are the units right "
          + "(--current-unit, --voltage-unit)?")
    }
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
  public var failed: [Reading] { readings.filter { !$0.parameters.isComplete && $0.use != .skipped } }

  /// Share of the variance that comes from cycle-to-cycle variation, 0 to 1: the mean over the parameters. Nil where no
  /// device was swept several times.
  public var cycleShare: Double? { Summary(statistics.figures.compactMap { $0.fit?.shareWithinGroups })?.mean }

  /// The equations' parameter for the voltage that a limited filament keeps, with its value and the error of its logarithm;
  /// nil where the sweeps do not tell it, or the equations have none.
  var holdParameter: (name: String, value: Double, error: Double)? {
    guard let hold = statistics.holdVoltage, model == nil,
      let parameter = settings.base.equations.parameters.first(where: { $0.name.lowercased() == "v_hold" })
    else { return nil }
    return (parameter.name, hold.value, hold.error)
  }

  /// First cycles that lie far outside of the others look like forming: a remark about them, nil for none.
  var formingRemark: String? {
    guard readings.allSatisfy({ $0.use == .ordinary }) else { return nil }
    let groups = Dictionary(grouping: readings) { $0.device }.values.filter { $0.count > 1 }
    func ratios(_ role: DeviceRole) -> [Double] {
      groups.compactMap { group in
        let rest = Summary(group.dropFirst().compactMap { $0.parameters.value(of: role) })?.median
        guard let first = group[0].parameters.value(of: role), let rest, rest > 0 else { return nil }
        return first / rest
      }
    }
    func isFarAbove(_ ratios: [Double], _ factor: Double) -> Bool {
      ratios.count >= 3 && ratios.count { $0 > factor } * 5 >= ratios.count * 4
    }
    let (voltages, resistances) = (ratios(.setVoltage), ratios(.highResistance))
    guard isFarAbove(voltages, 1.5) || isFarAbove(resistances, 20), let voltage = Summary(voltages)?.median,
      let resistance = Summary(resistances)?.median
    else { return nil }
    return "the first cycle of \(voltages.count) devices has "
      + String(format: "%.2g times the V_SET and %.2g times the R_HRS of their later ones: ", voltage, resistance)
      + "if it is a forming sweep, --forming first keeps it apart"
  }
}

extension SweepFit.Reading {
  /// What counts for the distributions of a formed device; nil for nothing.
  var counted: SweepParameters? {
    switch use {
    case .ordinary: return parameters
    case .skipped: return nil
    case .forming:
      // What a forming sweep leaves behind is a formed device, whose RESET is a RESET like others.
      var formed = parameters
      (formed.setVoltage, formed.setVoltageBound, formed.highResistance) = (nil, nil, nil)
      return formed
    }
  }
}

extension SweepFit.Forming {
  /// Nil for no sweeps.
  init?(_ readings: [SweepFit.Reading]) {
    guard !readings.isEmpty else { return nil }
    count = readings.count
    voltage = DistributionFit(
      readings.map { [$0.parameters.setVoltage].compactMap { $0 } },
      lowerBounds: readings.compactMap(\.parameters.setVoltageBound))
    pristineResistance = DistributionFit(readings.map { [$0.parameters.highResistance].compactMap { $0 } })
  }
}

/// How sweeps are read and which distributions are fitted.
public struct SweepFitSettings: Sendable {
  /// The device's name in its description, and in the titles of charts.
  public var name: String
  /// The device that the result is like in everything that sweeps do not tell.
  public var base: MemristorDevice
  /// The voltage at which R_HRS is read.
  public var readVoltage: Voltage
  /// Nil to choose the likelier one for each parameter.
  public var distribution: DistributionFit.Kind?
  /// Whether the first of the sweeps that are left of a device formed it.
  public var isFirstForming = false
  /// Sweeps of each device that are left out at its beginning.
  public var skippedCycles = 0
  /// Speed of the sweeps; nil where the files say when each sample was taken.
  public var sweepRate: SweepRate?

  /// By default R_HRS is read at 0.1 V, and each parameter gets the likelier distribution.
  public init(
    name: String, base: MemristorDevice, readVoltage: Voltage = .volts(0.1), distribution: DistributionFit.Kind? = nil
  ) {
    (self.name, self.base, self.readVoltage, self.distribution) = (name, base, readVoltage, distribution)
  }

  /// Whether the base device's parameters are what is read off loops; otherwise its equations are fitted to them.
  var isReadOff: Bool {
    base.description.fittedToLoops.isEmpty && DeviceRole.allCases.contains { base.parameter($0) != nil }
  }

  /// The base device for `like`: its name, or the whole path of its description, since the result lies elsewhere.
  var likeName: String {
    let source = base.description.source
    return MemristorDevice.names.contains(source) ? source : URL(fileURLWithPath: source).path
  }

  /// - Parameter number: of the sweep among those of its device, from 0.
  func use(ofCycle number: Int) -> SweepFit.Reading.Use {
    number < skippedCycles ? .skipped : isFirstForming && number == skippedCycles ? .forming : .ordinary
  }
}

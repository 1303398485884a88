import CrossbarPrimitives
import Foundation

extension DescriptionReader {
  /// Rejects descriptions of devices that cannot exist: a logarithm given as a voltage, swapped states, names of unknown
  /// parameters.
  ///
  /// It runs on the finished description, after `like` has been resolved, so a base device's values are checked as well.
  /// - Throws: `DeviceError.description` with the line, the value and the allowed range.
  func check(_ top: Section, _ description: DeviceDescription) throws(DeviceError) {
    if description.subcircuit.isEmpty { throw top.fault("model", "'model.subcircuit' is missing: which one the device is") }
    switch description.kind {
    case .memristor:
      if description.setTerminal.isEmpty { throw top.fault("model", "'model.set_terminal' is missing: which one a SET drives") }
      guard !description.states.isEmpty else { throw top.fault("states", "'states' is missing: what the device remembers by") }
      if description.switching != nil { throw top.fault("switching", "'switching' is a selector's; a memristor has none") }
    case .selector: try checkSelector(top, description)
    }
    for state in description.states where state.highResistance == state.lowResistance {
      throw top.fault("states", "'states.\(state.node)' has one value for hrs and lrs")
    }
    for parameter in description.parameters { try check(parameter, top) }
    try checkRoles(top, description)
    for (key, value, range) in [
      ("cycle_share", description.cycleShare, 0.0...1.0), ("yield", description.yield ?? 1, 0.0...1.0),
      ("overprogramming_current_A", description.overprogrammingCurrent?.si ?? 1, 1e-12...10.0),
      ("read_voltage_V", description.readVoltage.si, 1e-6...100.0),
    ] where !range.contains(value) {
      throw top.fault(key, "'\(key)' is \(Self.text(value)); allowed is \(Self.text(range))")
    }
    if let ambient = description.ambientTemperature?.parameter, let index = description.index(of: ambient),
      description.parameters[index].distribution != nil
    {
      throw top.fault(
        "ambient_temperature", "'ambient_temperature' names '\(excerpt(ambient))', which is drawn; it must be a value")
    }
    if description.endurance != nil || description.overprogrammingCurrent != nil, description.stuckOn == nil {
      throw top.fault("faults", "'faults.stuck_on' is missing: what makes a worn device one that no longer RESETs")
    }
    for (name, values) in [("stuck_on", description.stuckOn), ("stuck_off", description.stuckOff)] {
      for parameter in (values ?? [:]).keys.sorted() where description.index(of: parameter) == nil {
        throw top.fault("faults", "'faults.\(name)' names '\(excerpt(parameter))', which is no parameter of the description")
      }
    }
    for correlation in description.correlations {
      for name in [correlation.first, correlation.second] where description.index(of: name) == nil {
        throw top.fault("correlations", "'correlations' names '\(excerpt(name))', which is no parameter of the description")
      }
    }
    if !description.correlations.isEmpty, CorrelatedScores.factor(description) == nil {
      throw top.fault("correlations", "'correlations' are more than can be at once; each lies between -1 and 1")
    }
  }

  /// A selector with a state says when it switches, and has nothing that only memories have.
  private func checkSelector(_ top: Section, _ description: DeviceDescription) throws(DeviceError) {
    for (key, isThere) in [
      ("faults", description.stuckOn != nil || description.stuckOff != nil), ("endurance_cycles", description.endurance != nil),
      ("overprogramming_current_A", description.overprogrammingCurrent != nil),
      ("fit", !description.fittedToLoops.isEmpty || !description.fittedToPulses.isEmpty),
      ("defaults", !description.defaults.isEmpty), ("cycle_share", description.cycleShare != 0),
      ("yield", description.yield != nil), ("speed_of", description.speedOf != nil),
      ("fluctuations", !description.fluctuations.isEmpty), ("shared", description.shared != SharedVariance()),
    ] where isThere {
      throw top.fault(key, "'\(key)' is a memristor's; a selector has none")
    }
    if let parameter = description.parameters.first(where: { $0.role != nil }) {
      throw top.fault("parameters", "'\(parameter.name)' has a role, which memristors have; a selector names its in 'switching'")
    }
    guard let switching = description.switching else {
      if description.states.isEmpty { return }
      throw top.fault("switching", "'switching' is missing: the parameters at whose voltages the selector turns on and off")
    }
    if description.states.isEmpty { throw top.fault("states", "'states' is missing: what 'switching' changes") }
    for name in [switching.on, switching.hold] {
      guard let index = description.index(of: name) else {
        throw top.fault("switching", "'switching' names '\(excerpt(name))', which is no parameter of the description")
      }
      let voltage = description.parameters[index].median
      guard Self.plausible["V"]?.contains(voltage) == true else {
        throw top.fault("switching", "'\(name)' is \(Self.text(voltage)) V; allowed is \(Self.text(1e-3...100)) V")
      }
    }
  }

  /// Each role belongs to one parameter at most, and R_LRS lies below R_HRS in the median.
  private func checkRoles(_ top: Section, _ description: DeviceDescription) throws(DeviceError) {
    var parameters: [DeviceRole: DeviceParameter] = [:]
    for parameter in description.parameters {
      guard let role = parameter.role else { continue }
      if let other = parameters.updateValue(parameter, forKey: role) {
        throw top.fault("parameters", "'\(other.name)' and '\(parameter.name)' both have the role \(role.rawValue)")
      }
    }
    guard let low = parameters[.lowResistance], let high = parameters[.highResistance] else { return }
    guard low.median < high.median else {
      throw top.fault(
        "parameters",
        "'\(low.name)' has a median of \(Self.text(low.median)) ohm, and '\(high.name)' of \(Self.text(high.median)) ohm; "
          + "R_LRS is the lower one: are they swapped?")
    }
  }

  /// Plausible ranges of drawn parameters and of those with a role, by unit. Other units are not limited.
  private static let plausible: [String: ClosedRange<Double>] = ["V": 1e-3...100, "ohm": 1...1e15, "S": 1e-15...1]

  /// Checks median, deviation and bounds of one parameter against the plausible range of its unit.
  private func check(_ parameter: DeviceParameter, _ top: Section) throws(DeviceError) {
    let key = "parameters"
    let name = parameter.name
    let (unit, range) = (
      parameter.unit, parameter.distribution == nil && parameter.role == nil ? nil : Self.plausible[parameter.unit]
    )
    let allowed = range.map { "allowed is \(Self.text($0)) \(unit)" } ?? ""
    if let least = parameter.least, let most = parameter.most, least > most {
      throw top.fault(key, "'\(name)' has a least of \(Self.text(least)) \(unit) and a most of \(Self.text(most)) \(unit)")
    }
    switch parameter.value {
    case .constant(let value):
      if let range, !range.contains(value) {
        throw top.fault(key, "'\(name)' is \(Self.text(value)) \(unit); \(allowed)")
      }
    case .distributed(.logNormal(let distribution)):
      guard distribution.median.isFinite, range?.contains(distribution.median) ?? true else {
        let range = range ?? 1e-300...1e300
        throw top.fault(
          key,
          "'\(name)' has a median of \(Self.text(distribution.median)) \(unit); allowed is \(Self.text(range)) \(unit), "
            + "whose logarithms are \(Self.logarithms(range, log)) (log10_mean: \(Self.logarithms(range, log10)))")
      }
      guard (0...5).contains(distribution.logStandardDeviation) else {
        throw top.fault(
          key,
          "'\(name)' has a deviation of \(Self.text(distribution.logStandardDeviation)) in its natural logarithm; allowed is "
            + "0 to 5 (log10_sd: 0 to 2.17)")
      }
    case .distributed(.normal(let distribution)):
      guard distribution.mean > 0, range?.contains(distribution.mean) ?? true else {
        throw top.fault(
          key,
          "'\(name)' has a mean of \(Self.text(distribution.mean)) \(unit); "
            + (range == nil ? "allowed is more than 0" : allowed))
      }
      guard (0...10 * distribution.mean).contains(distribution.standardDeviation) else {
        throw top.fault(
          key,
          "'\(name)' has a deviation of \(Self.text(distribution.standardDeviation)) \(unit); allowed is 0 to ten times the mean")
      }
    }
  }

  private static func text(_ value: Double) -> String { String(format: "%.6g", value) }
  private static func text(_ range: ClosedRange<Double>) -> String { "\(text(range.lowerBound)) to \(text(range.upperBound))" }
  /// The range in logarithms, for a message to those who gave the wrong one.
  private static func logarithms(_ range: ClosedRange<Double>, _ logarithm: (Double) -> Double) -> String {
    String(format: "%.3g to %.3g", logarithm(range.lowerBound), logarithm(range.upperBound))
  }
}

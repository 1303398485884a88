import CrossbarPrimitives
import Foundation
import Yams

/// Reads a device's description (YAML). Unknown keys are rejected with their line; a misspelt key would otherwise be
/// ignored.
///
/// `DeviceCatalogue` finds the text and resolves `like`; `MemristorDevice` then checks the description against the
/// equations.
struct DescriptionReader {
  /// Path or built-in name, for messages and for `DeviceDescription.source`.
  let source: String

  /// Reads a whole description.
  ///
  /// - Parameter base: returns the description of the device that `like` names; its values hold wherever this text has
  ///   none.
  /// - Throws: `DeviceError.description` with line and key, and what `base` throws.
  func description(
    _ text: String, base: (String) throws -> DeviceDescription
  ) throws -> DeviceDescription {
    let mapping: Node.Mapping?
    do { mapping = try YAMLText.mapping(text) } catch {
      throw DeviceError.description(source: source, reason: error.reason + "; expected \(Self.hint)")
    }
    guard let mapping, !mapping.isEmpty else {
      throw DeviceError.description(source: source, reason: "it has no keys with values; expected \(Self.hint)")
    }
    let top = Section(mapping, source: source, path: "")
    try top.allow(Self.keys)
    guard let name = try top.text("name") else { throw top.fault("name", "the key 'name' is missing; it is the device's name") }
    let like = try top.text("like")
    var description: DeviceDescription
    if let like {
      description = try base(like)
      (description.name, description.source) = (name, source)
    } else {
      description = DeviceDescription(name: name, source: source)
    }
    try read(top, into: &description)
    try check(top, description)
    return description
  }

  private static let keys = [
    "name", "like", "title", "model", "states", "read_voltage_V", "parameters", "correlations", "cycle_share", "yield",
    "endurance_cycles", "overprogramming_current_A", "speed_of", "ambient_temperature", "faults", "fit", "valid", "defaults",
    "reference", "kind", "switching", "fluctuations", "shared",
  ]
  private static let hint = keys.joined(separator: ", ")

  /// Overwrites in `description` what the text gives. Lists such as `states` are replaced as a whole, parameters one by
  /// one.
  private func read(_ top: Section, into description: inout DeviceDescription) throws {
    if let kind = try top.text("kind") {
      guard let found = DeviceDescription.Kind(rawValue: kind) else {
        throw top.fault("kind", "'kind' is '\(excerpt(kind))'; allowed are memristor, selector")
      }
      description.kind = found
    }
    description.title = try top.text("title") ?? description.title
    description.reference = try top.text("reference") ?? description.reference
    if let model = try top.section("model") {
      try model.allow(["file", "subcircuit", "set_terminal"])
      if let file = try model.text("file") { description.equationsFile = file }
      if let subcircuit = try model.text("subcircuit") { description.subcircuit = subcircuit }
      if let terminal = try model.text("set_terminal") { description.setTerminal = terminal }
    }
    if let states = try top.section("states") {
      description.states = try states.sections().map { name, state in
        try state.allow(["unit", "meaning", "initial", "hrs", "lrs", "range", "scale"])
        let high = try state.required("hrs") { try state.number($0) }
        let low = try state.required("lrs") { try state.number($0) }
        let limits = (try state.numbers("range", .none, count: 2) ?? [high, low]).sorted()
        guard [high, low].allSatisfy({ (limits[0]...limits[1]).contains($0) }) else {
          throw state.fault("range", "'states.\(name).range' does not hold hrs and lrs")
        }
        return DeviceState(
          node: name, unit: try state.unit(), meaning: try state.text("meaning") ?? "",
          initial: try state.required("initial") { try state.text($0) }, highResistance: high, lowResistance: low,
          limits: limits[0]...limits[1], scale: try state.number("scale"))
      }
    }
    if let switching = try top.section("switching") {
      try switching.allow(["on", "hold"])
      description.switching = .init(
        on: try switching.required("on") { try switching.text($0) },
        hold: try switching.required("hold") { try switching.text($0) })
    }
    if let voltage = try top.number("read_voltage_V", .volts) { description.readVoltage = .volts(voltage) }
    if let parameters = try top.section("parameters") {
      for (name, section) in try parameters.sections() { try parameter(name, section, into: &description) }
    }
    if let correlations = try top.section("correlations") {
      // As in "v_set r_lrs: 0.4".
      description.correlations = try correlations.names.map { pair in
        let names = pair.split(separator: " ").map(String.init)
        guard names.count == 2 else { throw correlations.fault(pair, "'\(pair)' is not two parameters with a blank between") }
        return .init(first: names[0], second: names[1], value: try correlations.required(pair) { try correlations.number($0) })
      }
    }
    description.cycleShare = try top.number("cycle_share") ?? description.cycleShare
    if let shared = try top.section("shared") { description.shared = try SharedVariance(shared) }
    description.yield = try top.number("yield") ?? description.yield
    if let bounds = try top.numbers("endurance_cycles", .none, count: 2) {
      guard bounds[0] <= bounds[1], bounds.allSatisfy({ $0 == $0.rounded() && (1...1e15).contains($0) }) else {
        throw top.fault(
          "endurance_cycles", "'endurance_cycles' is [lowest, highest], whole numbers of 1 to 1e15, such as [5, 20]")
      }
      description.endurance = Int(bounds[0])...Int(bounds[1])
    }
    if let current = try top.number("overprogramming_current_A", .amperes) {
      description.overprogrammingCurrent = .amperes(current)
    }
    description.speedOf = try top.text("speed_of") ?? description.speedOf
    if let ambient = try top.section("ambient_temperature") {
      try ambient.allow(["parameter", "unit"])
      let unit = try ambient.required("unit") { try ambient.text($0) }
      guard let scale = AmbientTemperature.Scale(rawValue: unit) else {
        throw ambient.fault("unit", "'ambient_temperature.unit' is '\(excerpt(unit))'; allowed are K, C")
      }
      description.ambientTemperature = AmbientTemperature(
        parameter: try ambient.required("parameter") { try ambient.text($0) }, scale: scale)
    }
    if let faults = try top.section("faults") {
      try faults.allow(["stuck_on", "stuck_off"])
      func values(_ key: String) throws -> [String: Double]? {
        guard let section = try faults.section(key) else { return nil }
        return try Dictionary(section.names.map { ($0, try section.required($0) { try section.number($0) }) }) { $1 }
      }
      description.stuckOn = try values("stuck_on") ?? description.stuckOn
      description.stuckOff = try values("stuck_off") ?? description.stuckOff
    }
    if let fit = try top.section("fit") {
      try fit.allow(["loops", "pulses"])
      description.fittedToLoops = try fit.words("loops") ?? description.fittedToLoops
      description.fittedToPulses = try fit.words("pulses") ?? description.fittedToPulses
    }
    if let section = try top.section("fluctuations") {
      description.fluctuations = try fluctuations(section, into: description.fluctuations)
    }
    if let valid = try top.section("valid") {
      try valid.allow(["voltage_V", "pulse_width_s"])
      if let voltage = try valid.number("voltage_V", .volts) { description.valid.voltage = .volts(voltage) }
      if let widths = try valid.numbers("pulse_width_s", .seconds, count: 2) {
        guard widths[0] <= widths[1] else { throw valid.fault("pulse_width_s", "'pulse_width_s' is [shortest, longest]") }
        description.valid.pulseWidth = .seconds(widths[0])...Time.seconds(widths[1])
      }
    }
    if let defaults = try top.section("defaults") { description.defaults = try defaults.yaml }
  }

  /// Adds a parameter, or changes the given keys of one that `like` brought along.
  private func parameter(_ name: String, _ section: Section, into description: inout DeviceDescription) throws {
    try section.allow([
      "role", "unit", "meaning", "source", "varies", "most", "least", "value", "log_mean", "log_sd", "log10_mean", "log10_sd",
      "mean", "sd", "cycle_share", "shared",
    ])
    let known = description.index(of: name)
    var parameter = known.map { description.parameters[$0] } ?? DeviceParameter(name, .constant(0))
    if let unit = try section.text("unit") { parameter.unit = unit == "1" ? "" : unit }
    parameter.meaning = try section.text("meaning") ?? parameter.meaning
    parameter.source = try section.text("source") ?? parameter.source
    if let role = try section.text("role") {
      guard let found = DeviceRole(rawValue: role) else {
        let allowed = DeviceRole.allCases.map(\.rawValue).joined(separator: ", ")
        throw section.fault("role", "'role' is '\(excerpt(role))'; allowed are \(allowed)")
      }
      parameter.role = found
    }
    if let varies = try section.text("varies") {
      guard ["device", "cycle", "both"].contains(varies) else {
        throw section.fault("varies", "'varies' is '\(excerpt(varies))'; allowed are device, cycle, both")
      }
      parameter.ownCycleShare = varies == "device" ? 0 : varies == "cycle" ? 1 : nil
    }
    if let share = try section.number("cycle_share") {
      guard (0...1).contains(share) else { throw section.fault("cycle_share", "'cycle_share' is \(share); allowed is 0 to 1") }
      parameter.ownCycleShare = share
    }
    if let shared = try section.section("shared") { parameter.ownShared = try SharedVariance(shared) }
    let unit = WrittenUnit(rawValue: parameter.unit) ?? .none
    parameter.most = try section.number("most", unit) ?? parameter.most
    parameter.least = try section.number("least", unit) ?? parameter.least
    if let value = try value(section, unit) {
      parameter.value = value
    } else if known == nil {
      throw section.fault(nil, "'\(section.path)' has no value; expected \(Self.valueHint)")
    }
    if let known { description.parameters[known] = parameter } else { description.parameters.append(parameter) }
  }

  private static let valueHint = "value, or log_mean and log_sd, or log10_mean and log10_sd, or mean and sd"

  /// The constant or distribution of a parameter; nil if none of its keys is given. Mixed or incomplete pairs are errors.
  private func value(_ section: Section, _ unit: WrittenUnit) throws -> DeviceParameter.Value? {
    let given = Set(section.names).intersection(["value", "log_mean", "log_sd", "log10_mean", "log10_sd", "mean", "sd"])
    func pair(_ prefix: String, _ unit: WrittenUnit) throws -> (Double, Double)? {
      guard given == ["\(prefix)mean", "\(prefix)sd"] else { return nil }
      return (
        try section.required("\(prefix)mean") { try section.number($0, unit) },
        try section.required("\(prefix)sd") { try section.number($0, unit) }
      )
    }
    if given.isEmpty { return nil }
    if given == ["value"] { return .constant(try section.required("value") { try section.number($0, unit) }) }
    if let (mean, deviation) = try pair("log_", .none) {
      return .distributed(.logNormal(LogNormalDistribution(logMean: mean, logStandardDeviation: deviation)))
    }
    if let (mean, deviation) = try pair("log10_", .none) {
      return .distributed(.logNormal(LogNormalDistribution(decadeMean: mean, decadeStandardDeviation: deviation)))
    }
    if let (mean, deviation) = try pair("", unit) {
      return .distributed(.normal(NormalDistribution(mean: mean, standardDeviation: deviation)))
    }
    throw section.fault(
      nil, "'\(section.path)' has the keys \(given.sorted().joined(separator: ", ")); expected \(Self.valueHint)")
  }
}

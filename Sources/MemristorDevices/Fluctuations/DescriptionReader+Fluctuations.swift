import CrossbarPrimitives

extension DescriptionReader {
  /// The section `fluctuations`; parts that it does not have keep those of a base description.
  func fluctuations(_ section: Section, into known: Fluctuations) throws -> Fluctuations {
    try section.allow(["stop", "read_noise", "telegraph_noise", "relaxation", "stuck_per_reset"])
    var fluctuations = known
    if let stops = try section.section("stop") {
      fluctuations.stops = try stops.sections().map { try stop($0.name, $0.section) }
    }
    if let noise = try section.section("read_noise") {
      try noise.allow(["sd", "source"])
      fluctuations.readNoise = ReadNoise(deviation: try noise.limited("sd", 0...1), source: try noise.origin())
    }
    if let noise = try section.section("telegraph_noise") {
      try noise.allow(["share", "median", "log_sd", "source"])
      fluctuations.telegraphNoise = TelegraphNoise(
        share: try noise.limited("share", 0...1), median: try noise.limited("median", 0...1),
        logDeviation: try noise.limited("log_sd", 0...3), source: try noise.origin())
    }
    if let relaxation = try section.section("relaxation") { fluctuations.relaxation = try self.relaxation(relaxation) }
    if let stuck = try section.section("stuck_per_reset") {
      try stuck.allow(["share", "source"])
      fluctuations.stuckPerReset = try stuck.limited("share", 0...1)
      fluctuations.stuckSource = try stuck.origin()
    }
    return fluctuations
  }

  private func stop(_ parameter: String, _ section: Section) throws -> StochasticStop {
    try section.allow(["form", "cell", "cycle", "pulse", "source"])
    let text = try section.required("form") { try section.text($0) }
    guard let form = StochasticStop.Form(rawValue: text) else {
      let allowed = StochasticStop.Form.allCases.map(\.rawValue).joined(separator: ", ")
      throw section.fault("form", "'\(section.path).form' is '\(excerpt(text))'; allowed are \(allowed)")
    }
    let allowed = form == .logNormal ? 0...2.0 : 0...1e3
    return StochasticStop(
      parameter: parameter, form: form, cell: try section.limited("cell", allowed, usually: 0),
      cycle: try section.limited("cycle", allowed, usually: 0), pulse: try section.limited("pulse", allowed, usually: 0),
      source: try section.origin())
  }

  private func relaxation(_ section: Section) throws -> Relaxation {
    try section.allow(["t0_s", "nu_decades", "conductance_S", "drift_S_per_decade", "sd_S_per_root_decade", "source"])
    func column(_ key: String) throws -> [Double] { try section.required(key) { try section.list($0) } }
    let (conductances, drifts, deviations) = (
      try column("conductance_S"), try column("drift_S_per_decade"), try column("sd_S_per_root_decade")
    )
    guard conductances.count == drifts.count, drifts.count == deviations.count else {
      throw section.fault(
        "conductance_S",
        "'\(section.path)' lists \(conductances.count) conductances, \(drifts.count) drifts and \(deviations.count) deviations; "
          + "they must be as many")
    }
    guard zip(conductances, conductances.dropFirst()).allSatisfy(<), conductances[0] >= 0 else {
      throw section.fault("conductance_S", "'\(section.path).conductance_S' must rise, from 0 or more")
    }
    guard deviations.allSatisfy({ $0 >= 0 }) else {
      throw section.fault("sd_S_per_root_decade", "'\(section.path).sd_S_per_root_decade' must be 0 or more")
    }
    return Relaxation(
      start: .seconds(try section.limited("t0_s", 1e-12...1e12)), decades: try section.limited("nu_decades", 1e-3...1e3),
      table: zip(conductances, zip(drifts, deviations)).map {
        .init(conductance: .siemens($0), drift: .siemens($1.0), deviation: .siemens($1.1))
      }, source: try section.origin())
  }
}

extension DescriptionReader.Section {
  /// A number within a range.
  /// - Parameter usual: where the key is absent; nil if it must be there.
  fileprivate func limited(_ key: String, _ allowed: ClosedRange<Double>, usually usual: Double? = nil) throws -> Double {
    guard let value = try number(key) ?? usual else { return try required(key) { try number($0) } }
    guard allowed.contains(value) else {
      throw fault(
        key,
        "'\(path).\(key)' is \(SpiceNumber.shortest(value)); allowed is \(SpiceNumber.shortest(allowed.lowerBound)) to "
          + SpiceNumber.shortest(allowed.upperBound))
    }
    return value
  }

  /// Every fluctuation says where it comes from.
  fileprivate func origin() throws -> String {
    guard let source = try text("source") else {
      throw fault(nil, "the key '\(path).source' is missing: where it comes from, or the word assumption")
    }
    return source
  }
}

import CircuitSimulation
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Records
import Reporting

/// A device's description with the loop of the median device.
public struct DeviceProfileFindings: StudyFindings {
  /// As it was run.
  public let study: DeviceProfileStudy
  /// The samples of the loop, or the reason why there are none.
  public let loop: Result<VoltageSweep, SimulationError>
  public let figures: DeviceProfileFigures

  init(study: DeviceProfileStudy, loop: Result<VoltageSweep, SimulationError>) {
    self.study = study
    self.loop = loop
    var figures = DeviceProfileFigures(study.device)
    switch loop {
    case .success(let sweep): figures.loop = DeviceProfileFigures.Loop(study.sweep, sweep.parameters())
    case .failure(let error): figures.loopFailure = "\(error)"
    }
    self.figures = figures
  }

  /// Writes the samples of the loop as `loop.csv`.
  public func writeData(to folder: ResultFolder) throws {
    guard case .success(let sweep) = loop else { return }
    let samples = zip(sweep.voltages, sweep.currents).map {
      SweepSample(device: 0, cycle: 0, voltage: .volts($0), current: .amperes($1))
    }
    try folder.write(RecordTable(samples), to: "loop.csv")
  }

  /// What the median device does in its loop, or else what the device is.
  public var headline: String? {
    let loop = figures.loop
    return SwitchingSentence(set: loop?.vSET, reset: loop?.vRESET, low: loop?.rLRS, high: loop?.rHRS)
      .text(of: "\(figures.name): the median device", basis: nil) ?? (figures.title.isEmpty ? nil : figures.title)
  }

  public var tables: [ReportTable] {
    [
      ReportTable(
        title: "Parameters", header: ["Parameter", "Value", "Spread", "Role", "Meaning", "Source"],
        rows: figures.parameters.map { parameter in
          [parameter.name, parameter.value, parameter.spread, parameter.role ?? "", parameter.meaning, parameter.source]
            .map { .text($0) }
        })
    ]
  }

  public var charts: [NamedChart] {
    guard case .success(let sweep) = loop else { return [] }
    let points = zip(sweep.voltages, sweep.currents).map { SIMD2($0, abs($1)) }.filter { $0.y > 1e-12 }
    return [
      NamedChart(
        "iv-loop",
        LineChart(
          title: "I-V loop of \(figures.name), all parameters at their medians", xAxis: ChartAxis("Voltage", unit: "V"),
          yAxis: ChartAxis("|Current|", unit: "A", scale: .logarithmic),
          series: [ChartSeries("", points: points, colour: .blue)]))
    ]
  }

  public var text: String {
    ([figures.name + (figures.title.isEmpty ? "" : ": \(figures.title)"), ""] + facts + [""] + parameterLines + [""]
      + defaultLines + loopLines).joined(separator: "\n")
  }

  /// Where it comes from, what it remembers by and what is known of it, a line each.
  private var facts: [String] {
    let device = study.device.description
    let compiled = figures.compilationRefusal.map { "in ngspice only, since \($0)" } ?? "in ngspice and compiled"
    let spread =
      figures.hasSpread
      ? (figures.cycleShare.map { "\(percent($0)) of the variance from cycle to cycle" } ?? "")
      : "none is known: all cells are alike"
    func known(_ parts: [String?]) -> String {
      let known = parts.compactMap { $0 }
      return known.isEmpty ? "not known" : known.joined(separator: ", ")
    }
    let lines: [(String, String)] =
      [
        ("source", figures.reference.isEmpty ? "not said" : figures.reference), ("description", figures.description),
        ("equations", "\(figures.equations), subcircuit \(figures.subcircuit); runs \(compiled)"),
        ("terminals", "\(figures.terminals.joined(separator: ", ")); a positive voltage at \(figures.setTerminal) SETs"),
      ]
      + device.states.map { ("state", "\($0.node)\($0.meaning.isEmpty ? "" : ", \($0.meaning)"): \($0.range)") }
      + [
        (
          "read",
          "at \(figures.readVoltage.prefixed): R_LRS \(figures.rLRS?.prefixed ?? "none"), "
            + "R_HRS \(figures.rHRS?.prefixed ?? "beyond all numbers") (medians)"
        ),
        ("spread", spread),
        (
          "wear",
          known([
            device.endurance.map { "stays SET after \($0.lowerBound) to \($0.upperBound) cycles" },
            device.overprogrammingCurrent.map { "stays SET after a current of \($0.prefixed)" },
          ])
        ),
        ("yield", known([figures.yield.map(percent)])), ("faults", known(figures.faults)),
      ]
    let fluctuations: [(String, String)] = (figures.fluctuations.isEmpty ? ["not known"] : figures.fluctuations)
      .map { ("fluctuations", $0) }
    let range: [(String, String)] =
      [
        (
          "valid",
          known([
            device.valid.voltage.map { "up to \($0.prefixed)" },
            device.valid.pulseWidth.map { "pulses of \($0.lowerBound.prefixed) to \($0.upperBound.prefixed)" },
          ])
        )
      ]
    return (lines + fluctuations + range).map { "  " + column($0.0, 14) + $0.1 }
  }

  /// The parameters as a table, those at the equations' own values in a line below, and correlations.
  private var parameterLines: [String] {
    var lines = DeviceProfileFigures.Parameter.lines(figures.parameters)
    if !figures.furtherParameters.isEmpty {
      let further = figures.furtherParameters.map { "\($0.name) \($0.value.map(SpiceNumber.shortest) ?? "?")" }
      lines.append("  at the equations' own values: \(further.joined(separator: ", "))")
    }
    return lines
      + figures.correlations.map { "  \($0.first) and \($0.second) are correlated: \(SpiceNumber.shortest($0.coefficient))" }
  }

  private var defaultLines: [String] {
    if figures.defaults.isEmpty { return ["  brings no settings along; commands use their own", ""] }
    var lines: [String] = []
    for line in figures.defaults.split(separator: "\n") {
      let item = line.drop { $0 == " " }
      if item.hasPrefix("- "), let last = lines.popLast() {
        lines.append(last + (last.hasSuffix(":") ? " " : ", ") + item.dropFirst(2))
      } else {
        lines.append("    " + line)
      }
    }
    return ["  settings that it brings along:"] + lines + [""]
  }

  private var loopLines: [String] {
    guard case .success(let sweep) = loop, let found = figures.loop else {
      return ["  no loop: \(figures.loopFailure ?? "")"]
    }
    func text<Value>(_ name: String, _ value: Quantity<Value>?) -> String { "\(name) " + (value?.prefixed ?? "not seen") }
    let parameters = [
      text("V_SET", found.vSET), text("V_RESET", found.vRESET), text("R_LRS", found.rLRS), text("R_HRS", found.rHRS),
    ]
    return [
      "  |I| of the median device, \(found.maxVoltage.prefixed) and \(found.minVoltage.prefixed) at \(found.sweepRate.prefixed): o out, . back; "
        + parameters.joined(separator: "  "), "",
    ] + LoopPlot(sweep).lines
  }
}

private func percent(_ share: Double) -> String { SpiceNumber.shortest((1000 * share).rounded() / 10) + " %" }

extension DeviceProfileFigures.Parameter {
  /// Parameters as a table, indented.
  static func lines(_ parameters: [Self]) -> [String] {
    let header = ["parameter", "value", "spread", "role", "meaning (source)"]
    let rows = parameters.map { parameter in
      [
        parameter.name, parameter.value, parameter.spread, parameter.role ?? "",
        parameter.meaning + (parameter.source.isEmpty ? "" : " (\(parameter.source))"),
      ]
    }
    let table = [header] + rows
    let widths = header.indices.map { index in (table.map { $0[index].count }.max() ?? 0) + 2 }
    return table.map { row in
      "  " + row.indices.map { $0 == row.count - 1 ? row[$0] : column(row[$0], widths[$0]) }.joined()
    }
  }

  /// The constant, or the median, with its unit.
  var value: String { number(median) + (unit.isEmpty ? "" : " \(unit)") }

  /// The distribution's deviation and bounds; empty for a constant.
  var spread: String {
    guard let sd else { return "" }
    let bounds = [least.map { "at least \(number($0))" }, most.map { "at most \(number($0))" }].compactMap { $0 }
    return (["\(distribution) \(number(sd))"] + bounds).joined(separator: ", ")
  }

  private func number(_ value: Double) -> String { SpiceNumber.shortest(Double(String(format: "%.4g", value)) ?? value) }
}

import CrossbarPrimitives
import Netlisting
import Reporting

/// The files of a sizing run.
public struct SizingReport: RunReport {
  public let result: SizingResult

  public init(_ result: SizingResult) { self.result = result }

  public static let cellTable = "cells.csv"

  public func writeData(to folder: ResultFolder) throws {
    var cells = CSVTable(header: result.experiment.cellHeader)
    for write in result.writes {
      for outcome in write.outcomes { cells.append(result.experiment.row(write.write, outcome)) }
    }
    try folder.write(cells, to: Self.cellTable)
    try folder.write(pointTable, to: "points.csv")
    try folder.write(loadCurveTable, to: "load-curves.csv")
    try folder.write(demandTable, to: "demands.csv")
    for isSet in [true, false] {
      guard let write = result.experiment.writes.first(where: { $0.isSet == isSet }) else { continue }
      let deck = try result.experiment.deck(of: write, cell: 0)
      try folder.write(NgspiceWriter().text(deck), to: isSet ? "set.cir" : "reset.cir")
    }
  }

  public var charts: [NamedChart] { SizingCharts(result).all }

  public var headline: String? { result.summary.answers.first.map(result.sentence) }

  /// A line a transistor at a gate and a write voltage.
  var pointTable: CSVTable {
    var table = CSVTable(
      header: ["corner", "width_um", "length_um", "write_voltage_V", "gate_voltage_V"]
        + ["set", "reset"].flatMap { operation in
          [
            "success", "wilson_low", "wilson_high", "closed_form_failure", "current_median_A", "resistance_lower_ohm",
            "resistance_median_ohm", "resistance_upper_ohm", "energy_median_J", "asking_more", "numerical_failures",
          ].map { "\(operation)_\($0)" } + WriteFailure.allCases.map { "\(operation)_\($0.rawValue)" }
        } + ["transistor_share_of_read", "column_leakage_A", "cell_area_um2"])
    for point in result.summary.points {
      let start: [any CSVField] = [point.corner, point.width, point.length, point.writeVoltage, point.gateVoltage]
      let end: [any CSVField] = [point.readShare?.median, point.leakage, point.cellArea]
      table.append(start + fields(point.set) + fields(point.reset) + end)
    }
    return table
  }

  private func fields(_ write: SizingSummary.Write) -> [any CSVField] {
    let figures: [any CSVField] = [
      write.success.share, write.success.lower, write.success.upper, write.closedForm, write.current?.median,
      write.resistance?.lower, write.resistance?.median, write.resistance?.upper, write.energy,
      write.limit.askingMore.count, write.numericalFailures,
    ]
    return figures + WriteFailure.allCases.map { write.failures[$0.rawValue] ?? 0 }
  }

  /// What each transistor with its wires lets through.
  var loadCurveTable: CSVTable {
    var table = CSVTable(header: SizingExperiment.writeHeader + ["memristor_voltage_V", "current_A"])
    for write in result.writes {
      guard let curve = write.surroundings.loadCurve else { continue }
      for (voltage, current) in zip(curve.voltages, curve.currents) {
        table.append(result.experiment.fields(write.write) + [voltage, current])
      }
    }
    return table
  }

  /// What each memristor asks for.
  var demandTable: CSVTable {
    var table = CSVTable(header: ["cell", "v_set_V", "current_at_v_set_A", "v_reset_V", "current_at_v_reset_A"])
    for (cell, demand) in result.demands.enumerated() {
      guard let demand else { continue }
      table.append(cell, demand.memristor.setVoltage, demand.set, demand.memristor.resetVoltage, demand.reset)
    }
    return table
  }
}

extension SizingExperiment {
  static let writeHeader = ["operation", "corner", "width_um", "length_um", "write_voltage_V", "gate_voltage_V"]

  /// Of the table of cells, which also grows while they are simulated.
  public var cellHeader: [String] {
    Self.writeHeader + [
      "cell", "written", "failure", "plateau_current_A", "read_resistance_ohm", "memristor_resistance_ohm",
      "transistor_share_of_read", "energy_J",
    ] + device.drawnColumns.map { "drawn_\($0)" } + ["numerical_failure"]
  }

  func fields(_ write: SizingWrite) -> [any CSVField] {
    let transistor = transistors[write.transistor]
    return [
      write.isSet ? "set" : "reset", transistor.corner, transistor.width.micrometers, transistor.length.micrometers,
      write.amplitude, write.gateVoltage ?? write.amplitude + resetGateBoost,
    ]
  }

  /// A cell's line.
  public func row(_ write: SizingWrite, _ outcome: SizingOutcome) -> [any CSVField] {
    let found: [any CSVField]
    let failure: String
    switch outcome.result {
    case .success(let cell):
      found =
        [
          cell.failure == nil, cell.failure?.rawValue ?? "", cell.plateauCurrent,
          cell.reading.failure == nil ? cell.reading.resistance : nil, cell.resistance, cell.transistorShare, cell.energy,
        ] as [any CSVField]
      failure = ""
    case .failure(let error):
      found = Array(repeating: "", count: 7)
      failure = "\(error)"
    }
    return fields(write) + [outcome.cell] + found + outcome.memristor.drawnValues + [failure]
  }

  /// A cell's write as a deck that runs alone.
  public func deck(of write: SizingWrite, cell: Int) throws -> Deck {
    try trial(of: cell, write).deck(operation(write), state: write.isSet ? 0 : 1)
  }
}

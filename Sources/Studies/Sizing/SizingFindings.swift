import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Records
import Reporting

/// The results of a sizing study: every write of every cell, and the load curves of the transistors.
public struct SizingFindings: StudyFindings {
  /// As it was run; the writes refer to its transistors by index.
  public let study: SizingStudy
  /// One per cell; nil for a device that does not say where it switches.
  public let demands: [SwitchingDemand?]
  /// One per write, in the order of `SizingStudy.writes`.
  public let writes: [SizingWriteResult]
  public let check: EngineCheck?
  public var lines: ArrayLines? { ArrayLines(wires: study.wires, rows: study.rows, columns: study.wordLine.cells) }
  public private(set) var figures = SizingFigures()

  init(study: SizingStudy, demands: [SwitchingDemand?], writes: [SizingWriteResult], check: EngineCheck?) {
    self.study = study
    self.demands = demands
    self.writes = writes
    self.check = check
    figures = SizingFigures(self)
  }

  /// Writes `cells.csv`, `points.csv`, `load-curves.csv` and `demands.csv`, and one circuit each of a SET and a RESET.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(writes.flatMap(\.outcomes)), to: SizingStudy.cellTable)
    try folder.write(RecordTable(figures.points), to: "points.csv")
    try folder.write(RecordTable(loadPoints), to: "load-curves.csv")
    try folder.write(RecordTable(demands.compactMap { $0 }), to: "demands.csv")
    for isSet in [true, false] {
      guard let write = study.writes.first(where: { $0.isSet == isSet }) else { continue }
      let deck = try study.deck(of: write, cell: 0)
      try folder.write(NgspiceWriter().text(deck), to: isSet ? "set.cir" : "reset.cir")
    }
  }

  public var charts: [NamedChart] { SizingCharts(self).all }

  public var tables: [ReportTable] { [figures.stress.table] }

  /// The stress of the transistors at an answer's width and settings.
  func stress(of answer: SizingAnswer) -> StressFigures {
    var stress = TransistorStress(CellOperation(study.read))
    var ratings = TransistorRatings()
    for result in writes where result.write.amplitude == answer.writeVoltage {
      let sized = study.transistors[result.write.transistor]
      guard sized.corner == answer.corner, sized.transistor.width == answer.bestWidth,
        sized.transistor.length == answer.length, [nil, answer.gateVoltage].contains(result.write.gateVoltage)
      else { continue }
      ratings = sized.transistor.ratings
      stress.formUnion(study.stress(of: result.write, among: result.cells))
    }
    return StressFigures(stress, ratings)
  }

  /// The answer for the first combination of settings.
  public var headline: String? { figures.answers.first.map(sentence) }

  /// Set if no cell could be simulated.
  public var failure: String? {
    writes.contains { !$0.cells.isEmpty } ? nil : "no cell could be simulated; the table \(SizingStudy.cellTable) says why"
  }

  /// The load curves of all writes: the current that each transistor with its wires lets through.
  var loadPoints: [LoadPoint] {
    writes.flatMap { result -> [LoadPoint] in
      guard let curve = result.surroundings.loadCurve else { return [] }
      let transistor = study.transistors[result.write.transistor]
      return zip(curve.voltages, curve.currents).map { voltage, current in
        LoadPoint(
          operation: result.write.isSet ? "set" : "reset", corner: transistor.corner, width: transistor.transistor.width,
          length: transistor.transistor.length, writeVoltage: result.write.amplitude,
          gateVoltage: study.operation(result.write).wordLineVoltage, memristorVoltage: voltage, current: current)
      }
    }
  }
}

/// A point of a load curve: a row of `load-curves.csv`.
struct LoadPoint: Encodable, Hashable {
  var operation, corner: String
  var width, length: Length
  var writeVoltage, gateVoltage, memristorVoltage: Voltage
  var current: Current
}

/// One write, applied to all cells.
public struct SizingWriteResult: Sendable {
  /// Which operation, with which transistor, amplitude and gate voltage.
  public let write: SizingWrite
  /// The same for all cells, which stand at the same place.
  public let surroundings: WriteSurroundings
  /// One per cell, failed simulations included.
  public let outcomes: [SizingCell]

  /// The cells whose simulation gave a result.
  public var cells: [SizingCell] { outcomes.filter { $0.numericalFailure == nil } }
}

/// What the array offers to a cell during a write.
public struct WriteSurroundings: Hashable, Sendable {
  /// Current over the voltage across the memristor; nil where it could not be simulated.
  public let loadCurve: LoadCurve?
  /// Of the whole column at the write voltage with every word line off; nil where it could not be simulated.
  public let leakage: Current?
}

/// The current that a memristor draws at its switching voltage: at V_SET without a filament, at V_RESET with the
/// strongest one. A row of `demands.csv`.
public struct SwitchingDemand: Hashable, Encodable, Sendable {
  /// The number of the drawn cell, from 0.
  public var cell: Int
  /// As drawn for this cell.
  public var vSET: Voltage
  /// At V_SET, in HRS.
  public var setCurrent: Current
  /// Magnitude, like the current.
  public var vRESET: Voltage
  /// Magnitude at V_RESET, in LRS.
  public var resetCurrent: Current

  /// Switching voltage, and the current there, of a SET or a RESET.
  func point(isSet: Bool) -> (voltage: Voltage, current: Current) {
    isSet ? (vSET, setCurrent) : (vRESET, resetCurrent)
  }
}

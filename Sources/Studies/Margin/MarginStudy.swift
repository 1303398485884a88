import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Records
import Reporting

/// How many word lines may be on at once? With several on, as in products formed in the array, the other cells of a
/// sensed column hide the state of one cell.
///
/// Each drawn column is read twice at every number of word lines: with the farthest cell of those that are on in LRS and
/// in HRS, and all others in LRS, which draws the most. The margin is (I_LRS - I_HRS) / I_LRS of the sensed current.
public struct MarginStudy: Study {
  /// Of every cell; each cell's parameters are drawn from its distributions.
  public var device: MemristorDevice
  public var seed: UInt64
  /// Drawn columns; each has memristors of its own.
  public var count: Int
  /// Cells of a column; those nearest to the drivers are the ones that are on.
  public var rows: Int
  /// Numbers of word lines that are on, rising, at most `rows`.
  public var wordLines: [Int]
  /// Of every cell; where the word line is off, its gate is grounded.
  public var transistor: AccessTransistor
  /// Of the bit line and the source line, drivers included; word lines have no resistance.
  public var wires: Wires
  /// Of the bit line, and of the word lines that are on; the others are at 0 V.
  public var readVoltage, gateVoltage: Voltage
  /// The margin that a converter needs, 0 to 1.
  public var target: Double

  /// `wordLines` must rise, and lie in `1...rows`.
  public init(
    device: MemristorDevice, seed: UInt64, count: Int, rows: Int, wordLines: [Int], transistor: AccessTransistor, wires: Wires,
    readVoltage: Voltage, gateVoltage: Voltage, target: Double
  ) {
    (self.device, self.seed, self.count, self.rows, self.wordLines) = (device, seed, count, rows, wordLines)
    (self.transistor, self.wires, self.target) = (transistor, wires, target)
    (self.readVoltage, self.gateVoltage) = (readVoltage, gateVoltage)
  }

  public var warnings: [String] { device.warnings(readingAt: readVoltage, drawing: count * rows) }

  /// Of a read. With several word lines on, their cells are all selected ones; source lines are at 0 V.
  public var stress: StressFigures? {
    StressFigures(
      TransistorStress(.read, gate: gateVoltage, lines: (bitLine: readVoltage, sourceLine: .zero)), transistor.ratings)
  }

  /// One row per column and number of word lines; it also serves to resume a run.
  static let table = "columns.csv"

  /// Reads columns side by side; one whose simulation fails has a row without currents.
  public func run(_ run: StudyRun) async throws -> MarginFindings {
    let spice = run.engine.spice
    let points = wordLines.flatMap { on in (0..<count).map { (on: on, column: $0) } }
    let rows = try await run.rows(
      of: points, counts: points.map { _ in 1 }, in: try run.rows(MarginRow.self, in: Self.table), stage: "reading columns",
      atMost: spice.capacity + 1
    ) { [try await row($0.on, column: $0.column, on: spice)] }
    return MarginFindings(study: self, rows: rows.flatMap { $0 })
  }

  /// Both reads of a column.
  private func row(_ on: Int, column: Int, on engine: any SpiceEngine) async throws -> MarginRow {
    var row = MarginRow(wordLines: on, column: column)
    func read(_ state: Double) async throws -> Current {
      let result = try await engine.simulate(deck(on, column: column, state: state))
      return .amperes(result.final(.current(source: ArrayLine.sourceLine.source(0))))
    }
    switch try await Result(simulating: { (try await read(1), try await read(0)) }) {
    case .success(let found): (row.lowCurrent, row.highCurrent) = found
    case .failure(let error): row.numericalFailure = "\(error)"
    }
    return row
  }

  /// A column with so many of its nearest word lines on, as an operating point with all filaments held fixed and the
  /// source line's current as probe. The state is that of the farthest cell that is on: 1 for LRS, 0 for HRS.
  public func deck(_ on: Int, column: Int, state: Double) throws -> Deck {
    var circuit = Circuit(title: "column of \(rows) cells, \(on) word lines on, cell \(on - 1) in state \(Int(state))")
    circuit.include(transistor.model.library)
    let lines = [(ArrayLine.bitLine, wires.bitLineSegment, readVoltage), (.sourceLine, wires.sourceLineSegment, .zero)]
    for (line, _, value) in lines {
      try circuit.add(line.source(0), .voltageSource(plus: line.end(0), minus: .ground, .constant(value.si)))
    }
    var ends = lines.map { line, _, _ in line.end(0) }
    try circuit.add("VGATE", .voltageSource(plus: "gate", minus: .ground, .constant(gateVoltage.si)))
    for row in 0..<rows {
      for (index, (line, segment, _)) in lines.enumerated() {
        // Without resistance, this node is the same as the previous one.
        let resistance = row == 0 ? wires.driver + segment : segment
        guard resistance > .zero else { continue }
        try circuit.add(line.segment(row, 0), .resistor(ends[index], line.node(row, 0), resistance))
        ends[index] = line.node(row, 0)
      }
      let middle = CellPart.middle.node(row, 0)
      try circuit.add(
        CellPart.memristor.name(row, 0), device.draw(seed: seed, index: column * rows + row), state: row == on - 1 ? state : 1,
        isHeld: true, from: ends[0], to: middle)
      try circuit.add(
        transistor.ofCell(column * rows + row, seed: seed), row: row, column: 0, drain: middle,
        gate: row < on ? "gate" : .ground, source: ends[1])
    }
    return Deck(
      circuit: circuit, analysis: .operatingPoint, probes: [.current(source: ArrayLine.sourceLine.source(0))],
      options: .operatingPoint.at(transistor.temperature))
  }
}

/// A column at one number of word lines: a row of `columns.csv`.
public struct MarginRow: Codable, Hashable, Sendable {
  /// How many word lines are on, and which of the drawn columns it is, from 0.
  public var wordLines, column: Int
  /// Sensed with the farthest cell that is on in LRS, and in HRS; nil where a simulation gave no result.
  public var lowCurrent, highCurrent: Current?
  /// Why a simulation gave no result; nil if both gave one.
  public var numericalFailure: String?

  /// (I_LRS - I_HRS) / I_LRS; nil where a current is not known or I_LRS does not flow into the sense node.
  public var margin: Double? {
    guard let lowCurrent, let highCurrent, lowCurrent > .zero else { return nil }
    return (lowCurrent - highCurrent) / lowCurrent
  }
}

/// The figures of a margin study.
public struct MarginFigures: Figures {
  /// All columns at one number of word lines.
  public struct Point: Figures {
    @Figure("Word lines on") public var wordLines = 0
    @Figure("Read margin", .percent, "(I_LRS - I_HRS) / I_LRS, farthest cell.") public var margin: Quartiles<Double>? = nil
    @Figure("Sensed current with the cell in LRS") public var lowCurrent: Quartiles<Current>? = nil
    @Figure("Columns with margin enough") public var enough = CountedShare()
    @Figure("Numerical failures") public var numericalFailures = 0
    public init() {}
  }

  @Figure("Margin to be met", .percent) public var target = 0.0
  @Figure("Most word lines", .plain, "At which the median column still meets the target; none if not even the fewest do.")
  public var mostWordLines: Int? = nil
  /// One per number of word lines, rising.
  public var points: [Point] = []
  @Figure("Stress of the access transistors") public var stress: StressFigures? = nil
  public init() {}
}

/// The results of a margin study: margins over the number of word lines, and the largest number that meets the target.
public struct MarginFindings: StudyFindings {
  /// As it was run; its target decides which numbers of word lines are allowed.
  public let study: MarginStudy
  /// By number of word lines, then by column.
  public let rows: [MarginRow]

  public var figures: MarginFigures {
    var figures = MarginFigures()
    figures.target = study.target
    figures.points = study.wordLines.map { on in
      let own = rows.filter { $0.wordLines == on }
      let margins = own.compactMap(\.margin)
      var point = MarginFigures.Point()
      (point.wordLines, point.margin, point.lowCurrent) = (on, Quartiles(margins), Quartiles(own.compactMap(\.lowCurrent)))
      point.enough = CountedShare(margins.count { $0 >= study.target }, of: margins.count)
      point.numericalFailures = own.count - margins.count
      return point
    }
    figures.stress = study.stress
    figures.mostWordLines = figures.points.last { ($0.margin?.median ?? 0) >= study.target }?.wordLines
    return figures
  }

  public var headline: String? {
    let many =
      figures.mostWordLines.map { "Up to \($0) word line\($0 == 1 ? "" : "s") leave" } ?? "No number of word lines leaves"
    return "\(many) the median column a margin of \(FigureFormat.percent(study.target)) or more."
  }

  public var failure: String? {
    rows.contains { $0.margin != nil } ? nil : "no column could be simulated; the table \(MarginStudy.table) says why"
  }

  /// Writes `points.csv`, and `column.cir` with a circuit at the largest number of word lines.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(figures.points), to: "points.csv")
    if let on = study.wordLines.last {
      try folder.write(NgspiceWriter().text(study.deck(on, column: 0, state: 1)), to: "column.cir")
    }
  }

  public var tables: [ReportTable] { [study.stress?.table].compactMap { $0 } }

  public var charts: [NamedChart] {
    let points = figures.points.compactMap { point in point.margin.map { (Double(point.wordLines), $0) } }
    func line(_ value: (Quartiles<Double>) -> Double) -> [SIMD2<Double>] { points.map { SIMD2($0, 100 * value($1)) } }
    let chart = LineChart(
      title: "Read margin of the farthest cell, all others in LRS", xAxis: ChartAxis("Word lines on"),
      yAxis: ChartAxis("Read margin (%)"),
      series: [
        ChartSeries("median", points: line(\.median), mark: .lineAndPoints, colour: .blue),
        ChartSeries("quartiles", points: line(\.lower), isDashed: true, colour: .blue),
        ChartSeries("", points: line(\.upper), isDashed: true, colour: .blue),
        ChartSeries("target", points: line { _ in study.target }, colour: .black),
      ])
    return [NamedChart("margin-against-word-lines", chart)]
  }

  public var text: String {
    let lines = figures.points.map { point in
      "    " + column("\(point.wordLines)", 12) + column(point.margin.map { FigureFormat.percent($0.median) } ?? "-", 10)
        + column(point.lowCurrent.map { SIPrefix.text($0.median.si, unit: "A") } ?? "-", 12) + point.enough.text
    }
    let head = "    " + column("word lines", 12) + column("margin", 10) + column("I_LRS", 12) + "columns with margin enough"
    return "\(study.count) columns of \(study.rows) cells read with several word lines on (seed \(study.seed))\n\n"
      + ([head] + lines).joined(separator: "\n") + "\n\n  \(headline ?? "")"
      + (study.stress.map { "\n  Stress: \($0.text)." } ?? "")
  }
}

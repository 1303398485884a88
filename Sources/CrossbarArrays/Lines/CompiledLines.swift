import CompiledDevices
import CrossbarPrimitives

/// How compiled cells get the delays of their lines.
///
/// A pulse that arrives late by a time constant works as if it were shorter by at most 0.8 of it (measured with charges on:
/// SET and RESET from 10 ns to 20 ms). Where that is next to nothing it is left out, and the share is kept. Otherwise the
/// voltages that arrive at the cell, which are known in closed form, become the drive. For a word line that is all, since
/// a gate draws nothing that depends on the cell. Of a bit or source line it leaves out how the cell's own changes of
/// current are delayed, whose effect is smaller by the line's share of the voltage; so cells with slow ones are for circuits.
struct CompiledLines {
  /// Largest effect that is left out, as a share of a pulse's width. Read currents then differ by about a thousandth at most.
  static let negligible = 1e-4
  /// Largest effect of a bit or source line for which the drive is delayed; a cell with a slower one is for a circuit.
  static let largestOfLines = 1e-3

  /// The effect of a delay on a pulse, at most, as a share of its width.
  static func effect(of delay: Time, on pulse: PulseShape) -> Double { 0.8 * (delay / pulse.width) }

  /// The effect of the delays of a column's lines on a pulse on a cell, at most.
  static func effect(of wires: Wires, rows: Int, row: Int, on pulse: PulseShape) -> Double {
    let (bitLine, sourceLine) = (wires.bitLine(cells: rows), wires.sourceLine(cells: rows))
    return effect(of: max(bitLine.elmoreDelay(to: row), sourceLine.elmoreDelay(to: row)), on: pulse)
  }

  /// The largest effect left out so far; nil if no line had any.
  private(set) var largestLeftOut: Double?
  private var known: [Use: (drive: CellDrive?, chargingEnergy: Energy)] = [:]
  private let responses: LineResponses

  /// - Parameter responses: kept from batch to batch.
  init(_ responses: LineResponses) { self.responses = responses }

  /// What a drive depends on.
  private struct Use: Hashable {
    var operation: CellOperation
    var wires: Wires
    var rows, row: Int
    var wordLine: WordLinePlace
    var linesAreDriven, gateIsOpen, isTable: Bool
  }

  /// The drive of an operation on a cell.
  /// - Parameters:
  ///   - linesAreDriven: false for cells of unselected columns, whose lines stay at 0 V.
  ///   - gateIsOpen: false for cells of unselected rows, whose gate stays at 0 V.
  ///   - isTable: whether the transistor is a table, which a moving gate leaves.
  /// - Returns: the drive, nil for a cell that is to be simulated as a circuit; and what the lines cost besides the cell.
  mutating func drive(
    _ operation: CellOperation, in cell: CellSurroundings, linesAreDriven: Bool = true, gateIsOpen: Bool = true, isTable: Bool
  ) -> (drive: CellDrive?, chargingEnergy: Energy) {
    let plain = CellDrive(operation, linesAreDriven: linesAreDriven, gateIsOpen: gateIsOpen)
    guard cell.wires != cell.wires.atRest else { return (plain, .zero) }
    let use = Use(
      operation: operation, wires: cell.wires, rows: cell.rows, row: cell.row, wordLine: cell.wordLine,
      linesAreDriven: linesAreDriven, gateIsOpen: gateIsOpen, isTable: isTable)
    if let known = known[use] { return known }
    let drive = drive(plain, use)
    let isCharged = linesAreDriven && drive != nil
    let found = (drive, isCharged ? operation.chargingEnergy(cell.wires, rows: cell.rows, responses) : .zero)
    known[use] = found
    return found
  }

  private mutating func drive(_ plain: CellDrive, _ use: Use) -> CellDrive? {
    let (wires, pulse) = (use.wires, use.operation.pulse)
    guard Self.effect(of: wires, rows: use.rows, row: use.row, on: pulse) <= Self.largestOfLines else { return nil }
    let (bitLine, sourceLine) = (wires.bitLine(cells: use.rows), wires.sourceLine(cells: use.rows))
    var arriving = CellDrive.Arrival(
      bitLine: response(of: bitLine, at: use.row, to: pulse), sourceLine: response(of: sourceLine, at: use.row, to: pulse))
    if wires.movesWordLines, use.gateIsOpen {
      let rise = wires.wordLineRise ?? pulse.edge
      guard rise < pulse.plateauEnd else { return nil }
      let height = use.operation.wordLineVoltage.si
      arriving.gate = response(of: wires.wordLine(cells: use.wordLine.cells), at: use.wordLine.index, to: pulse)
      arriving.gateSource = PiecewiseLinear(
        x: [0, rise.si, pulse.plateauEnd.si, (pulse.plateauEnd + rise).si], y: [0, height, height, 0])
      if use.isTable {
        // A table is of one gate voltage, which must be there for practically all of the pulse.
        guard arriving.gate == nil, rise / pulse.width <= Self.largestOfLines else { return nil }
        arriving.gateSource = nil
      }
    }
    return plain.delayed(arriving, by: wires.settlingTime(rows: use.rows).si)
  }

  /// A line's response; nil where its effect on a pulse may be left out, which is then noted.
  private mutating func response(of line: LineLadder, at place: Int, to pulse: PulseShape) -> LineResponse? {
    let effect = Self.effect(of: line.elmoreDelay(to: place), on: pulse)
    guard effect <= Self.negligible else { return responses.response(of: line, at: place) }
    if effect > 0 { largestLeftOut = max(largestLeftOut ?? 0, effect) }
    return nil
  }
}

extension CellOperation {
  /// What a column's lines cost their drivers besides what its cells draw. Of a read, which shows what a steady one does, nothing.
  func chargingEnergy(_ wires: Wires, rows: Int, _ responses: LineResponses) -> Energy {
    guard kind != .read else { return .zero }
    let (bitLine, sourceLine) = lineVoltages
    return wires.bitLine(cells: rows).chargingEnergy(height: bitLine, edge: pulse.edge, responses)
      + wires.sourceLine(cells: rows).chargingEnergy(height: sourceLine, edge: pulse.edge, responses)
  }
}

extension CellSurroundings {
  /// Whether an operation on the cell ends as if its lines had neither capacitance nor moving gates.
  func isPrompt(in operation: CellOperation) -> Bool {
    if wires == wires.atRest { return true }
    var lines = CompiledLines(LineResponses())
    let plain = CellDrive(operation, linesAreDriven: true, gateIsOpen: true)
    return lines.drive(operation, in: self, isTable: true).drive == plain
  }
}

extension CellDrive {
  /// How voltages arrive at a cell; nil for those that do at once.
  struct Arrival {
    var bitLine, sourceLine, gate: LineResponse?
    /// Corners of the word line's source; nil for a gate that does not move.
    var gateSource: PiecewiseLinear?
  }

  /// The drive as it arrives at a cell. Corners are added where voltages bend.
  /// - Parameter settling: time to wait at the end for lines that are late, s.
  fileprivate func delayed(_ arrival: Arrival, by settling: Double) -> CellDrive {
    let isLate = arrival.bitLine != nil || arrival.sourceLine != nil
    let end = (times.last ?? 0) + (isLate ? settling : 0)
    let bends = Set(times + (arrival.gateSource?.x ?? []).filter { $0 < end } + [end]).sorted()
    let knots = [arrival.bitLine, arrival.sourceLine, arrival.gate].flatMap { $0?.knots ?? [] }.sorted()
    guard arrival.gateSource != nil || !knots.isEmpty else { return self }
    let gap = (knots.first ?? 0) / 2
    var all: [Double] = []
    for (bend, next) in zip(bends, bends.dropFirst()) {
      all.append(bend)
      for knot in knots.map({ bend + $0 }).prefix(while: { $0 < next - gap }) where knot - (all.last ?? bend) > gap {
        all.append(knot)
      }
    }
    all.append(end)
    let isBend = Set(bends)
    func values(_ source: PiecewiseLinear, _ response: LineResponse?) -> [Double] {
      all.indices.map { index in
        let time = all[index]
        guard let response else { return source.value(at: time) ?? 0 }
        let voltage = response.voltage(at: time, from: source)
        guard !isBend.contains(time), !isBend.contains(all[index + 1]) else { return voltage }
        // Straight lines between points of a curve lie on one side of it; moved by this much they have its integral.
        let (before, after) = (time - all[index - 1], all[index + 1] - time)
        return voltage - (before * before + after * after) / 24 * response.curvature(at: time, from: source)
      }
    }
    return CellDrive(
      times: all, bitLine: values(PiecewiseLinear(x: times, y: bitLine), arrival.bitLine),
      sourceLine: values(PiecewiseLinear(x: times, y: sourceLine), arrival.sourceLine),
      gate: values(arrival.gateSource ?? PiecewiseLinear(x: times, y: gate), arrival.gate), sampleTime: sampleTime)
  }
}

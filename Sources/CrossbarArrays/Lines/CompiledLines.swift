import CompiledDevices
import CrossbarPrimitives

/// How compiled cells get the delays of their lines.
///
/// A pulse that arrives late by a time constant works as if it were shorter by at most 0.8 of it (measured with charges on:
/// SET and RESET from 10 ns to 20 ms). Where that is next to nothing it is left out, and the share is kept. A moving
/// word line draws nothing that depends on the cell, so the gate's voltage is known in closed form and becomes part of the
/// drive. A cell's current does depend on its bit and source line; where these are slow, the cell is for a circuit.
struct CompiledLines {
  /// Largest effect that is left out, as a share of a pulse's width.
  static let negligible = 1e-3

  /// The effect of a delay on a pulse, at most, as a share of its width.
  static func effect(of delay: Time, on pulse: PulseShape) -> Double { 0.8 * (delay / pulse.width) }

  /// The largest effect left out so far; nil if no line had any.
  private(set) var largestLeftOut: Double?
  private var known: [Use: CellDrive?] = [:]

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
  /// - Returns: nil for a cell that is to be simulated as a circuit.
  mutating func drive(
    _ operation: CellOperation, in cell: CellSurroundings, linesAreDriven: Bool = true, gateIsOpen: Bool = true, isTable: Bool
  ) -> CellDrive? {
    let plain = CellDrive(operation, linesAreDriven: linesAreDriven, gateIsOpen: gateIsOpen)
    guard cell.wires != cell.wires.atRest else { return plain }
    let use = Use(
      operation: operation, wires: cell.wires, rows: cell.rows, row: cell.row, wordLine: cell.wordLine,
      linesAreDriven: linesAreDriven, gateIsOpen: gateIsOpen, isTable: isTable)
    if let known = known[use] { return known }
    let drive = drive(plain, use)
    known[use] = drive
    return drive
  }

  private mutating func drive(_ plain: CellDrive, _ use: Use) -> CellDrive? {
    let (wires, pulse) = (use.wires, use.operation.pulse)
    let lines = [wires.bitLine(cells: use.rows), wires.sourceLine(cells: use.rows)]
    guard take(lines.map { $0.elmoreDelay(to: use.row) }.max() ?? .zero, of: pulse) else { return nil }
    guard wires.movesWordLines, use.gateIsOpen else { return plain }
    let rise = wires.wordLineRise ?? pulse.edge
    let wordLine = wires.wordLine(cells: use.wordLine.cells).reduced(to: use.wordLine.index)
    let isQuick = take(wordLine.elmoreDelay, of: pulse)
    if use.isTable { return isQuick && rise / pulse.width <= Self.negligible ? plain : nil }
    guard rise < pulse.plateauEnd else { return nil }
    let height = use.operation.wordLineVoltage.si
    let source = PiecewiseLinear(
      x: [0, rise.si, pulse.plateauEnd.si, (pulse.plateauEnd + rise).si], y: [0, height, height, 0])
    return plain.with(gate: source, through: isQuick ? nil : LineResponse(wordLine))
  }

  /// Whether a delay's effect may be left out; if so it is noted.
  private mutating func take(_ delay: Time, of pulse: PulseShape) -> Bool {
    let effect = Self.effect(of: delay, on: pulse)
    guard effect <= Self.negligible else { return false }
    if effect > 0 { largestLeftOut = max(largestLeftOut ?? 0, effect) }
    return true
  }
}

extension CellSurroundings {
  /// Whether an operation on the cell ends as if its lines had neither capacitance nor moving gates.
  func isPrompt(in operation: CellOperation) -> Bool {
    var lines = CompiledLines()
    return wires == wires.atRest || lines.drive(operation, in: self, isTable: true) != nil
  }
}

extension CellDrive {
  /// The drive with another voltage at the gate: that of a source, or what arrives of it through a line. Corners are added
  /// where it bends.
  /// - Parameter response: nil for a gate that follows the source at once.
  fileprivate func with(gate source: PiecewiseLinear, through response: LineResponse?) -> CellDrive {
    let end = times.last ?? 0
    let bends = Set(times + source.x.filter { $0 < end }).sorted()
    let knots = response?.knots ?? []
    var (all, next) = ([Double](), bends.dropFirst())
    for bend in bends {
      all.append(bend)
      guard let following = next.popFirst(), let first = knots.first else { continue }
      all += knots.map { bend + $0 }.prefix { $0 < following - first / 2 }
    }
    func values(_ line: [Double]) -> [Double] {
      let line = PiecewiseLinear(x: times, y: line)
      return all.map { line.value(at: $0) ?? 0 }
    }
    return CellDrive(
      times: all, bitLine: values(bitLine), sourceLine: values(sourceLine),
      gate: all.map { response?.voltage(at: $0, from: source) ?? source.value(at: $0) ?? 0 }, sampleTime: sampleTime)
  }
}

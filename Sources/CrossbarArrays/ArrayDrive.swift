import CrossbarPrimitives
import Netlisting

/// The voltages that the drivers of a 1T1R array apply to its lines, V, and the direction of its source lines.
struct ArrayDrive {
  /// The direction of the source lines, which decides whether they are counted by column or by row.
  enum SourceLines {
    /// Parallel to the bit lines, one per column, as in a memory.
    case alongColumns
    /// Across the bit lines, one per row. The currents of a row add up, which gives analog products.
    case alongRows
  }

  /// Gate voltage of each row; 0 V closes its transistors.
  var wordLine: (_ row: Int) -> Stimulus
  /// Voltage of each column's bit line, at the memristors' top electrodes.
  var bitLine: (_ column: Int) -> Stimulus
  /// Voltage of each source line, counted by column or by row as `sourceLines` says.
  var sourceLine: (_ line: Int) -> Stimulus
  /// A memory's direction unless set otherwise.
  var sourceLines = SourceLines.alongColumns
}

extension RowOperation {
  /// The drive of this operation: a pulse on each of its columns, 0 V on all other lines. A RESET pulses source lines (and
  /// bit lines where they are lowered), SET and read pulse bit lines. The row's word line is constant, or rises and begins to
  /// fall with the pulse where word lines move.
  /// - Parameters:
  ///   - wires: say whether word lines move, and how fast their drivers are.
  ///   - isStatic: whether the pulse's height is applied all the time, for an operating point.
  func drive(through wires: Wires, isStatic: Bool = false) -> ArrayDrive {
    let pulsed = Set(columns)
    let heights = CellOperation(self).lineVoltages
    func line(_ height: Voltage) -> (Int) -> Stimulus {
      let driven = isStatic ? .constant(height.si) : pulse.stimulus(height)
      return { pulsed.contains($0) ? driven : .constant(0) }
    }
    let rise = wires.wordLineRise ?? self.pulse.edge
    let gate: Stimulus =
      wires.movesWordLines && !isStatic
      ? .pulse(amplitude: wordLineVoltage.si, delay: .zero, edge: rise, width: self.pulse.plateauEnd - rise)
      : .constant(wordLineVoltage.si)
    return ArrayDrive(
      wordLine: { $0 == row ? gate : .constant(0) }, bitLine: line(heights.bitLine), sourceLine: line(heights.sourceLine))
  }
}

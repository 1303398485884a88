import CrossbarPrimitives
import Netlisting

/// What the drivers of a 1T1R array apply to its lines, in V.
struct ArrayDrive {
  /// Along which direction the source lines run.
  enum SourceLines {
    /// Beside the bit lines, one a column: a memory.
    case alongColumns
    /// Across the bit lines, one a row, where the currents of a row add up: analog products.
    case alongRows
  }

  /// Of each row's word line.
  var wordLine: (_ row: Int) -> Stimulus
  /// Of each column's bit line.
  var bitLine: (_ column: Int) -> Stimulus
  /// Of each source line, by column or by row.
  var sourceLine: (_ line: Int) -> Stimulus
  var sourceLines = SourceLines.alongColumns
}

extension RowOperation {
  /// A pulse on each column that takes part, 0 V on all other lines.
  /// - Parameter isStatic: the pulse's height all the time.
  func drive(isStatic: Bool = false) -> ArrayDrive {
    let pulsed = Set(columns)
    let pulse: Stimulus =
      isStatic
      ? .constant(amplitude.si) : .pulse(amplitude: amplitude.si, delay: .zero, edge: pulse.edge, width: pulse.width)
    func line(isDriven: Bool) -> (Int) -> Stimulus {
      { isDriven && pulsed.contains($0) ? pulse : .constant(0) }
    }
    return ArrayDrive(
      wordLine: { .constant($0 == row ? wordLineVoltage.si : 0) }, bitLine: line(isDriven: kind != .reset),
      sourceLine: line(isDriven: kind == .reset))
  }
}

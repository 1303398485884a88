import CrossbarPrimitives
import Netlisting

/// What the drivers of a 1T1R array apply to its lines.
struct ArrayDrive {
  /// Of each row's word line.
  var wordLine: (_ row: Int) -> Voltage
  /// Of each column's lines, in V.
  var bitLine: (_ column: Int) -> Stimulus
  var sourceLine: (_ column: Int) -> Stimulus
}

extension RowOperation {
  /// A pulse on each column that takes part, 0 V on all other lines.
  var drive: ArrayDrive {
    let pulsed = Set(columns)
    let pulse = Stimulus.pulse(amplitude: amplitude.si, delay: .zero, edge: pulse.edge, width: pulse.width)
    func line(isDriven: Bool) -> (Int) -> Stimulus {
      { isDriven && pulsed.contains($0) ? pulse : .constant(0) }
    }
    return ArrayDrive(
      wordLine: { $0 == row ? wordLineVoltage : .zero }, bitLine: line(isDriven: kind != .reset),
      sourceLine: line(isDriven: kind == .reset))
  }
}

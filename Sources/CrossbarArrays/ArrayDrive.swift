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
    drive(.pulse(amplitude: amplitude.si, delay: .zero, edge: pulse.edge, width: pulse.width))
  }

  /// The pulse's height held for ever: what an operating point is found for.
  var heldDrive: ArrayDrive { drive(.constant(amplitude.si)) }

  private func drive(_ stimulus: Stimulus) -> ArrayDrive {
    let pulsed = Set(columns)
    func line(isDriven: Bool) -> (Int) -> Stimulus {
      { isDriven && pulsed.contains($0) ? stimulus : .constant(0) }
    }
    return ArrayDrive(
      wordLine: { $0 == row ? wordLineVoltage : .zero }, bitLine: line(isDriven: kind != .reset),
      sourceLine: line(isDriven: kind == .reset))
  }
}

import CrossbarPrimitives
import Netlisting

/// What an operation applies to the lines of an array, and which of its cells may change.
public struct ArrayDrive: Hashable, Sendable {
  /// Along which direction the source lines run.
  public enum SourceLines: String, Hashable, Sendable {
    /// Beside the bit lines, one a column: a memory.
    case alongColumns
    /// Across the bit lines, one a row, where a row's currents add up: analog products.
    case alongRows
  }

  public var title: String
  /// Words for a reader of the circuit.
  public var comments: [String]
  public var sourceLines: SourceLines
  /// One a row, in V.
  public var wordLineVoltages: [Stimulus]
  /// One a column, in V.
  public var bitLineVoltages: [Stimulus]
  /// One a column or one a row, in V.
  public var sourceLineVoltages: [Stimulus]
  /// The selected row, and those of its cells whose filaments are free to grow and dissolve; all others are held.
  public var row: Int
  public var movingColumns: Set<Int>

  public init(
    title: String, comments: [String], sourceLines: SourceLines = .alongColumns, wordLineVoltages: [Stimulus],
    bitLineVoltages: [Stimulus], sourceLineVoltages: [Stimulus], row: Int, movingColumns: Set<Int>
  ) {
    self.title = title
    self.comments = comments
    self.sourceLines = sourceLines
    self.wordLineVoltages = wordLineVoltages
    self.bitLineVoltages = bitLineVoltages
    self.sourceLineVoltages = sourceLineVoltages
    self.row = row
    self.movingColumns = movingColumns
  }
}

extension RowOperation {
  /// The operation as a drive of an array.
  /// - Parameter isFrozen: no pulses but constant voltages, and no filament that moves: an operating point.
  func drive(_ array: CrossbarArray, isFrozen: Bool = false) -> ArrayDrive {
    let shape = Stimulus.pulse(amplitude: amplitude.si, delay: .zero, edge: pulse.edge, width: pulse.width)
    let isPulsed = Set(columns)
    let lines = (0..<array.columns).map { column -> Stimulus in
      isPulsed.contains(column) ? (isFrozen ? .constant(amplitude.si) : shape) : .constant(0)
    }
    let quiet = Array(repeating: Stimulus.constant(0), count: array.columns)
    let onSourceLine = kind == .reset
    return ArrayDrive(
      title: "\(kind.rawValue.uppercased()) of row \(row) of a \(array.rows) x \(array.columns) 1T1R array",
      comments: [
        isFrozen
          ? "\(kind.rawValue) at a constant \(amplitude), word line at \(wordLineVoltage), every filament held at its state"
          : "\(kind.rawValue) \(amplitude) for \(pulse.width), word line at \(wordLineVoltage)"
      ],
      wordLineVoltages: (0..<array.rows).map { .constant($0 == row ? wordLineVoltage.si : 0) },
      bitLineVoltages: onSourceLine ? quiet : lines, sourceLineVoltages: onSourceLine ? lines : quiet, row: row,
      movingColumns: isFrozen ? [] : isPulsed)
  }
}

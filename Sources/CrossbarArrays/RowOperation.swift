import CrossbarPrimitives

/// One pulse on the cells of one selected row: the word line opens the row's transistors, and each column that takes
/// part gets a pulse on its bit line or on its source line. All other lines stay at 0 V.
public struct RowOperation: Hashable, Sendable {
  public enum Kind: String, Hashable, Codable, Sendable {
    /// Bit line high: the filament grows, and the gate limits the current.
    case set
    /// Source line high: the filament dissolves.
    case reset
    /// Bit line at the read voltage; the source line senses the current.
    case read
  }

  public var kind: Kind
  public var row: Int
  /// The columns that take part, rising.
  public var columns: [Int]
  /// Height of the pulse.
  public var amplitude: Voltage
  public var wordLineVoltage: Voltage
  public var pulse: PulseShape

  public init(
    kind: Kind, row: Int, columns: [Int], amplitude: Voltage, wordLineVoltage: Voltage, pulse: PulseShape
  ) {
    self.kind = kind
    self.row = row
    self.columns = columns
    self.amplitude = amplitude
    self.wordLineVoltage = wordLineVoltage
    self.pulse = pulse
  }
}

/// A trapezoid in time.
public struct PulseShape: Hashable, Sendable {
  /// Time at full height.
  public var width: Time
  /// Time to rise and to fall.
  public var edge: Time

  public init(width: Time, edge: Time) {
    self.width = width
    self.edge = edge
  }

  /// The end of the plateau, where a read is sampled.
  public var plateauEnd: Time { edge + width }
  /// The end of the operation: the pulse, and an edge of rest.
  public var duration: Time { width + edge * 3 }
}

/// How much of the array is in the simulated circuit.
public enum CircuitScope: String, Hashable, Codable, CaseIterable, Sendable {
  /// Every cell of the array.
  case array
  /// A column at a time: its selected cell in full, its wires as the resistance in series with that cell, and its other
  /// cells as one transistor that is off. Bit line and source line run side by side, so columns with ideal gates do not
  /// interact; what is neglected is the voltage that the leakage of off transistors drops along the wire.
  case line
}

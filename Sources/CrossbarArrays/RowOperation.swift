import CrossbarPrimitives

/// One pulse on the cells of one selected row: the word line opens the row's transistors, and each column that takes
/// part gets a pulse on its bit line or on its source line. All other lines stay at 0 V.
public struct RowOperation: Hashable, Sendable {
  /// Which line is driven, and to what end.
  public enum Kind: String, Hashable, Codable, Sendable {
    /// Bit line high: the filament grows, and the gate limits the current.
    case set
    /// Source line high: the filament dissolves.
    case reset
    /// Bit line at the read voltage; the source line senses the current.
    case read
  }

  /// Decides which lines are pulsed; see `Kind`.
  public var kind: Kind
  /// The selected row, counted from 0 at the drivers.
  public var row: Int
  /// The columns that are pulsed, rising. The others stay at 0 V, although the same word line opens their transistors.
  public var columns: [Int]
  /// Height of the pulse, from line to line; positive for a RESET too, since it is applied to the source line.
  public var amplitude: Voltage
  /// Gate voltage of the selected row, constant over the operation unless its word line moves (`Wires.movesWordLines`). In a
  /// SET it limits the current.
  public var wordLineVoltage: Voltage
  /// Shape of the pulse in time, the same on all columns.
  public var pulse: PulseShape
  /// How far the bit lines are pulsed below 0 V in a RESET, a part of the amplitude; see `ResetScheme.lowered`.
  public var bitLineDrop = Voltage.zero

  /// Nothing is checked here; row and columns must be in the array, the columns rising.
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

/// A trapezoidal pulse: it rises, stays at full height, and falls.
///
///     let pulse = PulseShape(width: .seconds(100e-9), edge: .seconds(1e-9))
public struct PulseShape: Hashable, Sendable {
  /// Time at full height; the edges come on top.
  public var width: Time
  /// Time to rise, and again to fall.
  public var edge: Time

  /// Both must be above zero, or a deck with the pulse is refused.
  public init(width: Time, edge: Time) {
    self.width = width
    self.edge = edge
  }

  /// A pulse whose drivers take that long to rise, and again to fall.
  /// - Parameter rise: nil for a two-thousandth of the width, which next to nothing depends on: 10 us at 20 ms.
  public init(width: Time, rise: Time?) { self.init(width: width, edge: rise ?? width / 2000) }

  /// The end of the plateau, counted from the start of the rise: where a read is sampled.
  public var plateauEnd: Time { edge + width }
  /// Length of the simulated operation: the pulse with both edges, and one edge's time of rest.
  public var duration: Time { width + edge * 3 }
}

/// How much of the array is in the simulated circuit.
public enum CircuitScope: String, Hashable, Codable, CaseIterable, Sendable {
  /// Every cell of the array.
  case array
  /// One column per circuit: the selected cell in full, the wires as resistance in series with it, and the column's
  /// other cells as one transistor that is off. Bit line and source line run side by side, so columns with ideal gates
  /// do not interact. Neglected is the voltage drop along the wire due to the leakage of transistors that are off. Lines with
  /// capacitance, and word lines that move, are in full.
  case line
}

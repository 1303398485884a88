import CrossbarPrimitives

/// How the lines of a selected cell are driven in a RESET. The amplitude V is the voltage between its source line and
/// its bit line; the bulk is at 0 V, and all lines of unselected rows and columns too.
///
/// A RESET drives current from the source line into the memristor, so that the transistor is a source follower: the node
/// under the memristor rises to a threshold voltage below the gate, and no further. What the gate is raised by to make
/// up for that, every gate of the row holds against lines at 0 V.
///
/// No scheme spares the transistors of the selected column's other rows: they are off and hold V from drain to source.
/// A negative bit line of any depth, with the bulk as low, would be the same circuit with every potential shifted, and the
/// gate would still be at V against its bulk: it gains nothing in a common well.
public enum ResetScheme: String, Hashable, Codable, CaseIterable, Sendable {
  /// The source line at V, the bit line at 0 V, and the gate above the source line by a boost: the cell gets all of V.
  case boosted
  /// The same lines, and the gate at V, without overdrive: the cell gets a threshold voltage less, body effect included.
  case plain
  /// The gate at V, the bit line at -0.4 V, and the source line at V - 0.4 V. The gate is then 0.4 V above the source
  /// line, and the cell gets as much more than in `plain` where the transistor limits it.
  case lowered

  /// How far a lowered bit line is below 0 V. It biases the junctions of the column's drains forward, each with some
  /// 50 nA at 0.4 V (10 fA saturation current, 300 K) and fifty times as much at 0.5 V.
  public static let loweredBitLine = Voltage.volts(0.4)

  /// How far the bit line is below 0 V in a RESET; never more than the whole amplitude.
  public func bitLineDrop(amplitude: Voltage) -> Voltage {
    self == .lowered ? min(Self.loweredBitLine, amplitude) : .zero
  }

  /// The gate's voltage against the bulk, which is at 0 V.
  /// - Parameter boost: above the source line; only `boosted` uses it.
  public func wordLineVoltage(amplitude: Voltage, boost: Voltage) -> Voltage {
    self == .boosted ? amplitude + boost : amplitude
  }

  /// The RESET of a cell.
  /// - Parameters:
  ///   - amplitude: V, between the cell's lines, above zero.
  ///   - boost: of the gate above the source line; only `boosted` uses it.
  public func operation(amplitude: Voltage, boost: Voltage, pulse: PulseShape) -> CellOperation {
    var operation = CellOperation(
      kind: .reset, amplitude: amplitude, wordLineVoltage: wordLineVoltage(amplitude: amplitude, boost: boost), pulse: pulse)
    operation.bitLineDrop = bitLineDrop(amplitude: amplitude)
    return operation
  }
}

import CrossbarPrimitives

/// One cell of an array, selected to be read or written, and the bias of all other lines.
public struct CellAccess: Hashable, Sendable {
  /// A RESET swaps driven and sensed lines.
  public var kind: RowOperation.Kind
  /// Counted from 0, as is the column; both must be within the array.
  public var row: Int
  /// Bit line of a 1T1R array, column wire of a passive one; counted from 0.
  public var column: Int
  /// Voltage V between the selected cell's lines, above zero. A RESET applies it in the other direction.
  public var voltage: Voltage
  /// Voltages of the unselected lines, as fractions of `voltage`.
  public var scheme: BiasScheme

  /// Nothing is checked here; the cell must be in the array, and the voltage above zero.
  public init(_ kind: RowOperation.Kind, row: Int, column: Int, voltage: Voltage, scheme: BiasScheme) {
    self.kind = kind
    self.row = row
    self.column = column
    self.voltage = voltage
    self.scheme = scheme
  }
}

/// Word line voltages of a 1T1R array in each kind of access.
public struct GateVoltages: Hashable, Sendable {
  /// Selected row in a read.
  public var read: Voltage
  /// Selected row in a SET: it sets the compliance current.
  public var set: Voltage
  /// Selected row in a RESET, above the source line's voltage.
  public var resetBoost: Voltage
  /// How lines and gates are driven in a RESET.
  public var resetScheme = ResetScheme.boosted
  /// All other rows.
  public var off: Voltage

  /// All against ground, but for `resetBoost`, which counts from the voltage of the RESET.
  public init(read: Voltage, set: Voltage, resetBoost: Voltage, off: Voltage) {
    self.read = read
    self.set = set
    self.resetBoost = resetBoost
    self.off = off
  }

  /// The word line voltage of a row during an access.
  public func voltage(ofRow row: Int, during access: CellAccess) -> Voltage {
    guard row == access.row else { return off }
    return switch access.kind {
    case .read: read
    case .set: set
    case .reset: resetScheme.wordLineVoltage(amplitude: access.voltage, boost: resetBoost)
    }
  }
}

extension GateVoltages {
  /// The voltages of the selected column's lines in an access, or of any other column's; lines that are open stay at 0 V.
  ///
  /// In a RESET the source line is driven and the bit line takes its current.
  func lines(_ access: CellAccess, selected: Bool) -> TransistorStress.Lines {
    let (voltage, scheme) = (access.voltage, access.scheme)
    let drop = selected && access.kind == .reset ? resetScheme.bitLineDrop(amplitude: voltage) : .zero
    let driven = selected ? voltage - drop : scheme.driven(voltage) ?? .zero
    let sensed = selected ? .zero - drop : scheme.sensed(voltage) ?? .zero
    return access.kind == .reset ? (bitLine: sensed, sourceLine: driven) : (bitLine: driven, sourceLine: sensed)
  }

  /// The largest voltages of all transistors of a 1T1R array in an access.
  package func stress(_ access: CellAccess) -> TransistorStress {
    TransistorStress(
      access.kind, gate: voltage(ofRow: access.row, during: access), lines: lines(access, selected: true),
      others: lines(access, selected: false), offGate: off)
  }
}

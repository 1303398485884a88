import CrossbarPrimitives

/// One cell of an array, selected to be read or written, and what holds the lines of the others.
public struct CellAccess: Hashable, Sendable {
  public var kind: RowOperation.Kind
  public var row: Int
  public var column: Int
  /// Voltage V between the lines of the selected cell, more than zero. A RESET applies it in the other direction.
  public var voltage: Voltage
  public var scheme: BiasScheme

  public init(_ kind: RowOperation.Kind, row: Int, column: Int, voltage: Voltage, scheme: BiasScheme) {
    self.kind = kind
    self.row = row
    self.column = column
    self.voltage = voltage
    self.scheme = scheme
  }
}

/// Word-line voltages of a 1T1R array.
public struct GateVoltages: Hashable, Sendable {
  /// Of the selected row in a read.
  public var read: Voltage
  /// Of the selected row in a SET: it limits the current.
  public var set: Voltage
  /// How far the selected row is boosted above the source line in a RESET.
  public var resetBoost: Voltage
  /// Of the other rows.
  public var off: Voltage

  public init(read: Voltage, set: Voltage, resetBoost: Voltage, off: Voltage) {
    self.read = read
    self.set = set
    self.resetBoost = resetBoost
    self.off = off
  }

  /// Of a row during an access.
  public func voltage(ofRow row: Int, during access: CellAccess) -> Voltage {
    guard row == access.row else { return off }
    return switch access.kind {
    case .read: read
    case .set: set
    case .reset: access.voltage + resetBoost
    }
  }
}

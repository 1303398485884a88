import CrossbarPrimitives

/// One device: the parameters in which it differs from the others of its kind.
public struct Memristor: Hashable, Codable, Sendable {
  /// SETs from the high-resistance state at this voltage.
  public var setVoltage: Voltage
  /// RESETs from the low-resistance state at minus this voltage.
  public var resetVoltage: Voltage
  /// Ohmic resistance of the strongest filament (state 1).
  public var lowResistance: Resistance
  /// Resistance at 0.1 V without a filament (state 0).
  public var highResistance: Resistance

  /// A filament that conducts well less than this relaxes by itself; one that conducts more lasts.
  public var stableConductance: Conductance
  /// False for a device that is worn or over-programmed: its filament no longer dissolves.
  public var canReset = true

  public init(
    setVoltage: Voltage, resetVoltage: Voltage, lowResistance: Resistance, highResistance: Resistance,
    stableConductance: Conductance = .microsiemens(230)
  ) {
    self.setVoltage = setVoltage
    self.resetVoltage = resetVoltage
    self.lowResistance = lowResistance
    self.highResistance = highResistance
    self.stableConductance = stableConductance
  }

  /// Near zero volts, of a filament of a state (0 to 1) and the film beside it.
  public func resistance(state: Double) -> Resistance {
    .ohms(1 / (state / lowResistance.si + (1 - state) / highResistance.si))
  }

  /// Whether a filament moved so far that the memristor alone, near zero volts, is on the other side of a threshold.
  public func isFlipped(from before: Double, to after: Double, threshold: Resistance) -> Bool {
    (resistance(state: before) < threshold) != (resistance(state: after) < threshold)
  }
}

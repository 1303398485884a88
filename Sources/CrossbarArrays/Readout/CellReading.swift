import CrossbarPrimitives

/// The current of one cell as sensed, and what it decodes to.
public struct CellReading: Hashable, Sendable {
  public let current: Current
  /// Read voltage over current: with the transistor, wires and drivers in it. Infinite where no current came.
  public let resistance: Resistance
  public let bit: Bool

  public init(current: Current, settings: ReadSettings) {
    self.current = current
    resistance = current > .zero ? settings.voltage / current : .ohms(.infinity)
    bit = resistance < settings.threshold
  }
}

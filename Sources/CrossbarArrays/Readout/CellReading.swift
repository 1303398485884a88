import CrossbarPrimitives

/// The sensed current of one cell, and the bit that it decodes to.
public struct CellReading: Hashable, Sendable {
  /// Current into the source line.
  public let current: Current
  /// Read voltage over current, so transistor, wires and drivers are included. Infinite if the current is not above
  /// zero.
  public let resistance: Resistance
  /// The bit that the sensed current decodes to. Meaningless if the read failed.
  public let bit: Bool
  /// Why the read says nothing about the cell; nil if it is valid.
  public let failure: ReadFailure?
  /// Current into the source line in excess of the bit line's: that of gate and junctions. Nil if the bit line's
  /// current is not known.
  public let gateCurrent: Current?
  private let thresholdCurrent: Current

  /// - Parameters:
  ///   - current: into the source line's driver.
  ///   - bitLineCurrent: out of the bit line's driver; nil if not known.
  ///   - settings: read voltage and threshold.
  public init(current: Current, bitLineCurrent: Current? = nil, settings: ReadSettings) {
    self.current = current
    resistance = current > .zero ? settings.voltage / current : .ohms(.infinity)
    bit = resistance < settings.threshold
    thresholdCurrent = settings.thresholdCurrent
    gateCurrent = bitLineCurrent.map { current - $0 }
    // Below a millionth of the threshold current, junctions and the solver's tolerances decide.
    let none = thresholdCurrent * -1e-6
    failure = min(current, bitLineCurrent ?? current) < none ? .backwards : nil
  }

  /// From an operating point: the read of a state that does not move.
  public init(_ point: CellOperatingPoint, settings: ReadSettings) {
    self.init(current: point.sourceLineCurrent, bitLineCurrent: point.bitLineCurrent, settings: settings)
  }

  /// From a pulse: the currents at the end of its plateau decide.
  public init(_ trace: CellTrace, settings: ReadSettings) {
    self.init(current: trace.plateauCurrent, bitLineCurrent: trace.plateauBitLineCurrent, settings: settings)
  }

  /// Whether the gate current distorts the read: more than a tenth of the sensed current, or of a hundredth of the
  /// threshold current if the cell passes less.
  public var isGateCurrentLarge: Bool {
    guard let gateCurrent else { return false }
    return abs(gateCurrent.si) > 0.1 * max(abs(current.si), 0.01 * thresholdCurrent.si)
  }
}

/// Why a read says nothing about its cell.
public enum ReadFailure: String, Hashable, Codable, Sendable {
  /// The memristor's or the sensed current flows against the read voltage, so something else drives it. An example is
  /// the tunnelling current of a thin gate at a high word line voltage.
  case backwards = "current_flows_backwards"

  /// The reason as part of a sentence.
  public var words: String { "the current flows backwards" }
}

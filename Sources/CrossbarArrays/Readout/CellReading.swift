import CrossbarPrimitives

/// The current of one cell as sensed, and what it decodes to.
public struct CellReading: Hashable, Sendable {
  public let current: Current
  /// Read voltage over current: with the transistor, wires and drivers in it. Infinite where no current came.
  public let resistance: Resistance
  /// What the sensed current decodes to. It says nothing of the cell where the read failed.
  public let bit: Bool
  /// Why the read says nothing of the cell; nil if it does.
  public let failure: ReadFailure?
  /// What the source line got beyond what the bit line delivered: current of the gate, and of junctions. Nil if only the
  /// source line was looked at.
  public let gateCurrent: Current?
  private let thresholdCurrent: Current

  /// - Parameters:
  ///   - current: into the source line.
  ///   - bitLineCurrent: out of the bit line's driver, if it is known.
  public init(current: Current, bitLineCurrent: Current? = nil, settings: ReadSettings) {
    self.current = current
    resistance = current > .zero ? settings.voltage / current : .ohms(.infinity)
    bit = resistance < settings.threshold
    thresholdCurrent = settings.thresholdCurrent
    gateCurrent = bitLineCurrent.map { current - $0 }
    // A millionth of what decides between the bits is no current: junctions and the solver leave as much.
    let none = thresholdCurrent * -1e-6
    failure = min(current, bitLineCurrent ?? current) < none ? .backwards : nil
  }

  public init(_ point: CellOperatingPoint, settings: ReadSettings) {
    self.init(current: point.sourceLineCurrent, bitLineCurrent: point.bitLineCurrent, settings: settings)
  }

  public init(_ trace: CellTrace, settings: ReadSettings) {
    self.init(current: trace.plateauCurrent, bitLineCurrent: trace.plateauBitLineCurrent, settings: settings)
  }

  /// Whether gate current is no small part of what was sensed: over a tenth of it, or of a hundredth of the threshold's
  /// current where the cell lets less through.
  public var isGateCurrentLarge: Bool {
    guard let gateCurrent else { return false }
    return abs(gateCurrent.si) > 0.1 * max(abs(current.si), 0.01 * thresholdCurrent.si)
  }
}

/// Why a read says nothing of its cell.
public enum ReadFailure: String, Hashable, Codable, Sendable {
  /// The memristor's or the sensed current flows against the read voltage: something else drives it, as the tunnelling
  /// current of a thin gate at a high word-line voltage does.
  case backwards = "current_flows_backwards"

  /// As it reads in a sentence.
  public var words: String { "the current flows backwards" }
}

import CrossbarPrimitives

/// How levels are written and read: pulses, reads, and the algorithm that chooses between them.
public struct LevelWriteSettings: Hashable, Sendable {
  /// Of a SET, unless the algorithm steps one of them: the bit line's amplitude, and the gate.
  public var amplitude, gateVoltage: Voltage
  /// Of every SET.
  public var pulse: PulseShape
  /// The RESET before a SET, and after one that went too far.
  public var reset: CellOperation
  /// The verifying read, and every later one.
  public var read: ReadSettings
  /// A RESET counts from this resistance on.
  public var resetAbove: Resistance
  /// What follows what.
  public var algorithm: LevelAlgorithm

  /// Nothing is checked here.
  public init(
    amplitude: Voltage, gateVoltage: Voltage, pulse: PulseShape, reset: CellOperation, read: ReadSettings,
    resetAbove: Resistance, algorithm: LevelAlgorithm
  ) {
    (self.amplitude, self.gateVoltage, self.pulse) = (amplitude, gateVoltage, pulse)
    (self.reset, self.read, self.resetAbove, self.algorithm) = (reset, read, resetAbove, algorithm)
  }

  /// A SET with the stepped line at a voltage: the gate, or the bit line where that is stepped.
  public func set(at voltage: Voltage) -> CellOperation {
    let isBitLine = algorithm.kind == .bitLineStep
    return CellOperation(
      kind: .set, amplitude: isBitLine ? voltage : amplitude, wordLineVoltage: isBitLine ? gateVoltage : voltage, pulse: pulse)
  }

  /// The read as an operation.
  public var readOperation: CellOperation { CellOperation(read) }
}

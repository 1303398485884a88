import CrossbarPrimitives

/// How cells are written: amplitudes, gates and the limits of program-and-verify.
public struct WriteSettings: Hashable, Sendable {
  /// Amplitude of the first SET and RESET pulse.
  public var voltage: Voltage
  /// Amplitude of the last attempt; those between step up evenly.
  public var maximumVoltage: Voltage
  /// Most pulses a cell gets; with 1 it is pulsed once and not corrected.
  public var attempts: Int
  /// Word-line voltage of the first SET: it sets the compliance current.
  public var gateVoltage: Voltage
  /// Word-line voltage of the last SET attempt.
  public var maximumGateVoltage: Voltage
  /// How far the word line is boosted above the source line in a RESET. An nMOS passes its drain's voltage on only
  /// while the gate stays a threshold above it.
  public var resetGateBoost: Voltage
  public var pulse: PulseShape

  public init(
    voltage: Voltage, maximumVoltage: Voltage, attempts: Int, gateVoltage: Voltage, maximumGateVoltage: Voltage,
    resetGateBoost: Voltage, pulse: PulseShape
  ) {
    self.voltage = voltage
    self.maximumVoltage = maximumVoltage
    self.attempts = attempts
    self.gateVoltage = gateVoltage
    self.maximumGateVoltage = maximumGateVoltage
    self.resetGateBoost = resetGateBoost
    self.pulse = pulse
  }

  /// Amplitude of attempt `index`, counted from 0.
  public func amplitude(attempt index: Int) -> Voltage { voltage + (maximumVoltage - voltage) * fraction(index) }

  /// The pulse that writes `bit` at attempt `index`.
  public func operation(writing bit: Bool, row: Int, columns: [Int], attempt index: Int) -> RowOperation {
    let amplitude = amplitude(attempt: index)
    let gate = bit ? gateVoltage + (maximumGateVoltage - gateVoltage) * fraction(index) : amplitude + resetGateBoost
    return RowOperation(
      kind: bit ? .set : .reset, row: row, columns: columns, amplitude: amplitude, wordLineVoltage: gate, pulse: pulse)
  }

  private func fraction(_ index: Int) -> Double { attempts > 1 ? Double(index) / Double(attempts - 1) : 0 }
}

/// How cells are read.
public struct ReadSettings: Hashable, Sendable {
  public var voltage: Voltage
  public var gateVoltage: Voltage
  public var pulse: PulseShape
  /// A cell below this resistance is a 1.
  public var threshold: Resistance

  /// Above it, a read is a one.
  public var thresholdCurrent: Current { voltage / threshold }

  public init(voltage: Voltage, gateVoltage: Voltage, pulse: PulseShape, threshold: Resistance) {
    self.voltage = voltage
    self.gateVoltage = gateVoltage
    self.pulse = pulse
    self.threshold = threshold
  }

  public func operation(row: Int, columns: [Int]) -> RowOperation {
    RowOperation(
      kind: .read, row: row, columns: columns, amplitude: voltage, wordLineVoltage: gateVoltage, pulse: pulse)
  }
}

extension CellOperation {
  /// A read of any cell.
  public init(_ read: ReadSettings) { self.init(read.operation(row: 0, columns: [])) }
}

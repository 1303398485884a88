import CrossbarPrimitives

/// How cells are written: amplitudes, gate voltages and the limit of program-and-verify.
///
/// Each attempt steps amplitude and gate up evenly, from the first value to the maximum.
public struct WriteSettings: Hashable, Sendable {
  /// Amplitude of the first SET and RESET pulse.
  public var voltage: Voltage
  /// Amplitude of the last attempt; the attempts in between step up evenly.
  public var maximumVoltage: Voltage
  /// Maximum number of pulses per cell. With 1 it is pulsed once and never corrected.
  public var attempts: Int
  /// Word line voltage of the first SET attempt: it sets the compliance current.
  public var gateVoltage: Voltage
  /// Word line voltage of the last SET attempt. A higher compliance current leaves a stronger filament.
  public var maximumGateVoltage: Voltage
  /// Word line voltage above the source line's pulse in a RESET. An nMOS passes its drain's voltage on only
  /// while the gate stays a threshold above it.
  public var resetGateBoost: Voltage
  /// How lines and gates are driven in a RESET.
  public var resetScheme = ResetScheme.boosted
  /// Shape of every write pulse; only its height changes between attempts.
  public var pulse: PulseShape

  /// Amplitudes are positive for SET and RESET alike; with one attempt the maxima are not used.
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
  /// With a single attempt it is `voltage`.
  public func amplitude(attempt index: Int) -> Voltage { voltage + (maximumVoltage - voltage) * fraction(index) }

  /// The pulse that writes `bit` at attempt `index`, counted from 0: a SET for true, a RESET for false.
  /// - Parameters:
  ///   - row: the selected row.
  ///   - columns: those whose cells still need the pulse, rising.
  public func operation(writing bit: Bool, row: Int, columns: [Int], attempt index: Int) -> RowOperation {
    let amplitude = amplitude(attempt: index)
    let operation =
      bit
      ? CellOperation(
        kind: .set, amplitude: amplitude,
        wordLineVoltage: gateVoltage + (maximumGateVoltage - gateVoltage) * fraction(index), pulse: pulse)
      : resetScheme.operation(amplitude: amplitude, boost: resetGateBoost, pulse: pulse)
    return operation.on(row: row, columns: columns)
  }

  /// Progress from the first attempt (0) to the last (1).
  private func fraction(_ index: Int) -> Double { attempts > 1 ? Double(index) / Double(attempts - 1) : 0 }
}

/// How cells are read: a bit line pulse low enough to leave the filament as it is.
public struct ReadSettings: Hashable, Sendable {
  /// Amplitude of the read pulse on the bit line.
  public var voltage: Voltage
  /// Word line voltage during the read; the transistor's resistance adds to the cell's.
  public var gateVoltage: Voltage
  /// Shape of the read pulse; the current is sampled at the end of its plateau.
  public var pulse: PulseShape
  /// A cell reads as 1 below this resistance, counted over cell, transistor and wires together.
  public var threshold: Resistance

  /// Read current above which a cell reads as 1.
  public var thresholdCurrent: Current { voltage / threshold }

  /// Nothing is checked here; the voltage must be above zero, since a read drives the bit line.
  public init(voltage: Voltage, gateVoltage: Voltage, pulse: PulseShape, threshold: Resistance) {
    self.voltage = voltage
    self.gateVoltage = gateVoltage
    self.pulse = pulse
    self.threshold = threshold
  }

  /// The read of the given columns of a row.
  public func operation(row: Int, columns: [Int]) -> RowOperation {
    RowOperation(
      kind: .read, row: row, columns: columns, amplitude: voltage, wordLineVoltage: gateVoltage, pulse: pulse)
  }
}

extension CellOperation {
  /// The read of one cell, wherever it is: an operation without row and columns.
  public init(_ read: ReadSettings) { self.init(read.operation(row: 0, columns: [])) }
}

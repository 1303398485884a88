import ArgumentParser
import MemristorCrossbar

/// The pulses that are tried: every combination of amplitude, width and gate voltage.
struct PulseGridOptions: ParsableArguments {
  @Option("Amplitudes of the SET and RESET pulses, V.", "V,...") var amplitudes = NumberList([1, 2, 3, 4, 5, 6, 7, 8])
  @Option("Widths of the pulses, ms.", "ms,...") var widths = NumberList([1, 5, 20, 100])

  @Option("Word-line voltages of the SET, which set its compliance current, V.", "V,...")
  var gateVoltages = NumberList([0.8, 0.9, 1, 1.06, 1.12, 1.2, 1.3])

  /// Values in range, and at most 100000 settings in all.
  func validate() throws {
    try amplitudes.validate(named: "--amplitudes", unit: "V", atMost: 100)
    try widths.validate(named: "--widths", unit: "ms", atMost: 1e6)
    try gateVoltages.validate(named: "--gate-voltages", unit: "V", atMost: 100)
    guard grid.count <= 100_000 else {
      throw ValidationError("--amplitudes, --widths and --gate-voltages make \(grid.count) settings; allowed is 1 to 100000.")
    }
  }

  /// The settings as the study tries them.
  var grid: PulseGrid {
    PulseGrid(
      amplitudes: amplitudes.values.map { .volts($0) }, widths: widths.values.map { .milliseconds($0) },
      gateVoltages: gateVoltages.values.map { .volts($0) })
  }
}

/// The limits that a safe pulse must keep; all are shares of cells, 0 to 1.
struct WindowLimitOptions: ParsableArguments {
  @Option(
    "Least share of cells that SET, and that RESET. (The built-in device's statistics alone forbid 0.99 below 7.4 V.)", "share")
  var target = 0.95

  @Option("Most of the SET cells that may have lost half of their filament after --rest.", "share") var maxVolatile = 0.01

  @Option("Most of the cells whose SET current may exceed the device's overprogramming_current_A.", "share")
  var maxOverprogrammed = 0.01

  @Option("Most of the neighbours of written cells whose bit may flip.", "share") var maxDisturbed = 0.01

  func validate() throws {
    let shares = [
      ("--target", target), ("--max-volatile", maxVolatile), ("--max-overprogrammed", maxOverprogrammed),
      ("--max-disturbed", maxDisturbed),
    ]
    for (name, share) in shares where !(0...1).contains(share) {
      throw ValidationError("\(name) is \(SpiceNumber.shortest(share)); allowed is 0 to 1.")
    }
  }

  var limits: WindowLimits {
    WindowLimits(
      target: target, maxVolatile: maxVolatile, maxOverprogrammed: maxOverprogrammed, maxDisturbed: maxDisturbed)
  }
}

/// The cell and the pulse whose waveforms are kept.
struct WaveformOptions: ParsableArguments {
  @Flag(help: "Keep the waveforms of a SET and a RESET of one cell: pictures, CSV and ngspice raw files.") var waveforms = false
  @Option("The cell whose waveforms are kept, by its number among the drawn ones.", "number") var cellIndex = 0
  @Option("Amplitude of the pulses whose waveforms are kept, V. (default: as recommended)", "V") var waveformAmplitude: Double?
  @Option("Width of the pulses whose waveforms are kept, ms. (default: as recommended)", "ms") var waveformWidth: Double?

  @Option("Word-line voltage of the SET whose waveforms are kept, V. (default: as recommended)", "V")
  var waveformGateVoltage: Double?

  func validate() throws {
    guard (0...1_000_000).contains(cellIndex) else {
      throw ValidationError("--cell-index is \(cellIndex); allowed is 0 to 1000000.")
    }
    if let waveformAmplitude {
      try require(waveformAmplitude, named: "--waveform-amplitude", .positive, unit: "V", atMost: 100)
    }
    if let waveformWidth { try require(waveformWidth, named: "--waveform-width", .positive, unit: "ms", atMost: 1e6) }
    if let waveformGateVoltage {
      try require(waveformGateVoltage, named: "--waveform-gate-voltage", .positive, unit: "V", atMost: 100)
    }
  }

  /// Nil unless waveforms are requested. Values not given are those of the recommended pulse.
  var watched: WatchedCell? {
    guard waveforms else { return nil }
    return WatchedCell(
      cell: cellIndex, amplitude: waveformAmplitude.map { .volts($0) }, width: waveformWidth.map { .milliseconds($0) },
      gateVoltage: waveformGateVoltage.map { .volts($0) })
  }
}

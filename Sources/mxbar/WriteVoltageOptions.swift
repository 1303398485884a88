import ArgumentParser
import MemristorCrossbar

/// The voltages of the first write pulses.
struct WriteVoltageOptions: ParsableArguments {
  @Option("Amplitude of the first SET and RESET pulse, V.", "V") var writeVoltage = 5.0
  @Option("Word-line voltage of the first SET, V: it limits the current.", "V") var gateVoltage = 1.12

  func validate() throws {
    try require(writeVoltage, named: "--write-voltage", .positive, unit: "V", atMost: 100)
    try require(gateVoltage, named: "--gate-voltage", .positive, unit: "V", atMost: 100)
  }
}

/// The lines and the gate in a RESET, also where amplitudes are varied.
struct ResetBoostOptions: ParsableArguments {
  @Option(
    help:
      "The lines in a RESET of the amplitude V: boosted (source line at V, the word line --reset-gate-boost above it), plain (both at V), or lowered (word line at V, source line at V - 0.4 V, bit line at -0.4 V; bulk at 0 V).",
    value: "scheme")
  var resetScheme = ResetScheme.boosted

  @Option("How far the word line is above the source line in a boosted RESET, V; negative for below.", "V") var resetGateBoost =
    4.0

  func validate() throws {
    try require(resetGateBoost, named: "--reset-gate-boost", .any, unit: "V", atMost: 100)
  }
}

extension ResetScheme: ExpressibleByArgument {}

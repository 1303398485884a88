import ArgumentParser
import MemristorCrossbar

/// `mxbar sizing`: options of `SizingStudy`, write success over the access transistor's size.
struct SizingCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "sizing",
    abstract: "How wide must the access transistor be?",
    discussion: """
      Draws cells, SETs each from no filament and RESETs each from the strongest one at the far end of an array, reads it, \
      and counts what worked and why the rest did not, for each transistor and setting; the same cells each time. Ends \
      with the smallest width that is known to be enough, the 95 % intervals (Wilson, two-sided) of both shares being above \
      --target, or with how many cells it would take to know. Where a transistor of the array would be beyond its ratings \
      (--ratings), selected or not, no width is enough, and the answer says what would do without them.
      """)

  @Option("Word-line voltages of the SET, V: they limit its current.", "V,...") var gateVoltages = NumberList([1.12])
  @Option("Amplitudes of the SET and RESET pulses, V.", "V,...") var writeVoltages = NumberList([5])
  @Option("Share of SETs, and of RESETs, that is to succeed, 0 to 1.", "share") var target = 0.99
  @Option("Cells to draw.", "count") var count = 200
  @Option("Rows of the array; the cells stand in the last one.", "count") var rows = 16
  @Option("A cell that reads below this resistance is a 1, ohm.", "ohm") var threshold = 10_000.0

  @OptionGroup(title: "Transistors") var transistors: TransistorSweepOptions
  @OptionGroup(title: "Pulses") var boost: ResetBoostOptions
  @OptionGroup(title: "Pulses") var reading: ReadOptions
  @OptionGroup(title: "Pulses") var shape: PulseShapeOptions
  @OptionGroup(title: "Wires") var wiring: WiringOptions
  @OptionGroup(title: "Wires") var delays: LineDelayOptions
  @OptionGroup(title: "Wires") var wordLines: WordLineLengthOptions
  @OptionGroup(title: "Device") var device: DeviceOptions
  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try gateVoltages.validate(named: "--gate-voltages", unit: "V", atMost: 100)
    try writeVoltages.validate(named: "--write-voltages", unit: "V", atMost: 100)
    guard target > 0, target < 1 else {
      throw ValidationError("--target is \(SpiceNumber.shortest(target)); allowed is more than 0 and less than 1.")
    }
    try requireCount(count, named: "--count", atMost: 100_000)
    try requireCount(rows, named: "--rows", atMost: 1024)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
    try delays.validateRise(within: shape.pulse.width, named: "--pulse-width")
  }

  var cellEngine: CellEngineOptions? { cells }
  var inputFiles: [String] { device.inputFiles + transistors.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistors.modelFiles }

  func study(on engine: CommandEngine) async throws -> SizingStudy {
    var study = SizingStudy(
      device: try device.kind(), seed: common.seed, count: count, rows: rows, wires: delays.applied(to: wiring),
      wordLine: wordLines.place(rows: rows),
      transistors: try await transistors.transistors(at: device.surroundings.asked, seed: common.seed, on: engine),
      gateVoltages: gateVoltages.values.map { .volts($0) },
      writeVoltages: writeVoltages.values.map { .volts($0) }, resetGateBoost: .volts(boost.resetGateBoost),
      pulse: shape.pulse, read: shape.read(reading, threshold: .ohms(threshold)), target: target)
    study.resetScheme = boost.resetScheme
    return study
  }
}

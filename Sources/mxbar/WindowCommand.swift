import ArgumentParser
import MemristorCrossbar

/// `mxbar window`: options of `WindowStudy`, the safe region of write pulses over amplitude, width and gate voltage.
struct WindowCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "window",
    abstract: "Which write pulses work? Success, volatility, over-programming and disturb over amplitude, width and gate.",
    discussion: """
      The same drawn cells are written at every combination of --amplitudes, --widths and --gate-voltages, each in the \
      far corner of an array: a SET from the high-resistance state, a read, a rest; and a RESET from the strongest \
      filament, to which the gate voltage of the SET is nothing. Then four cells at a time stand at the far end of two \
      columns, all their filaments free to move: one is written, the others (half-selected in its column and in its row, \
      and unselected) are watched. A setting is a candidate if its shares meet --target and all --max limits, and no transistor \
      of the array is beyond its ratings (--ratings) in SET, RESET or read, selected or not; the best one is \
      as many grid steps as possible away from any that does not meet them (as beyond the ends of the grid), and among equals \
      the one that takes the least energy. It is then written with --confirm further cells, and recommended only if each limit \
      holds over the whole 95 % interval of its share (Wilson, two-sided): 95 % takes at least 73 cells without a failure, \
      99 % takes 381.
      """)

  @OptionGroup(title: "Pulses") var pulses: PulseGridOptions
  @OptionGroup(title: "Pulses") var drivers: LineDriverOptions
  @OptionGroup(title: "What is safe") var limits: WindowLimitOptions

  @Option(
    "Cells written at each setting; the same at all. The default 224 settings with 100 cells each take 5 minutes of one core.",
    "count")
  var count = 100

  @Option("Corners of four cells whose neighbours are watched at each setting.", "count") var disturbCorners = 25

  @Option(
    "Further cells written at the best setting alone, to see whether it keeps its limits; 0 judges it by --count cells.", "count")
  var confirm = 1000

  @Option("Rest at 0 V before a SET filament is looked at again, s.", "s") var rest = 1.0

  @OptionGroup(title: "Waveforms") var waveforms: WaveformOptions
  @OptionGroup(title: "Other voltages") var boost: ResetBoostOptions
  @Flag(
    help: "Also RESET the cells by every --reset-scheme, at the best setting's width and every amplitude, and draw a chart.")
  var compareResetSchemes = false
  @OptionGroup(title: "Other voltages") var reading: ReadOptions

  @Option("A cell that reads below this resistance is a 1, ohm.", "ohm") var threshold = 10_000.0

  @OptionGroup(title: "Array") var device: DeviceOptions
  @OptionGroup(title: "Access transistor") var transistor: SizedTransistorOptions
  @OptionGroup(title: "Array") var wiring: WiringOptions
  @OptionGroup(title: "Array") var delays: LineDelayOptions

  @Option("Rows (word lines) of the array.", "count") var rows = 16
  @OptionGroup(title: "Array") var wordLines: WordLineLengthOptions

  @OptionGroup(title: "Run") var cells: CellEngineOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try requireCount(count, named: "--count", atMost: 100_000)
    guard (0...1_000_000).contains(confirm) else {
      throw ValidationError("--confirm is \(confirm); allowed is 0 to 1000000.")
    }
    try requireCount(disturbCorners, named: "--disturb-corners", atMost: 100_000)
    try require(rest, named: "--rest", .positive, unit: "s", atMost: 1e9)
    try require(threshold, named: "--threshold", .positive, unit: "ohm")
    guard (2...1024).contains(rows) else { throw ValidationError("--rows is \(rows); allowed is 2 to 1024.") }
    try drivers.validateRise(within: pulses.grid.widths[0], named: "--widths")
    try delays.validateRise(within: pulses.grid.widths[0], named: "--widths")
  }

  var cellEngine: CellEngineOptions? { cells }
  var inputFiles: [String] { device.inputFiles + transistor.inputFiles }
  var modelFiles: [String] { device.inputFiles + transistor.modelFiles }

  func study(on engine: CommandEngine) async throws -> WindowStudy {
    var study = WindowStudy(
      device: try device.kind(), seed: common.seed, count: count, corners: disturbCorners, confirmations: confirm,
      grid: pulses.grid,
      surroundings: CellSurroundings(
        rows: rows, row: rows - 1,
        transistor: try await transistor.transistor(at: device.surroundings.asked, seed: common.seed, on: engine),
        wires: delays.applied(to: wiring), wordLine: wordLines.place(rows: rows)),
      resetGateBoost: .volts(boost.resetGateBoost),
      read: reading.settings(
        pulse: drivers.pulse(.milliseconds(20)), threshold: .ohms(threshold)),
      rest: .seconds(rest), limits: limits.limits, watched: waveforms.watched)
    study.lineRise = drivers.rise
    (study.resetScheme, study.comparesResetSchemes) = (boost.resetScheme, compareResetSchemes)
    return study
  }
}

import ArgumentParser
import Foundation
import MemristorCrossbar

/// `mxbar device fit`: options of `SweepFitStudy`. The only device command without a simulation: measured sweeps become a
/// description that the others take as `--device`.
struct DeviceFitCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fit a device's distributions to measured I-V sweeps, for --device of the other commands.",
    discussion: """
      Reads what B1500 and EasyEXPERT, Keithley's 4200, ACS and SourceMeters, Origin, spreadsheets and scripts export as \
      text, and folders of such files; each file's line on stderr says what was understood. A header names the columns in \
      any order: voltage_V, V1, AV, Voltage (mV), current_A, I1, Reading (A), device, cycle, time. Without one, 2 columns \
      are V, I; 3 are device, V, I or time, V, I; 4 are device, cycle, V, I, in volts and amperes. A record of several \
      loops is parted where the voltage, back at zero, sets out again. A file without a device column is one device.

      With --model, the equations of a device such as stanford are fitted to the loops themselves; with --pulses its speed to \
      pulses. Parameters that the measurements do not tell stay as they are and are listed.

      Writes device.yaml (the folder is what --device takes), parameters.csv, measured loops with the model's over them and \
      what is left between the two, and each figure on probability paper with its fit.
      """)

  /// `DistributionFit.Kind`, or `auto` for the likelier one.
  enum Distribution: String, CaseIterable, ExpressibleByArgument {
    case auto
    case logNormal = "log-normal"
    case normal

    /// Nil for `auto`.
    var kind: DistributionFit.Kind? {
      switch self {
      case .auto: nil
      case .logNormal: .logNormal
      case .normal: .normal
      }
    }
  }

  /// Sweeps that are no ordinary ones.
  enum Forming: String, CaseIterable, ExpressibleByArgument { case none, first }

  @Argument(help: "Files of measured sweeps, and folders of them.")
  var files: [String] = []

  @Option(
    help: "A table of pulses (amplitude, width, and switched or switching_time), to which the speed is fitted.", value: "file")
  var pulses: String?
  @Option("Width of the pulses where their table has no column for it, ms.", "ms") var pulseWidth: Double?
  @Option("Where R_HRS is read, V.", "V") var readVoltage = 0.1
  @Option("Speed of the sweeps where the files have no times, V/s.", "V/s") var sweepRate = 1.0
  @Option(help: "Name of the device in its description.") var name = "measured"
  @Option(
    help: "The device whose equations are fitted, and that the result is like in all that the sweeps do not tell.",
    value: "device")
  var model = MemristorDevice.usualName
  @Option(help: "Which sweeps of a device formed it: none, or its first one, which is then told apart.") var forming = Forming
    .none
  @Option("Sweeps to leave out at the beginning of each device.", "count") var skipCycles = 0
  @Option(help: "Distribution to fit; auto takes the likelier one for each parameter.") var distribution = Distribution.auto

  @OptionGroup(title: "Files") var reading: MeasuredFileOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    guard (0...1000).contains(skipCycles) else {
      throw ValidationError("--skip-cycles is \(skipCycles); allowed is 0 to 1000.")
    }
    if let pulseWidth { try require(pulseWidth, named: "--pulse-width", .positive, unit: "ms") }
    if files.isEmpty, pulses == nil {
      throw ValidationError("there is nothing to fit: name files of sweeps, or a table of pulses by --pulses.")
    }
    try require(sweepRate, named: "--sweep-rate", .positive, unit: "V/s", atMost: 1e12)
    if name.isEmpty { throw ValidationError("--name is empty; allowed is any text of one character or more.") }
  }

  var inputFiles: [String] {
    get throws { try MeasuredFiles.paths(in: files) + [pulses].compactMap { $0 } + MemristorDevice.files(model) }
  }

  /// Reads all files first; an error in one ends the command before anything is fitted.
  func study(on engine: CommandEngine) async throws -> SweepFitStudy {
    // Pulses may come alone.
    let measured = files.isEmpty ? MeasuredFiles() : try MeasuredFiles.read(files, reading.settings)
    for line in measured.summary { printWarning(line) }
    try Task.checkCancellation()
    var settings = SweepFitSettings(
      name: name, base: try MemristorDevice(model), readVoltage: .volts(readVoltage), distribution: distribution.kind)
    settings.sweepRate = .voltsPerSecond(sweepRate)
    (settings.isFirstForming, settings.skippedCycles) = (forming == .first, skipCycles)
    let table = try pulses.map { path in (path, try PulseTable.read(path, width: pulseWidth.map { $0 / 1000 })) }
    return SweepFitStudy(
      sweeps: measured.sweeps, figures: measured.figures, pulses: table, settings: settings, warnings: measured.warnings)
  }
}

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
      A file has a line a sample, in columns parted by commas, semicolons or tabs, with decimal points; lines that begin \
      with # are comments. A header names the columns in any order: voltage_V, V, Voltage (mV), current_A, I (uA), device, \
      cycle. Without one, 2 columns are V, I; 3 are device, V, I; 4 are device, cycle, V, I, in volts and amperes. \
      A record of several loops is parted where the voltage, back at zero, sets out again. A file without a device \
      column is one device.

      Writes device.yaml, parameters.csv, histograms with the fitted curves and R_HRS over R_LRS.
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

  @Argument(help: "Files of measured sweeps.")
  var files: [String] = []

  @Option(
    help: "A table of pulses (amplitude, width, and switched or switching_time), to which the speed is fitted.", value: "file")
  var pulses: String?
  @Option("Width of the pulses where their table has no column for it, ms.", "ms") var pulseWidth: Double?
  @Option("Where R_HRS is read, V.", "V") var readVoltage = 0.1
  @Option("Speed of the sweeps where the files have no times, V/s.", "V/s") var sweepRate = 1.0
  @Option(help: "Name of the device in its description.") var name = "measured"
  @Option(
    help: "The device whose equations are fitted, and that the result is like in all that the sweeps do not tell.", value: "device")
  var model = MemristorDevice.usualName
  @Option(help: "Which sweeps of a device formed it: none, or its first one, which is then told apart.") var forming = Forming.none
  @Option("Sweeps to leave out at the beginning of each device.", "count") var skipCycles = 0
  @Option(help: "Distribution to fit; auto takes the likelier one for each parameter.") var distribution = Distribution.auto

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

  var inputFiles: [String] { files + [pulses].compactMap { $0 } + MemristorDevice.files(model) }

  /// Reads all files first; an error in one ends the command before anything is fitted.
  func study(on engine: CommandEngine) async throws -> SweepFitStudy {
    var sweeps: [MeasuredSweep] = []
    for path in files {
      sweeps += try SweepFile(path: path).sweeps
      try Task.checkCancellation()
    }
    var settings = SweepFitSettings(
      name: name, base: try MemristorDevice(model), readVoltage: .volts(readVoltage), distribution: distribution.kind)
    settings.sweepRate = .voltsPerSecond(sweepRate)
    (settings.isFirstForming, settings.skippedCycles) = (forming == .first, skipCycles)
    return SweepFitStudy(sweeps: sweeps, pulses: try pulses.map { ($0, try PulseTable.read($0, width: pulseWidth.map { $0 / 1000 })) }, settings: settings)
  }
}

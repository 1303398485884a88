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

  @Argument(help: "Files of measured sweeps, and folders of them.")
  var files: [String]

  @Option("Where R_HRS is read, V.", "V") var readVoltage = 0.1
  @Option(help: "Name of the device in its description.") var name = "measured"
  @Option(help: "Distribution to fit; auto takes the likelier one for each parameter.") var distribution = Distribution.auto

  @OptionGroup(title: "Files") var reading: MeasuredFileOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    if name.isEmpty { throw ValidationError("--name is empty; allowed is any text of one character or more.") }
  }

  var inputFiles: [String] { get throws { try MeasuredFiles.paths(in: files) } }

  /// Reads all files first; an error in one ends the command before anything is fitted.
  func study(on engine: CommandEngine) async throws -> SweepFitStudy {
    let measured = try MeasuredFiles.read(files, reading.settings)
    for line in measured.summary { printError(line) }
    try Task.checkCancellation()
    return SweepFitStudy(
      sweeps: measured.sweeps,
      settings: SweepFitSettings(name: name, readVoltage: .volts(readVoltage), distribution: distribution.kind),
      warnings: measured.warnings)
  }
}

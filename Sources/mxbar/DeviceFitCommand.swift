import ArgumentParser
import Foundation
import MemristorCrossbar

struct DeviceFitCommand: AsyncParsableCommand {
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

  enum Distribution: String, CaseIterable, ExpressibleByArgument {
    case auto
    case logNormal = "log-normal"
    case normal

    var kind: DistributionFit.Kind? {
      switch self {
      case .auto: nil
      case .logNormal: .logNormal
      case .normal: .normal
      }
    }
  }

  @Argument(help: "Files of measured sweeps.")
  var files: [String]

  @Option(parsing: .unconditional, help: ArgumentHelp("Where R_HRS is read, V.", valueName: "V"))
  var readVoltage = 0.1

  @Option(help: "Name of the device in its description.")
  var name = "measured"

  @Option(help: "Distribution to fit; auto takes the likelier one for each parameter.")
  var distribution = Distribution.auto

  @OptionGroup var output: OutputOptions

  func validate() throws {
    try require(readVoltage, named: "--read-voltage", .positive, unit: "V", atMost: 100)
    if name.isEmpty { throw ValidationError("--name is empty; allowed is any text of one character or more.") }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    var sweeps: [MeasuredSweep] = []
    for path in files {
      sweeps += try SweepFile(path: path).sweeps
      try Task.checkCancellation()
    }
    let settings = SweepFitSettings(name: name, readVoltage: .volts(readVoltage), distribution: distribution.kind)
    let measured = sweeps
    let readings = try await withProgress { progress in
      try SweepFit.readings(of: measured, settings: settings) {
        try progress($0)
        try Task.checkCancellation()
      }
    }
    let output = try CommandOutput(output, inputs: files)
    // First of all, since it shows what was read where it is too little for a fit.
    try output.folder.write(SweepFit.parameterTable(readings), to: SweepFit.table)
    try await output.finish(SweepFitFindings(SweepFit(readings, settings: settings)), engine: nil)
  }
}

import ArgumentParser
import Foundation
import MemristorCrossbar

/// Where a command leaves what it found: files in the folder, `run.json` last, and words or JSON on stdout.
struct CommandOutput {
  let folder: ResultFolder
  private let json: Bool
  private let seed: UInt64?
  private let inputs: [String: String]
  private let started = Date()

  /// Opens the folder; the seed is nil where nothing is random.
  /// - Parameters:
  ///   - earlier: what becomes of results that it holds.
  ///   - inputs: files the run depends on; hashed now, since nobody keeps them from changing while it goes on.
  init(folder path: String, json: Bool, earlier: EarlierResults, seed: UInt64?, inputs: [String]) throws {
    self.inputs = try SHA256.hexadecimalDigests(ofFiles: inputs)
    let line = try SettledCommandLine(CommandLine.arguments)
    let mark = RunMark(
      version: ProgramVersion.text, command: line.command, options: line.options, inputs: self.inputs, canResume: line.canResume)
    folder = try ResultFolder(opening: path, for: mark, earlier: earlier)
    self.json = json
    self.seed = seed
  }

  /// Writes the report, declares the run complete and prints its results.
  ///
  /// Where pictures cannot be drawn, everything else is kept and the command fails behind it.
  /// - Parameters:
  ///   - warnings: what went otherwise than planned; the engine's own notes are added.
  ///   - announced: what `announce` said before the run.
  func finish(
    _ report: some RunReport, configuration: some Encodable & Sendable, results: some Encodable & Sendable, text: String,
    engine: (any SpiceEngine)?, warnings: [String] = [], announced: [String] = []
  ) async throws {
    try report.writeData(to: folder)
    let charts = try report.charts
    let drawingErrors = try await folder.draw(charts)
    let notes = warnings + (await (engine as? CommandEngine)?.notes ?? [])
    for note in notes { printError(note) }
    let manifest = RunManifest(
      version: ProgramVersion.text, arguments: CommandLine.arguments, configuration: configuration, seed: seed,
      ngspiceVersion: try await engine?.identity.version, inputSHA256: inputs, started: started,
      wallTimeInSeconds: Date().timeIntervalSince(started), notes: announced + notes, results: results)
    try folder.writePage(
      of: report, manifest, command: CommandHelp.commandLine(CommandLine.arguments), charts: charts, text: text,
      warnings: drawingErrors.map(\.description))
    try folder.finish(manifest)
    if json {
      try StandardOutput.write(String(decoding: try JSONEncoder.ofResults.encode(results), as: UTF8.self) + "\n")
    } else {
      try StandardOutput.write(text + "\n")
    }
    guard !drawingErrors.isEmpty else { return }
    for error in drawingErrors { printError("\(error)") }
    printError("all numbers are in \(folder.path); its scripts (.gp) draw the missing pictures with gnuplot")
    throw ExitCode(1)
  }
}

/// What is doubtful of how an array is to be written and read.
func announceDoubts(of array: ArrayConfiguration) -> [String] {
  announce(
    array.device.readWarning(at: array.read.voltage),
    array.device.description.warning(amplitude: array.write.maximumVoltage, width: array.write.pulse.width))
}

/// Says what is doubtful of a run before anything takes time, and returns it for the manifest and the page.
func announce(_ warnings: String?...) -> [String] {
  let warnings = warnings.compactMap { $0 }
  for warning in warnings { printError(warning) }
  return warnings
}

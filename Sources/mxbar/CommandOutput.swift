import ArgumentParser
import Foundation
import MemristorCrossbar

/// The results of a command: data files and a page in the folder, `run.json` last, and text or JSON on stdout.
///
/// Create it before the run, since it opens the folder and hashes the input files, and call `finish` once afterwards.
struct CommandOutput {
  /// Opened, and marked as belonging to this run.
  let folder: ResultFolder
  /// Whether JSON is printed in place of the summary.
  private let json: Bool
  /// Whether pictures are drawn and a page is written.
  private let hasPage: Bool
  /// SHA-256 of each input file, by its path.
  private let inputs: [String: String]
  /// The command line reduced to what decides the results, for the manifest and for `--resume`.
  private let line: SettledCommandLine
  private let started = Date()

  /// The temperature that was asked for; nil for the usual one.
  private var temperature: Temperature? { line.configuration["temperature_C"]?.double.map { Temperature.celsius($0) } }

  /// Opens the folder for results.
  ///
  /// - Parameters:
  ///   - inputs: files that the run depends on. They are hashed now, since they may change while it is running.
  ///   - extends: whether `--resume` may continue a run with other options, as a sweep with more points does.
  /// - Throws: `ReportingError` for a folder with results of another run.
  init(_ options: OutputOptions, inputs: [String], extends: Bool = false) throws {
    self.inputs = try SHA256.hexadecimalDigests(ofFiles: inputs)
    line = try SettledCommandLine(CommandLine.arguments)
    let mark = RunMark(
      version: ProgramVersion.text, command: line.command, options: line.options, inputs: self.inputs, canResume: line.canResume)
    folder = try ResultFolder(
      opening: options.out ?? "mxbar-out/\(line.command.replacing(" ", with: "-"))", for: mark,
      earlier: extends && options.resume ? .extend : options.earlier)
    json = options.json
    hasPage = !options.noPictures
  }

  /// Writes the findings, marks the run as complete and prints its results.
  ///
  /// If charts cannot be drawn, everything else is kept, and the command then fails.
  /// - Parameter announced: warnings that `announce` printed before the run, to be recorded.
  func finish(
    _ findings: some StudyFindings, simulated: Simulated? = nil, engine: CommandEngine?, warnings: [String] = [],
    announced: [String] = []
  ) async throws {
    let words = findings.text.trimmingCharacters(in: .newlines)
    let text =
      words + "\n\n" + (temperature.map { "  surroundings at \($0)\n" } ?? "") + (simulated?.text ?? "")
      + "  results in \(folder.path)"
    let results = try results(findings, simulated)
    try findings.writeData(to: folder)
    let charts = hasPage ? try findings.charts : []
    let drawingErrors = try await folder.draw(charts)
    let notes = warnings + (await engine?.notes ?? [])
    for note in notes { printWarning(note) }
    let manifest = RunManifest(
      version: ProgramVersion.text, command: line.command, arguments: CommandLine.arguments,
      directory: FileManager.default.currentDirectoryPath, configuration: line.configuration, given: line.given,
      device: line.configuration["device"]?.text.flatMap { try? MemristorDevice($0, at: temperature) }
        .map { RecordValue(describing: $0) },
      simulator: try await engine?.identity.description, inputSHA256: inputs, started: started,
      wallTime: .seconds(Date().timeIntervalSince(started)), notes: announced + notes, results: results)
    if hasPage {
      try folder.writePage(
        of: findings, manifest, command: CommandHelp.commandLine(CommandLine.arguments), charts: charts, text: text,
        warnings: drawingErrors.map(\.description))
    }
    try folder.finish(manifest)
    try StandardOutput.write((json ? try results.json() : Terminal.standardOutput.fitted(text)) + "\n")
    guard !drawingErrors.isEmpty else { return }
    for error in drawingErrors { printError("\(error)") }
    printError("all numbers are in \(folder.path); its scripts (.gp) draw the missing pictures with gnuplot")
    throw ExitCode(1)
  }

  /// The study's figures, preceded by the seed and followed by what was simulated with which engine.
  private func results(_ findings: some StudyFindings, _ simulated: Simulated?) throws -> RecordValue {
    let own = try RecordEncoder.encode(findings.figures).fields ?? []
    let seed = line.configuration["seed"].map { [RecordField("seed", $0)] } ?? []
    let others = try (simulated.map { try RecordEncoder.encode($0).fields ?? [] } ?? []).filter { $0.value != .null }
    return .record(seed + own + others)
  }
}

/// Prints warnings before anything takes time, and returns them for the manifest and the page.
func announce(_ warnings: [String]) -> [String] {
  for warning in warnings { printWarning(warning) }
  return warnings
}

import ArgumentParser
import Foundation
import MemristorCrossbar

/// Where a command leaves what it found: files in the folder, `run.json` last, and words or JSON on stdout.
struct CommandOutput {
  let folder: ResultFolder
  private let json: Bool
  private let inputs: [String: String]
  private let line: SettledCommandLine
  private let started = Date()

  /// Opens the folder.
  /// - Parameters:
  ///   - inputs: files the run depends on; hashed now, since nobody keeps them from changing while it goes on.
  ///   - extends: whether `--resume` takes over parts of a run with other options.
  init(_ options: OutputOptions, inputs: [String], extends: Bool = false) throws {
    self.inputs = try SHA256.hexadecimalDigests(ofFiles: inputs)
    line = try SettledCommandLine(CommandLine.arguments)
    let mark = RunMark(
      version: ProgramVersion.text, command: line.command, options: line.options, inputs: self.inputs, canResume: line.canResume)
    folder = try ResultFolder(
      opening: options.out ?? "mxbar-out/\(line.command.replacing(" ", with: "-"))", for: mark,
      earlier: extends && options.resume ? .extend : options.earlier)
    json = options.json
  }

  /// Writes what was found, declares the run complete and prints its results.
  ///
  /// Where pictures cannot be drawn, everything else is kept and the command fails after it.
  /// - Parameter announced: what `announce` said before the run.
  func finish(
    _ findings: some StudyFindings, simulated: Simulated? = nil, engine: CommandEngine?, warnings: [String] = [],
    announced: [String] = []
  ) async throws {
    let words = try findings.text.trimmingCharacters(in: .newlines)
    let text = words + "\n\n" + (simulated?.text ?? "") + "  results in \(folder.path)"
    let results = try results(findings, simulated)
    try findings.writeData(to: folder)
    let charts = try findings.charts
    let drawingErrors = try await folder.draw(charts)
    let notes = warnings + (await engine?.notes ?? [])
    for note in notes { printError(note) }
    let manifest = RunManifest(
      version: ProgramVersion.text, command: line.command, arguments: CommandLine.arguments,
      directory: FileManager.default.currentDirectoryPath, configuration: line.configuration, given: line.given,
      device: line.configuration["device"]?.text.flatMap { try? MemristorDevice($0) }.map { RecordValue(describing: $0) },
      simulator: try await engine?.identity.description, inputSHA256: inputs, started: started,
      wallTime: .seconds(Date().timeIntervalSince(started)), notes: announced + notes, results: results)
    try folder.writePage(
      of: findings, manifest, command: CommandHelp.commandLine(CommandLine.arguments), charts: charts, text: text,
      warnings: drawingErrors.map(\.description))
    try folder.finish(manifest)
    try StandardOutput.write((json ? try results.json() : text) + "\n")
    guard !drawingErrors.isEmpty else { return }
    for error in drawingErrors { printError("\(error)") }
    printError("all numbers are in \(folder.path); its scripts (.gp) draw the missing pictures with gnuplot")
    throw ExitCode(1)
  }

  /// The figures, and after them what all studies tell: the seed, and what was simulated with what.
  private func results(_ findings: some StudyFindings, _ simulated: Simulated?) throws -> RecordValue {
    let own = try RecordEncoder.encode(findings.figures).fields ?? []
    let seed = line.configuration["seed"].map { [RecordField("seed", $0)] } ?? []
    let others = try (simulated.map { try RecordEncoder.encode($0).fields ?? [] } ?? []).filter { $0.value != .null }
    return .record(seed + own + others)
  }
}

/// Says what is doubtful of a run before anything takes time, and returns it for the manifest and the page.
func announce(_ warnings: [String]) -> [String] {
  for warning in warnings { printError(warning) }
  return warnings
}

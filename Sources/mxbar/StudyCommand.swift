import ArgumentParser
import Foundation
import MemristorCrossbar

/// A command that runs a study. It converts its options into the study's settings; everything else is done here, alike
/// for all: engine, result folder, progress, warnings, manifest, exit status.
///
/// A new command declares its options and implements `study(on:)`.
protocol StudyCommand: AsyncParsableCommand, Sendable {
  /// The study that the command runs.
  associatedtype Question: Study
  /// Seed, workers and output.
  var common: RunOptions { get }
  /// The engine for cells; nil for a study that simulates only circuits.
  var cellEngine: CellEngineOptions? { get }
  /// The circuit simulator.
  var circuits: EngineChoice { get }
  /// Files whose hashes are recorded in the run's manifest.
  var inputFiles: [String] { get throws }
  /// SPICE files of the user that the engine reads; errors in a circuit are attributed to them.
  var modelFiles: [String] { get }
  /// Whether results go to a folder; if not, they are only printed.
  var keepsResults: Bool { get }
  /// The study that the options describe.
  /// - Parameter engine: for what must be looked up by simulation, such as a foundry's transistor.
  func study(on engine: CommandEngine) async throws -> Question
}

extension StudyCommand {
  var cellEngine: CellEngineOptions? { nil }
  var circuits: EngineChoice { cellEngine?.circuits ?? .ngspice }
  var inputFiles: [String] { [] }
  var modelFiles: [String] { [] }
  var keepsResults: Bool { true }

  /// Titles, units and explanations of its figures, known without a run.
  static var figures: FigureSchema {
    get throws {
      let own = try FigureSchema(of: Question.Findings.Result.self).entries
      return FigureSchema(entries: own + (try FigureSchema(of: Simulated.self).entries))
    }
  }

  func run() async throws { try await runStudy() }

  /// What `run` does unless a command has something else to do for some of its options.
  func runStudy() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  /// Runs the study and writes its results; exit status 1 if the study has failed or the engines disagree.
  private func work() async throws {
    let engine = CommandEngine(circuits, common.workers)
    // Errors in the settings are reported before earlier results are removed.
    let study = try await study(on: engine)
    guard keepsResults else { return try await answer(study, on: engine) }
    let output = try CommandOutput(common.output, inputs: inputFiles)
    try engine.keepFailedDecks(in: output.folder)
    let (cells, notes) = try await chosenEngine(for: study, on: engine)
    let announced = notes + announce(study.announcements)
    let findings: Question.Findings
    do {
      findings = try await blamingModels(of: modelFiles) {
        try await withProgress(quiet: common.output.quiet) {
          try await study.run(StudyRun(cells, folder: output.folder, isResumed: common.output.resume, report: $0))
        }
      }
    } catch {
      for note in await engine.notes { printWarning(note) }
      if Task.isCancelled { printError("what was done is kept: the same command with --resume goes on from it") }
      throw error
    }
    let totals = cells.spice.totals
    for (warning, count) in totals.warnings.sorted(by: { $0.key < $1.key }) {
      printWarning("the simulator warned in \(count) of \(totals.analyses) analyses: \(warning)")
    }
    let cellFigures = cells.figures(findings.check, lines: findings.lines)
    try await output.finish(
      findings, simulated: Simulated(try SpiceFigures(totals, await engine.identity), study.cells == nil ? nil : cellFigures),
      engine: engine, announced: announced)
    try cellFigures.requireAgreement()
    if let failure = findings.failure {
      printError(failure)
      throw ExitCode(1)
    }
  }

  /// Runs the study and prints its text or figures; nothing is written.
  private func answer(_ study: Question, on engine: CommandEngine) async throws {
    _ = announce(study.announcements)
    let findings = try await withProgress(quiet: common.output.quiet) {
      try await study.run(StudyRun(CellEngine(ngspice: engine), report: $0))
    }
    let text = common.output.json ? try RecordEncoder.encode(findings.figures).json(isPretty: true) : findings.text
    try StandardOutput.write((common.output.json ? text : Terminal.standardOutput.fitted(text)) + "\n")
  }

  /// The engine for the study's cells, or circuits only if it has none to choose for.
  private func chosenEngine(
    for study: Question, on engine: CommandEngine
  ) async throws -> (engine: CellEngine, notes: [String]) {
    guard let cells = study.cells, let cellEngine else { return (CellEngine(ngspice: engine), []) }
    return try await cellEngine.engine(
      usually: cells.usualEngine, cells.device, cells.operations, on: engine, workers: common.workers)
  }
}

/// Which engines simulated how much: part of every study's results besides its own figures.
struct Simulated: Figures {
  /// Analyses of circuits.
  var spice: SpiceFigures?
  /// Cells; nil for a study that has no cells to choose an engine for.
  var cellEngine: CellEngineFigures?

  init() {}

  init(_ spice: SpiceFigures, _ cellEngine: CellEngineFigures?) {
    self.spice = spice
    self.cellEngine = cellEngine
  }

  /// Lines for a person, indented.
  var text: String {
    guard let spice else { return "" }
    let failures = spice.failures == 0 ? "" : ", \(spice.failures) of them without a result"
    let cells = cellEngine.map(\.text) ?? ""
    return "  \(spice.version): \(spice.analyses) analyses in \(String(format: "%.1f", spice.seconds)) s\(failures)\n"
      + (cells.isEmpty ? "" : "  \(cells)\n")
  }
}

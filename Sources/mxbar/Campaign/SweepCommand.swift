import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar

/// `mxbar sweep`: runs another command at every combination of option values, each as a process of its own
/// (`PointRun`).
///
/// It knows nothing about the commands but their options (`SweptCommand`) and the figures in their `run.json`.
struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run any command over any of its options: one table, one chart.",
    usage: "mxbar sweep --vary <option=values> ... [options] -- <command> [its options]",
    discussion: """
      Runs the command behind -- with every combination of the values of the options that vary, each in a folder of its \
      own below points/ with its own report. sweep.csv has a line a point with every figure of its run; the chart has the \
      first option as its x axis, a line for each value of the second, and a picture for each combination of more. A point \
      that fails is counted and told, and keeps no other from running. 'mxbar \
      campaign' queries and reports take the folder, too, and it runs points on a cluster.

        mxbar sweep --vary bits=2..8 --metric accuracy.read_back -- digits --seed 3
        mxbar sweep --vary write-voltage=2..8..0.5 --vary transistor-width=20,60 -- digits --bits 3
        mxbar sweep --vary rest=1e-3..1000..x10 --vary fresh=true,false -- device compliance
      """)

  @Option(
    help: ArgumentHelp(
      """
      An option of the command and its values: a list 2,3,5, a range 2..8, with a step 1..1.5..0.1, or with a factor \
      1..1000..x10. Numbers may have units, as in 1ms,20ms. Values that have commas are parted by semicolons: 'hidden=20,20;40'. Flags are true or false. \
      'config=a.yaml,b.yaml' goes through sets of settings.
      """, valueName: "option=values"))
  var vary: [String] = []

  @Option(
    help: ArgumentHelp(
      "Figure to draw, by its path in the command's JSON, as in accuracy.read_back; may be repeated. (default: the command's own)",
      valueName: "path"))
  var metric: [String] = []

  @Option("Points at a time. Most commands use all cores for one; give theirs --jobs 1 if you raise this.", "count")
  var parallel = 1

  @OptionGroup var output: OutputOptions

  @Argument(parsing: .postTerminator, help: "The command to run, with the options that stay.")
  var command: [String] = []

  func validate() throws {
    try requireCount(parallel, named: "--parallel", atMost: 64)
    let target = try SweptCommand(command)
    do {
      try target.check(try sweep(of: target))
    } catch let error as OptionSweepError {
      throw ValidationError("--vary: \(error)")
    }
  }

  /// The options that vary, with names and units resolved by the command.
  private func sweep(of target: SweptCommand) throws -> OptionSweep {
    guard !vary.isEmpty else {
      throw ValidationError(
        "there is nothing to vary; name an option of '\(target.name)' with its values, as in --vary bits=2..8.")
    }
    return try OptionSweep(command: command, varied: try vary.map { try target.option(VariedOption(target.plain($0))) })
  }

  func run() async throws {
    let command = self
    do {
      try await runCommand { try await command.work() }
    } catch let code as ExitCode where code.rawValue == 130 {
      printError("points that are done are kept in \(folder)/points; --resume goes on from them")
      throw code
    }
  }

  /// Of the sweep; each point has a folder below `points/` in it.
  private var folder: String { output.out ?? "mxbar-out/sweep" }

  /// Runs all points and writes table and charts. Exit status 1 if a point failed, 2 for an unknown metric.
  private func work() async throws {
    let target = try SweptCommand(command)
    let sweep = try sweep(of: target)
    let points = try sweep.points.map { try PointRun($0, of: target, folder: "\(folder)/\($0.folder)") }
    let refusals = points.map(\.refusal)
    if let (point, reason) = zip(points, refusals).lazy.compactMap({ point, reason in reason.map { (point.point, $0) } }).first {
      let count = refusals.count { $0 != nil }
      guard count < points.count else {
        printError("\(target.name) refuses every point, the first (\(point.label)) since: \(reason)")
        throw ExitCode(64)
      }
      printError("\(count) of \(points.count) points will fail, the first (\(point.label)) since: \(reason)")
    }

    target.warnOfChangedInputs(sweep)
    let output = try CommandOutput(output, inputs: [], extends: true)
    for point in points { try output.folder.recordRun(in: point.point.folder) }
    let outcomes = try await run(Array(zip(points, refusals)))
    let result = OptionSweepFindings(
      sweep, outcomes, metrics: metric, preferred: SweptCommand.preferredMetrics, schema: target.schema)
    var warnings = result.failed.prefix(20).map { "\($0.point.label) failed: \($0.remark ?? "")" }
    if result.failed.count > warnings.count {
      warnings.append("\(result.failed.count - warnings.count) more points failed; the reason of each is in sweep.csv")
    }
    warnings += result.missingMetrics.map { unknownMetric($0, known: result.figureNames) }
    try output.folder.linkPages(of: outcomes.map { ($0.point.folder, $0.point.label) }, title: "all points of the sweep")
    let plan = CampaignPlan(
      name: "sweep", program: ProgramVersion.withRevision, directory: "", sweep: sweep, runningTimes: target.runningTimes)
    do {
      try output.folder.write(try plan.database(of: outcomes, schema: target.schema), to: CampaignFolder.databaseName)
    } catch let error as CampaignError {
      warnings.append("there is no \(CampaignFolder.databaseName): \(error)")
    }
    try await output.finish(result, engine: nil, warnings: warnings)
    if !result.failed.isEmpty { printError("\(result.failed.count) of \(outcomes.count) points failed") }
    if !result.missingMetrics.isEmpty { throw ExitCode(2) }
    if !result.failed.isEmpty { throw ExitCode(1) }
  }

  /// Outcomes in the order of the points; points run side by side, `parallel` at a time.
  private func run(_ points: [(run: PointRun, refusal: String?)]) async throws -> [PointOutcome] {
    let keepsFinished = output.resume
    return try await withProgress(quiet: output.quiet) { progress in
      var done = 0
      var isTold = false
      return try await points.mapConcurrently(
        atMost: parallel,
        finished: { _, outcome in
          done += 1
          try progress(StudyProgress(stage: "points", done: done, total: points.count))
          // A misspelt metric is reported after the first point and not hours later. It may be correct, since some
          // figures are missing where nothing switched.
          guard !isTold, !outcome.figures.isEmpty else { return }
          isTold = true
          for name in metric where outcome.figures[name] == nil {
            printError("\(outcome.point.label): " + unknownMetric(name, known: outcome.figures.keys.sorted()))
          }
        },
        { point in
          if let refusal = point.refusal { return PointOutcome(point.run.point, .failed, remark: refusal) }
          do { return try await point.run.outcome(keepingFinished: keepsFinished) } catch let error as ProgramRun.Killed {
            return PointOutcome(point.run.point, .failed, remark: error.status)
          }
        })
    }
  }

  private func unknownMetric(_ name: String, known: [String]) -> String {
    let near = Spelling.nearest(to: name, among: known).map { "; the nearest is '\($0)'" } ?? ""
    return "there is no figure '\(name)'\(near). There are: \(known.joined(separator: ", "))."
  }
}

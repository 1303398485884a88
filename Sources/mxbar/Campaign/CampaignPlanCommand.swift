import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar

/// `mxbar campaign plan`: makes a campaign's folder, with the points cut into tasks by what a few of them took.
struct CampaignPlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan a campaign: measure a few points and cut all of them into tasks.",
    discussion: """
      The file is YAML:

        study: digits                  the command
        settings: {bits: 3}            its options, as in a file for --config
        vary:                          every combination of these is a point
          write_voltage_V: [4, 5, 6]   values, a range 2..8..0.5, or with a factor 1..1000..x10
          transistor_width_um: 20..60..20
        seeds: 20                      each with the seeds 1 to 20; or a list of seeds
        tables: [cells.csv]            tables of the runs whose rows are kept (default: none)
        figures: [accuracy.*]          figures that are kept (default: all)
        cores: 1                       of a task
        task_minutes: 5                what a task is to take; or tasks: 40
        name: voltages                 for jobs and headings (default: the file's)

      Paths in it are relative to it. The first, the middle and the last point are run now, to measure; they are not run \
      again. The folder must be one that all nodes of a cluster see.
      """)

  @Argument(help: ArgumentHelp("What to run (YAML).", valueName: "file")) var file: String
  @Option(help: "Folder of the campaign. (default: mxbar-out and its name)", value: "dir") var out: String?
  @Option("Points to measure, from the first to the last.", "count") var trial = 3
  @Option("Tasks to cut the points into. (default: the file's, or by time)", "count") var tasks: Int?
  @Flag(help: "Remove the results of another campaign in the folder.") var overwrite = false
  @Flag(help: "Do not show progress.") var quiet = false

  func validate() throws {
    try requireCount(trial, named: "--trial", atMost: 100)
    if let tasks { try requireCount(tasks, named: "--tasks", atMost: CampaignPlan.mostTasks) }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let file = try CampaignFile(file)
    let folder = CampaignFolder(out ?? "mxbar-out/\(file.name)")
    var plan = CampaignPlan(
      name: file.name, program: try CampaignRunner.program, directory: FileManager.default.currentDirectoryPath,
      sweep: file.sweep, tables: file.tables, figures: file.figures, runningTimes: file.target.runningTimes, cores: file.cores)
    if try repeats(plan, in: folder) { return }
    if !overwrite { try folder.requireFree() }
    let measured = try await measure(plan, file, in: folder)
    plan.inputs = measured.inputs
    plan.secondsPerPoint = measured.seconds.reduce(0, +) / Double(measured.seconds.count) * Double(file.cores)
    let count = file.sweep.count
    plan.tasks = min(
      count,
      tasks ?? file.tasks
        ?? CampaignPlan.tasks(points: count, secondsPerPoint: plan.secondsPerPoint, cores: file.cores, minutes: file.taskMinutes))
    try folder.store(plan, replacing: overwrite)
    try StandardOutput.write(words(plan, measured.seconds, in: folder))
  }

  /// Whether the folder has this very plan already, which then stays as it is: planning again loses nothing.
  private func repeats(_ plan: CampaignPlan, in folder: CampaignFolder) throws -> Bool {
    guard tasks == nil, !overwrite, let earlier = try? folder.plan() else { return false }
    var same = plan
    (same.inputs, same.name) = (earlier.inputs, earlier.name)
    let digests = try? SHA256.hexadecimalDigests(ofFiles: Array(earlier.inputs.keys))
    guard try same.digest == earlier.digest, digests == earlier.inputs, same.cores == earlier.cores else { return false }
    try StandardOutput.write("'\(folder.path)' has this plan already: \(earlier.sweep.count) points in \(earlier.tasks) tasks\n")
    return true
  }

  /// Runs some points one after the other.
  /// - Returns: how long each took, s, and the files that they read.
  /// - Throws: `ExitCode(1)` if all fail.
  private func measure(
    _ plan: CampaignPlan, _ file: CampaignFile, in folder: CampaignFolder
  ) async throws -> (seconds: [Double], inputs: [String: String]) {
    let last = file.sweep.count - 1
    let chosen = Set((0..<trial).map { trial == 1 ? 0 : $0 * last / (trial - 1) }).sorted()
    let options = CampaignRunner.options(of: file.target, cores: file.cores)
    let (quiet, target) = (quiet, file.target)
    return try await withProgress(quiet: quiet) { report in
      var (seconds, inputs): ([Double], [String: String]) = ([], [:])
      var failures: [PointOutcome] = []
      for (done, index) in chosen.enumerated() {
        try report(StudyProgress(stage: "measuring points", done: done, total: chosen.count))
        let run = try PointRun(
          file.sweep.point(at: index), of: target, folder: CampaignFolder.run(ofPoint: index, in: folder.trial), options: options)
        let start = ContinuousClock.now
        let outcome = try await run.outcome(keepingFinished: false)
        seconds.append((ContinuousClock.now - start) / .seconds(1))
        inputs.merge(outcome.inputs) { first, _ in first }
        if outcome.status == .failed {
          failures.append(outcome)
        } else {
          let figures = outcome.values.count { plan.keeps($0.path) }
          let limit = CampaignDatabase.mostColumns - file.sweep.varied.count - 3
          guard figures > 0 else {
            throw ConfigurationError(
              reason: "'figures' keeps none of this command's figures; there are: "
                + outcome.values.map(\.path).prefix(40).joined(separator: ", "))
          }
          guard figures <= limit else { throw CampaignError.tooManyFigures(figures, limit: limit) }
          try checkTables(plan, CampaignFolder.run(ofPoint: index, in: folder.trial))
        }
      }
      if let failure = failures.first {
        printError("\(failures.count) of \(chosen.count) measured points failed; \(failure.point.label): \(failure.remark ?? "")")
        if failures.count == chosen.count { throw ExitCode(1) }
      }
      return (seconds, inputs)
    }
  }

  /// Refuses tables that the run has not written: they would be missing at the end.
  private func checkTables(_ plan: CampaignPlan, _ run: String) throws {
    let written = ((try? FileManager.default.contentsOfDirectory(atPath: run)) ?? []).filter { $0.hasSuffix(".csv") }.sorted()
    guard let missing = plan.tables.first(where: { !written.contains($0) }) else { return }
    let known = written.isEmpty ? "it writes none" : "its tables are \(written.joined(separator: ", "))"
    throw ConfigurationError(reason: "'tables' has '\(missing)', which the command does not write; \(known)")
  }

  private func words(_ plan: CampaignPlan, _ seconds: [Double], in folder: CampaignFolder) -> String {
    let count = plan.sweep.count
    let range = [seconds.min() ?? 0, seconds.max() ?? 0].map(coreTime)
    let total = Double(count) * plan.secondsPerPoint
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let points = count / plan.tasks
    return """
      \(plan.name): \(count) points of 'mxbar \(plan.sweep.command.joined(separator: " "))'
        \(plan.sweep.varied.map { "\($0.values.count) of \($0.key)" }.joined(separator: " x "))
        measured: \(seconds.count) points, \(range[0] == range[1] ? range[0] : range.joined(separator: " to ")) each
        \(plan.tasks) tasks of \(points)\(count % plan.tasks > 0 ? " or \(points + 1)" : "") points, about \
      \(coreTime(total / Double(plan.tasks) / Double(plan.cores))) on \(plan.cores) core\(plan.cores > 1 ? "s" : "")
        all: about \(coreTime(total)) of one core, \(coreTime(total / Double(cores))) on the \(cores) here
        plan in \(folder.path)

      """
  }
}

import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar

/// `mxbar campaign run`: runs what is left of a campaign on this machine and merges it.
struct CampaignRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run what is left of a campaign on this machine, and merge.",
    discussion: """
      Whatever other runs have finished is kept, also that of runs that were killed. It may run beside tasks of a cluster. \
      Exit status 1 if points failed.
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @OptionGroup var pace: CampaignPaceOptions

  func run() async throws {
    let command = self
    try await runCommand(incomplete: CampaignRunner.incomplete) { try await command.work() }
  }

  private func work() async throws {
    let runner = try CampaignRunner(campaign.folder)
    let status = try CampaignStatus(runner.folder)
    if let task = status.unusable.first, case .unusable(let reason) = status.states[task - 1] {
      throw UnusableResults(reason: reason)
    }
    let cores = pace.cores ?? ProcessInfo.processInfo.activeProcessorCount
    _ = try await runner.run(tasks: status.idle, cores: cores, quiet: pace.quiet)
    let others = try CampaignStatus(runner.folder).running
    if !others.isEmpty {
      return printWarning("not merged: other processes are at work on the tasks \(numberRanges(others))")
    }
    try await CampaignRunner.merge(runner.folder.path, isPartial: false, quiet: pace.quiet)
  }
}

/// Results that a campaign cannot go on with (exit status 2).
struct UnusableResults: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}

/// `mxbar campaign task`: one task, as the jobs of a cluster run it.
struct CampaignTaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Run one task of a campaign, as a cluster's jobs do.",
    discussion: """
      The number comes from the scheduler where none is given: SLURM_ARRAY_TASK_ID, LSB_JOBINDEX, SGE_TASK_ID or \
      PBS_ARRAY_INDEX. A task that has results is not run again. Points that fail are results; they are told.
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @Argument(help: "Number of the task, from 1.") var number: Int?
  @OptionGroup var pace: CampaignPaceOptions

  func run() async throws {
    let command = self
    try await runCommand(incomplete: CampaignRunner.incomplete) { try await command.work() }
  }

  private func work() async throws {
    guard let number = number ?? CampaignTask.number(in: ProcessInfo.processInfo.environment) else {
      throw CampaignError.noTaskNumber
    }
    let runner = try CampaignRunner(campaign.folder)
    let total = runner.plan.points(ofTask: min(max(number, 1), runner.plan.tasks)).count
    let end = try await withProgress(quiet: pace.quiet) { report in
      try await runner.run(task: number, cores: pace.cores ?? runner.plan.cores) {
        try report(StudyProgress(stage: "points of task \(number)", done: $0, total: total))
      }
    }
    switch end {
    case .done: try StandardOutput.write("task \(number) has results already\n")
    case .finished(let points, let kept, let failed):
      try StandardOutput.write(
        "task \(number): \(points) points\(kept > 0 ? ", \(kept) of them by earlier attempts" : "")"
          + "\(failed > 0 ? ", \(failed) failed" : "")\n")
      // Rather the machine's fault than that of each point.
      guard failed == points else { return }
      printError("every point of task \(number) failed; 'mxbar campaign retry --points' runs them again")
      throw ExitCode(1)
    }
  }
}

/// `mxbar campaign status`: how far a campaign is.
struct CampaignStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how far a campaign is, and which of its tasks stopped.",
    discussion: """
      A task that has given no sign of life for two minutes counts as stopped.
      """)

  @OptionGroup var campaign: CampaignFolderArgument

  func run() async throws {
    let path = campaign.folder
    try await runCommand { try StandardOutput.write(CampaignStatus(CampaignFolder(path)).text + "\n") }
  }
}

/// `mxbar campaign merge`: one database of the results of all tasks.
struct CampaignMergeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge the results of all tasks into one SQLite file, CSV and npz.",
    discussion: """
      Writes campaign.sqlite, points.csv, campaign.npz (the numbers of points.csv) and a CSV file for each table that the \
      plan keeps. They depend on the results alone, and merging may be repeated. Exit status 1 if points failed.
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @Flag(help: "Merge what there is, though tasks have no results yet.") var partial = false
  @Flag(help: "Do not show progress.") var quiet = false

  func run() async throws {
    let command = self
    try await runCommand {
      try await CampaignRunner.merge(command.campaign.folder, isPartial: command.partial, quiet: command.quiet)
    }
  }
}

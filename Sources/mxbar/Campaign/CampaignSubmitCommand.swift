import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

extension SchedulerScripts.Scheduler: ExpressibleByArgument {}

/// How tasks are handed to a scheduler.
struct SubmitOptions: ParsableArguments {
  @Option(help: "Whose scripts are written.") var scheduler: SchedulerScripts.Scheduler
  @Flag(help: "Submit the scripts, too.") var now = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "An option for the scheduler, as in --option=--partition=long; may be repeated.", valueName: "option"))
  var option: [String] = []

  @Option("The longest time of a task, in minutes. (default: three times the estimate, at least 30)", "minutes") var minutes: Int?
  @Option(help: "The program on the cluster's nodes. (default: this one)", value: "path") var program: String?

  func validate() throws {
    if let minutes { try requireCount(minutes, named: "--minutes", atMost: 1_000_000) }
    if let text = option.first(where: { $0.contains(where: \.isNewline) }) {
      throw ValidationError("--option is '\(text)'; allowed is one line.")
    }
  }

  /// Writes the scripts for some tasks, and submits them if that is asked for.
  func submit(_ tasks: [Int], of folder: CampaignFolder) async throws {
    let plan = try folder.plan()
    let scripts = SchedulerScripts(
      scheduler, plan, in: folder, program: program ?? MxbarCommand.programPath, tasks: tasks, options: option, minutes: minutes)
    for file in scripts.files {
      let path = "\(folder.path)/\(file.name)"
      do {
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      } catch {
        throw CampaignError.unwritable(path: path, reason: "\(error.localizedDescription)")
      }
    }
    let submit = "\(folder.path)/submit.sh"
    guard now else {
      return try StandardOutput.write("\(tasks.count) tasks in \(folder.path)/tasks.sh; 'bash \(submit)' submits them\n")
    }
    do {
      let result = try await Subprocess.run(
        .name("bash"), arguments: [submit], workingDirectory: FilePath(folder.path), input: .none,
        output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
      try StandardOutput.write(result.standardOutput)
      guard !result.terminationStatus.isSuccess else { return }
      printError("\(submit) failed (\(result.terminationStatus)): \(result.standardError)")
      throw ExitCode(1)
    } catch let error as SubprocessError {
      printError("bash cannot be run: \(error)")
      throw ExitCode(1)
    }
  }
}

/// `mxbar campaign submit`: an array of jobs for a cluster.
struct CampaignSubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Hand a campaign to Slurm, LSF, Grid Engine or GNU parallel.",
    discussion: """
      Writes tasks.sh (an array of jobs), merge.sh (which waits until they have ended) and submit.sh (which submits both) \
      into the campaign's folder. They can be read and edited before 'bash submit.sh'; --now submits at once.

        mxbar campaign submit mxbar-out/voltages --scheduler slurm --option=--partition=long --now
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @OptionGroup var options: SubmitOptions

  func run() async throws {
    let command = self
    try await runCommand {
      let folder = CampaignFolder(command.campaign.folder)
      let left = Set(1...(try folder.plan().tasks)).subtracting(folder.finishedTasks(of: try folder.plan())).sorted()
      guard !left.isEmpty else { return try StandardOutput.write("all tasks have results; nothing is left to submit\n") }
      try await command.options.submit(left, of: folder)
    }
  }
}

/// `mxbar campaign retry`: what stopped or failed is run again.
struct CampaignRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry",
    abstract: "Have tasks that stopped, or points that failed, run again.",
    discussion: """
      Without --scheduler, tasks that are not done and not at work are run here. With it they are submitted as by 'submit'. \
      --points includes tasks in which points have failed: their results are removed, and all their points run again.
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @Flag(help: "Run tasks again in which points have failed.") var points = false
  @Option(help: "Submit to this scheduler, as by 'submit'.") var scheduler: SchedulerScripts.Scheduler?
  @Flag(help: "Submit the scripts, too.") var now = false
  @OptionGroup var pace: CampaignPaceOptions

  func validate() throws {
    if now, scheduler == nil { throw ValidationError("--now has no effect: it is for --scheduler, which is not given.") }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let folder = CampaignFolder(campaign.folder)
    let status = try CampaignStatus(folder)
    let unusable = status.idle.filter { FileManager.default.fileExists(atPath: folder.shard($0)) }
    for task in unusable + (points ? status.withFailedPoints : []) {
      do { try FileManager.default.removeItem(atPath: folder.shard(task)) } catch {
        throw CampaignError.unwritable(path: folder.shard(task), reason: error.localizedDescription)
      }
    }
    let tasks = Set(status.idle + (points ? status.withFailedPoints : [])).sorted()
    guard !tasks.isEmpty else { return try StandardOutput.write("nothing to run again: every task is done or at work\n") }
    try StandardOutput.write("again: \(tasks.count) tasks (\(numberRanges(tasks)))\n")
    if let scheduler {
      let words = ["--scheduler", scheduler.rawValue] + (now ? ["--now"] : [])
      return try await SubmitOptions.parse(words).submit(tasks, of: folder)
    }
    let runner = try CampaignRunner(folder.path)
    let cores = pace.cores ?? ProcessInfo.processInfo.activeProcessorCount
    let failed = try await runner.run(tasks: tasks, cores: cores, quiet: pace.quiet)
    if failed > 0 {
      printError("\(failed) points failed")
      throw ExitCode(1)
    }
  }
}

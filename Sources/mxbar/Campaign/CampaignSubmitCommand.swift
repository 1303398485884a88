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
  @Flag(help: "Submit the scripts, too.") var now = false

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A line for the scheduler in both scripts, as in --option=--partition=long; may be repeated.", valueName: "option"))
  var option: [String] = []

  @Option("The longest time of a task, in minutes. (default: three times the estimate, at least 30)", "minutes") var minutes: Int?
  @Option("Tasks that may run at the same time. (default: as many as the scheduler will)", "count") var atATime: Int?

  @Option(
    help: ArgumentHelp(
      "What starts the program on the nodes, as in 'apptainer exec mxbar.sif mxbar'. (default: this program)",
      valueName: "words"))
  var program: String?

  func validate() throws {
    if let minutes { try requireCount(minutes, named: "--minutes", atMost: 1_000_000) }
    if let atATime { try requireCount(atATime, named: "--at-a-time", atMost: 1_000_000) }
    for (name, texts) in [("option", option), ("program", [program].compactMap { $0 })] {
      if let text = texts.first(where: { $0.contains(where: \.isNewline) }) {
        throw ValidationError("--\(name) is '\(text)'; allowed is one line.")
      }
    }
  }

  /// Writes the scripts for some tasks, and submits them if that is asked for.
  func submit(_ tasks: [Int], of folder: CampaignFolder, to scheduler: SchedulerScripts.Scheduler) async throws {
    // What the nodes would refuse is told here. Another program on the nodes is checked there.
    let plan = try program == nil ? CampaignRunner(folder.path).plan : folder.plan()
    let scripts = SchedulerScripts(
      scheduler, plan, in: folder, program: program ?? shellQuoted(MxbarCommand.programPath), tasks: tasks, options: option,
      minutes: minutes, atATime: atATime)
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
  @Option(help: "Whose scripts are written.") var scheduler: SchedulerScripts.Scheduler
  @OptionGroup var options: SubmitOptions

  func run() async throws {
    let command = self
    try await runCommand {
      let folder = CampaignFolder(command.campaign.folder)
      let status = try CampaignStatus(folder)
      guard !status.idle.isEmpty else {
        return try StandardOutput.write("every task is done or at work; nothing is left to submit\n")
      }
      if !status.running.isEmpty { printWarning("left out, being at work: the tasks \(numberRanges(status.running))") }
      try await command.options.submit(status.idle, of: folder, to: command.scheduler)
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
      Results that cannot be used are put aside, under a name that ends in .unusable. --points includes tasks in which points \
      have failed: their results are put aside, too, and all their points run again.
      """)

  @OptionGroup var campaign: CampaignFolderArgument
  @Flag(help: "Run tasks again in which points have failed.") var points = false
  @Option(help: "Submit to this scheduler, as by 'submit'.") var scheduler: SchedulerScripts.Scheduler?
  @OptionGroup var options: SubmitOptions
  @OptionGroup var pace: CampaignPaceOptions

  func validate() throws {
    let isGiven =
      options.now || !options.option.isEmpty || options.minutes != nil || options.atATime != nil || options.program != nil
    if isGiven, scheduler == nil {
      throw ValidationError("--now, --option, --minutes, --at-a-time and --program are for --scheduler, which is not given.")
    }
  }

  func run() async throws {
    let command = self
    try await runCommand { try await command.work() }
  }

  private func work() async throws {
    let folder = CampaignFolder(campaign.folder)
    let status = try CampaignStatus(folder)
    for task in status.unusable + (points ? status.withFailedPoints : []) { try folder.putAside(task) }
    let tasks = Set(status.idle + (points ? status.withFailedPoints : [])).sorted()
    guard !tasks.isEmpty else { return try StandardOutput.write("nothing to run again: every task is done or at work\n") }
    try StandardOutput.write("again: \(tasks.count) tasks (\(numberRanges(tasks)))\n")
    if let scheduler {
      return try await options.submit(tasks, of: folder, to: scheduler)
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

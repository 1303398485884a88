import Reporting

/// What starts a campaign's tasks on a cluster: a script of an array of jobs, one that merges when they have ended, and the
/// commands that submit both.
package struct SchedulerScripts: Sendable {
  /// A program that distributes jobs.
  package enum Scheduler: String, CaseIterable, Sendable {
    /// Slurm.
    case slurm
    /// LSF (IBM Spectrum).
    case lsf
    /// Grid Engine.
    case sge
    /// GNU parallel, on this machine.
    case parallel
  }

  /// A file, relative to the campaign's folder.
  package struct File: Hashable, Sendable {
    package var name: String
    package var text: String
  }

  private let scheduler: Scheduler
  private let folder: CampaignFolder
  private let plan: CampaignPlan
  /// What starts the program on the cluster's nodes, as a shell reads it.
  private let program: String
  private let tasks: [Int]
  /// Lines for the head of the job script, as for an account or a queue: `--partition=long`.
  private let options: [String]
  /// The longest time that a task may take, in minutes.
  private let minutes: Int
  /// Tasks that may run at the same time; nil for any number.
  private let atATime: Int?

  /// - Parameters:
  ///   - tasks: those to run.
  ///   - minutes: nil for three times what a task is estimated to take, at least 30.
  package init(
    _ scheduler: Scheduler, _ plan: CampaignPlan, in folder: CampaignFolder, program: String, tasks: [Int],
    options: [String] = [], minutes: Int? = nil, atATime: Int? = nil
  ) {
    self.atATime = atATime
    self.scheduler = scheduler
    self.plan = plan
    self.folder = folder
    self.program = program
    self.tasks = tasks
    self.options = options
    let estimate = Double(plan.sweep.count) / Double(plan.tasks) * plan.secondsPerPoint / Double(plan.cores)
    self.minutes = minutes ?? max(30, Int(min(3 * estimate / 60, 1e6).rounded(.up)))
  }

  /// All files; `submit.sh` is the one to start.
  package var files: [File] {
    [
      File(name: "tasks.sh", text: tasksScript), File(name: "merge.sh", text: mergeScript),
      File(name: "submit.sh", text: submitScript),
    ]
  }

  private var name: String {
    "mxbar-" + String(plan.name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) ? $0 : "-" })
  }
  /// Beside the scripts: they are submitted from the campaign's folder.
  private var log: String { "logs" }
  private var command: String { "\(program) campaign" }

  private func script(_ head: [String], _ body: String) -> String {
    (["#!/bin/bash"] + head + [body, ""]).joined(separator: "\n")
  }

  private var tasksScript: String {
    let ranges = numberRanges(tasks)
    let limit = atATime.map { "%\($0)" } ?? ""
    let run = "exec \(command) task --quiet \(shellQuoted(folder.path))"
    return switch scheduler {
    case .slurm:
      script(
        [
          "#SBATCH --job-name=\(name)", "#SBATCH --array=\(ranges)\(limit)", "#SBATCH --cpus-per-task=\(plan.cores)",
          "#SBATCH --time=\(minutes)", "#SBATCH --output=\(log)/task-%a.log", "#SBATCH --open-mode=append", "#SBATCH --requeue",
        ] + options.map { "#SBATCH \($0)" }, run)
    case .lsf:
      script(
        [
          "#BSUB -J \"\(name)[\(ranges)]\(limit)\"", "#BSUB -n \(plan.cores)", "#BSUB -R \"span[hosts=1]\"",
          "#BSUB -W \(minutes)", "#BSUB -o \(log)/task-%I.log", "#BSUB -r",
        ] + options.map { "#BSUB \($0)" }, run)
    case .sge:
      // An array has one range there; tasks that are done end at once.
      script(
        [
          "#$ -N \(name)", "#$ -t \(tasks.min() ?? 1)-\(tasks.max() ?? 1)", "#$ -cwd", "#$ -S /bin/bash", "#$ -j y",
          "#$ -o \(log)/task-$TASK_ID.log", "#$ -l h_rt=\(minutes * 60)", "#$ -r y",
        ] + (plan.cores > 1 ? ["#$ -pe smp \(plan.cores)"] : []) + (atATime.map { ["#$ -tc \($0)"] } ?? [])
          + options.map { "#$ \($0)" }, run)
    case .parallel: script([], "exec \(command) task --quiet \(shellQuoted(folder.path)) \"$1\"")
    }
  }

  private var mergeScript: String {
    let head: [String] =
      switch scheduler {
      case .slurm:
        ["#SBATCH --job-name=\(name)-merge", "#SBATCH --output=\(log)/merge.log", "#SBATCH --open-mode=append"]
          + options.map { "#SBATCH \($0)" }
      case .lsf: ["#BSUB -J \"\(name)-merge\"", "#BSUB -o \(log)/merge.log"] + options.map { "#BSUB \($0)" }
      case .sge:
        ["#$ -N \(name)-merge", "#$ -cwd", "#$ -S /bin/bash", "#$ -j y", "#$ -o \(log)/merge.log"] + options.map { "#$ \($0)" }
      case .parallel: []
      }
    return script(head, "exec \(command) merge --quiet \(shellQuoted(folder.path))")
  }

  /// The merge waits until all tasks have ended, and says which are missing if some have failed.
  private var submitScript: String {
    let path = shellQuoted(folder.path)
    let body =
      switch scheduler {
      case .slurm:
        "job=$(sbatch --parsable tasks.sh)\nsbatch --dependency=afterany:\"${job%%;*}\" merge.sh"
      case .lsf:
        // It answers: Job <123> is submitted to queue <normal>.
        "job=$(bsub < tasks.sh)\necho \"$job\"\njob=${job#*<}\nbsub -w \"ended(${job%%>*})\" < merge.sh"
      case .sge: "job=$(qsub -terse tasks.sh)\nqsub -hold_jid \"${job%%.*}\" merge.sh"
      case .parallel:
        """
        status=0
        printf '%s\\n' \(tasks.map(String.init).joined(separator: " ")) |
          parallel --jobs \(atATime.map(String.init) ?? "\(max(1, 100 / plan.cores))%") --joblog logs/parallel.log bash tasks.sh {} || status=$?
        bash merge.sh || status=$?
        exit $status
        """
      }
    return script([], "# Starts the tasks of \(name), and merges their results.\nset -eu\ncd \(path)\n\(body)")
  }
}

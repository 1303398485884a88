import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar
import Synchronization

/// Runs the points of a campaign that is planned, after checking that program and input files are those of the plan.
struct CampaignRunner: Sendable {
  let folder: CampaignFolder
  let plan: CampaignPlan
  let target: SweptCommand

  /// Changes to the directory that the plan's paths refer to.
  /// - Throws: `CampaignError`.
  init(_ path: String) throws {
    folder = CampaignFolder(path)
    plan = try folder.plan()
    let program = try Self.program
    guard plan.program == program else {
      throw CampaignError.changed(what: "the program", planned: plan.program, found: program)
    }
    // Where all files have absolute paths, that folder need not be on every node.
    let isNeeded = plan.inputs.keys.contains { !$0.hasPrefix("/") }
    guard FileManager.default.changeCurrentDirectoryPath(plan.directory) || !isNeeded else {
      throw CampaignError.unreadable(
        path: plan.directory, reason: "the campaign was planned there, and its input files are relative to that folder")
    }
    for (file, digest) in plan.inputs.sorted(by: { $0.key < $1.key }) {
      let found = try? SHA256.hexadecimalDigests(ofFiles: [file])[file]
      guard found == digest else {
        throw CampaignError.changed(
          what: "the input file '\(file)'", planned: "SHA-256 \(digest.prefix(12))",
          found: found.map { "SHA-256 \($0.prefix(12))" } ?? "it cannot be read")
      }
    }
    target = try SweptCommand(plan.sweep.command)
  }

  /// Version and revision of this program; with the digest of its file where the revision does not say all.
  static var program: String {
    get throws {
      let name = ProgramVersion.withRevision
      guard name.hasSuffix("unknown") || name.hasSuffix("with changes") else { return name }
      let digest = try SHA256.hexadecimalDigests(ofFiles: [MxbarCommand.programPath])[MxbarCommand.programPath] ?? ""
      return "\(name), SHA-256 \(digest.prefix(12))"
    }
  }

  /// Runs a task, or finds that it has results.
  /// - Parameters:
  ///   - cores: for its points: one core each while there are enough points.
  ///   - progress: called with the points that are done.
  func run(task number: Int, cores: Int, progress: (Int) throws -> Void) async throws -> CampaignTask.End {
    let task = try CampaignTask(number, of: plan, in: folder)
    let count = min(cores, plan.points(ofTask: number).count)
    let target = target
    let options = Self.options(of: target, cores: max(1, cores / count))
    return try await task.run(
      atMost: count, progress: progress,
      finished: { try PointRun($0, of: target, folder: $1, options: options).finished },
      { try await PointRun($0, of: target, folder: $1, options: options).outcome(keepingFinished: false) })
  }

  /// What is said when a run is ended from outside.
  static let incomplete = "points that are done are kept, and the same command goes on from them"

  /// The options of every point: no pictures, and as many simulations at a time as it has cores.
  static func options(of target: SweptCommand, cores: Int) -> [String] {
    ["--no-pictures"] + (target.has("jobs") && !target.isGiven("jobs") ? ["--jobs=\(cores)"] : [])
  }

  /// Runs tasks side by side on this machine.
  /// - Returns: the points that failed.
  func run(tasks: [Int], cores: Int, quiet: Bool) async throws -> Int {
    guard !tasks.isEmpty else { return 0 }
    let atATime = max(1, min(cores / plan.cores, tasks.count))
    let done = Mutex<[Int: Int]>([:])
    let total = tasks.reduce(0) { $0 + plan.points(ofTask: $1).count }
    let ends = try await withProgress(quiet: quiet) { report in
      func tell() throws {
        try report(StudyProgress(stage: "points", done: done.withLock { $0.values.reduce(0, +) }, total: total))
      }
      return try await tasks.mapConcurrently(
        atMost: atATime, finished: { _, _ in try tell() }, every: .seconds(1), tick: tell
      ) { number in
        let end = try await run(task: number, cores: max(1, cores / atATime)) { points in done.withLock { $0[number] = points } }
        done.withLock { $0[number] = plan.points(ofTask: number).count }
        return end
      }
    }
    return ends.reduce(0) { if case .finished(_, _, let failed) = $1 { $0 + failed } else { $0 } }
  }

  /// Merges and prints what came out.
  /// - Throws: `ExitCode(1)` if points failed or tasks are missing.
  static func merge(_ path: String, isPartial: Bool, quiet: Bool) async throws {
    let folder = CampaignFolder(path)
    let target = try SweptCommand(folder.plan().sweep.command)
    let merge = try CampaignMerge(folder, schema: target.schema)
    let summary = try await withProgress(quiet: quiet) { report in
      try merge.run(isPartial: isPartial) { done, total in
        try Task.checkCancellation()
        try report(StudyProgress(stage: "merging tasks", done: done, total: total))
      }
    }
    var text = "\(summary.points) points in \(folder.database)"
    for (table, count) in summary.rows.sorted(by: { $0.key < $1.key }) { text += "\n  \(count) rows in \(table)" }
    try StandardOutput.write(text + "\n")
    if !summary.missingTasks.isEmpty {
      printWarning("without the tasks \(numberRanges(summary.missingTasks)), which have no results")
    }
    if summary.simulators.count > 1 {
      printWarning("points were simulated by different versions: \(summary.simulators.joined(separator: ", "))")
    }
    for (table, _) in summary.rows.filter({ $0.value == 0 }).sorted(by: { $0.key < $1.key }) {
      printWarning("no run has written rows of the table '\(table)'")
    }
    if summary.withRemarks > 0 {
      printWarning("\(summary.withRemarks) points have figures although their runs ended with an error; 'remark' says which")
    }
    guard summary.failed > 0 else { return }
    printError("\(summary.failed) of \(summary.points) points failed; \(summary.firstFailure ?? "")")
    throw ExitCode(1)
  }
}

import Foundation
import Reporting

/// The folder of a campaign, which all its tasks share:
///
///     plan.json          what is run
///     shards/            the results of each task that is done, one file a task
///     work/task-0007/    attempts at a task that is not done: the points that it has finished
///     failed/            decks of failed simulations by point
///     logs/              what the scheduler's jobs print
///     campaign.sqlite    all results, once they are merged
///
/// Tasks write only files of their own, and rename them when they are complete, so any number may run at a time.
package struct CampaignFolder: Sendable {
  /// Absolute.
  package let path: String

  package init(_ path: String) {
    self.path = URL(fileURLWithPath: path).standardizedFileURL.path
  }

  package var planFile: String { "\(path)/plan.json" }
  package var database: String { "\(path)/\(Self.databaseName)" }
  package static let databaseName = "campaign.sqlite"
  package var shards: String { "\(path)/shards" }
  package var logs: String { "\(path)/logs" }
  /// Decks of the failed simulations of a point.
  package func failedDecks(ofPoint index: Int) -> String { "\(path)/failed/point-\(Self.padded(index, 7))" }
  package func shard(_ task: Int) -> String { "\(shards)/task-\(Self.padded(task, 4)).sqlite" }
  /// Where the attempts at a task are.
  package func work(_ task: Int) -> String { "\(work)/task-\(Self.padded(task, 4))" }
  /// The points that were measured when the campaign was planned.
  package var trial: String { "\(work)/trial" }
  var work: String { "\(path)/work" }
  /// The folder of a point's run below that of an attempt.
  package static func run(ofPoint index: Int, in attempt: String) -> String { "\(attempt)/point-\(padded(index, 7))" }

  /// - Throws: `CampaignError.noPlan`, `.unreadable`.
  package func plan() throws -> CampaignPlan {
    guard FileManager.default.fileExists(atPath: planFile) else { throw CampaignError.noPlan(folder: path) }
    let plan: CampaignPlan
    do { plan = try JSONDecoder().decode(CampaignPlan.self, from: Data(contentsOf: URL(fileURLWithPath: planFile))) } catch {
      throw CampaignError.unreadable(path: planFile, reason: "it is not a plan of this version of the program")
    }
    guard (1...CampaignPlan.mostPoints).contains(plan.sweep.count), (1...plan.sweep.count).contains(plan.tasks), plan.cores >= 1
    else {
      throw CampaignError.unreadable(
        path: planFile,
        reason: "it has \(plan.sweep.count) points, \(plan.tasks) tasks and \(plan.cores) cores; allowed are "
          + "at least one of each, and no more tasks than points")
    }
    return plan
  }

  /// Refuses a folder in which another plan has results or is at work.
  /// - Parameter plan: nil for any other.
  /// - Throws: `CampaignError.occupied`.
  package func requireFree(for plan: CampaignPlan? = nil) throws {
    guard let earlier = try? self.plan() else { return }
    if let plan, try earlier.digest == plan.digest, earlier.tasks == plan.tasks { return }
    let status = try CampaignStatus(self)
    let running = status.states.count { if case .running = $0 { true } else { false } }
    let done = finishedTasks(of: earlier).count
    guard running > 0 || done > 0 else { return }
    throw CampaignError.occupied(
      folder: path,
      reason:
        "another plan, or another cut of it into tasks, of which \(done) of \(earlier.tasks) have results and \(running) are at work"
    )
  }

  /// Writes the plan, once nothing of another one is left.
  /// - Parameter replacing: whether results of another plan are removed; those of an equal one stay.
  /// - Throws: `CampaignError.occupied`, `.unwritable`.
  package func store(_ plan: CampaignPlan, replacing: Bool) throws {
    let manager = FileManager.default
    if !replacing { try requireFree(for: plan) }
    do {
      if let earlier = try? self.plan(), try earlier.digest != plan.digest || earlier.tasks != plan.tasks {
        var names = [
          "shards", "failed", "logs", "report", Self.databaseName, "campaign.npz", "tasks.sh", "merge.sh", "submit.sh",
        ]
        names += (["points.csv"] + earlier.tables).filter { !$0.contains("/") }
        // What was measured for the new plan stays.
        names += ((try? manager.contentsOfDirectory(atPath: work)) ?? []).filter { $0 != "trial" }.map { "work/\($0)" }
        for name in names where manager.fileExists(atPath: "\(path)/\(name)") {
          try manager.removeItem(atPath: "\(path)/\(name)")
        }
      }
      for folder in [shards, logs] { try manager.createDirectory(atPath: folder, withIntermediateDirectories: true) }
      try plan.json.write(to: URL(fileURLWithPath: planFile), options: .atomic)
    } catch {
      throw CampaignError.unwritable(path: path, reason: FileSystemReason.text(of: error))
    }
  }

  /// Renames the results of a task, so that it counts as not done.
  /// - Throws: `CampaignError.unwritable`.
  package func putAside(_ task: Int) throws {
    guard rename(shard(task), shard(task) + ".unusable") == 0 else {
      throw CampaignError.unwritable(path: shard(task), reason: String(cString: strerror(errno)))
    }
  }

  /// Numbers of the tasks that have results, whatever these are.
  package func finishedTasks(of plan: CampaignPlan) -> [Int] {
    (1...plan.tasks).filter { FileManager.default.fileExists(atPath: shard($0)) }
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = "\(number)"
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

import CrossbarPrimitives
import Foundation
import GRDB
import Reporting

/// One task of a campaign: runs its points and leaves their results as one file.
///
/// An attempt at a task works in a folder of its own and renames its results when they are complete, so one that is killed,
/// or that runs twice at a time, harms nothing. The next attempt takes over the points that earlier ones have finished.
package struct CampaignTask: Sendable {
  /// What became of a task.
  package enum End: Hashable, Sendable {
    /// It had results already, perhaps by another attempt at the same time.
    case done
    /// Run now: points in all, those taken over from earlier attempts, and those that failed.
    case finished(points: Int, kept: Int, failed: Int)
  }

  package let number: Int
  private let folder: CampaignFolder
  private let plan: CampaignPlan
  /// Of this attempt.
  private let attempt: String

  /// An attempt on another machine that has not given a sign of life for this long has ended, s.
  private static let silence: TimeInterval = 120
  /// Name of the file that an attempt touches while it is at work.
  static let sign = "alive"

  /// - Throws: `CampaignError.noSuchTask`.
  package init(_ number: Int, of plan: CampaignPlan, in folder: CampaignFolder) throws {
    guard (1...plan.tasks).contains(number) else { throw CampaignError.noSuchTask(number, of: plan.tasks) }
    self.number = number
    self.plan = plan
    self.folder = folder
    attempt = "\(folder.work(number))/\(Self.host)-\(getpid())-\(UUID().uuidString.prefix(8))"
  }

  /// The number of the task that a scheduler asks for; nil outside of an array of jobs.
  /// - Parameter environment: of the process.
  package static func number(in environment: [String: String]) -> Int? {
    // Grid Engine says "undefined", and LSF 0, in jobs that belong to no array.
    for name in ["SLURM_ARRAY_TASK_ID", "LSB_JOBINDEX", "SGE_TASK_ID", "PBS_ARRAY_INDEX"] {
      if let number = environment[name].flatMap({ Int($0) }), number > 0 { return number }
    }
    return nil
  }

  /// Runs the task.
  /// - Parameters:
  ///   - count: points that run at a time.
  ///   - progress: called with the points that are done.
  ///   - finished: the results that an earlier run has left in a folder, if they are those of the point.
  ///   - run: runs a point with its files in a folder; failures are part of the outcome.
  /// - Throws: `CampaignError.foreign`, `.unwritable`; `CancellationError`. What was finished is kept for the next attempt.
  package func run(
    atMost count: Int, progress: (_ done: Int) throws -> Void = { _ in },
    finished: @escaping @Sendable (OptionSweepPoint, _ folder: String) throws -> PointOutcome?,
    _ run: @escaping @Sendable (OptionSweepPoint, _ folder: String) async throws -> PointOutcome
  ) async throws -> End {
    let range = plan.points(ofTask: number)
    let place = try LocalPlace(fallback: folder.path)
    if try isDone(place) { return .done }
    let earlier = attempts() + [folder.trial]
    do {
      try FileManager.default.createDirectory(atPath: attempt, withIntermediateDirectories: true)
    } catch {
      throw CampaignError.unwritable(path: attempt, reason: FileSystemReason.text(of: error))
    }
    touch()
    var done = 0
    let plan = plan
    let attempt = attempt
    let outcomes: [PointOutcome]
    do {
      outcomes = try await range.mapConcurrently(
        atMost: count,
        finished: { _, _ in
          done += 1
          try progress(done)
        }, every: .seconds(10), tick: { touch() }
      ) { index in
        let point = plan.sweep.point(at: index)
        let own = CampaignFolder.run(ofPoint: index, in: attempt)
        for left in earlier.map({ CampaignFolder.run(ofPoint: index, in: $0) }) where FileManager.default.fileExists(atPath: left)
        {
          // Copied, since the other attempt may still be at work.
          if try finished(point, left) != nil, (try? FileManager.default.copyItem(atPath: left, toPath: own)) != nil,
            let outcome = try finished(point, own)
          {
            return outcome
          }
        }
        return try await run(point, own)
      }
      try publish(range, outcomes, place)
    } catch {
      // Another attempt has finished, and has removed what this one worked on.
      if !(error is CancellationError), (try? isDone(place)) == true {
        try? FileManager.default.removeItem(atPath: attempt)
        return .done
      }
      throw error
    }
    removeAttempts()
    return .finished(
      points: range.count, kept: outcomes.count { $0.status == .kept }, failed: outcomes.count { $0.status == .failed })
  }

  /// Whether there are results.
  /// - Throws: `CampaignError.foreign`, `.unreadable` for a file that is not those of this task.
  private func isDone(_ place: LocalPlace) throws -> Bool {
    guard FileManager.default.fileExists(atPath: folder.shard(number)) else { return false }
    try check(folder.shard(number), place)
    return true
  }

  /// Reads what is to be this task's results, from beginning to end.
  private func check(_ path: String, _ place: LocalPlace) throws {
    let file = try ShardFile(path, plan, digest: plan.digest, points: plan.points(ofTask: number), in: place)
    try FileManager.default.removeItem(atPath: file.copy)
  }

  /// Folders of other attempts at this task.
  private func attempts() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.work(number))) ?? []
    return names.sorted().map { "\(folder.work(number))/\($0)" }.filter { $0 != attempt }
  }

  private func touch() { try? Data().write(to: URL(fileURLWithPath: "\(attempt)/\(Self.sign)")) }

  /// Writes the results under a name of their own and renames them.
  private func publish(_ range: Range<Int>, _ outcomes: [PointOutcome], _ place: LocalPlace) throws {
    let points = try zip(range, outcomes).map { index, outcome in
      let run = CampaignFolder.run(ofPoint: index, in: attempt)
      return Shard.Point(
        index: index, outcome: outcome.withoutPath(run), folder: run, decks: try keepDecks(ofPoint: index, from: "\(run)/failed"))
    }
    let local = place.path("task.sqlite")
    do { try Shard.write(points, range: range, of: plan, to: local) } catch let error as DatabaseError {
      throw CampaignError.unwritable(path: local, reason: CampaignDatabase.reason(error))
    }
    // Two attempts that end at the same time have the same results: either may win.
    if try !isDone(place) { try Campaigns.publish(local, as: folder.shard(number)) }
    try check(folder.shard(number), place)
  }

  /// Copies the decks of failed simulations out of the attempt's folder, in place of those of earlier attempts.
  /// - Returns: their paths below the campaign's folder.
  private func keepDecks(ofPoint index: Int, from source: String) throws -> [String] {
    let manager = FileManager.default
    let target = folder.failedDecks(ofPoint: index)
    let names = (try? manager.contentsOfDirectory(atPath: source)) ?? []
    guard !names.isEmpty || manager.fileExists(atPath: target) else { return [] }
    do {
      let failed = (target as NSString).deletingLastPathComponent
      try manager.createDirectory(atPath: failed, withIntermediateDirectories: true)
      let aside = "\(failed)/.\(UUID().uuidString)"
      if !names.isEmpty { try manager.copyItem(atPath: source, toPath: aside) }
      try? manager.removeItem(atPath: target)
      // Another attempt may have been faster, with the same decks.
      if !names.isEmpty, rename(aside, target) != 0 { try manager.removeItem(atPath: aside) }
    } catch {
      throw CampaignError.unwritable(path: target, reason: FileSystemReason.text(of: error))
    }
    return names.sorted().map { "\(target.dropFirst(folder.path.count + 1))/\($0)" }
  }

  /// Removes this attempt, and earlier ones that have ended; the task is done.
  private func removeAttempts() {
    let manager = FileManager.default
    try? manager.removeItem(atPath: attempt)
    for other in attempts() where !Self.isAtWork(other) { try? manager.removeItem(atPath: other) }
    // Fails, as it should, where another attempt is still at work.
    rmdir(folder.work(number))
  }

  /// This machine's name.
  private static let host = String(
    ProcessInfo.processInfo.hostName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })

  /// Whether an attempt is still going on: here, its process tells; elsewhere, signs of life do.
  static func isAtWork(_ attempt: String) -> Bool {
    // host-process-identifier, where the host may have dashes.
    let parts = (attempt as NSString).lastPathComponent.split(separator: "-")
    if parts.dropLast(2).joined(separator: "-") == host, let process = parts.dropLast().last.flatMap({ pid_t($0) }),
      kill(process, 0) != 0, errno == ESRCH
    {
      return false
    }
    let date = try? FileManager.default.attributesOfItem(atPath: "\(attempt)/\(sign)")[.modificationDate] as? Date
    return Date().timeIntervalSince(date ?? .distantPast) <= silence
  }
}

extension PointOutcome {
  /// Without the folder of the run in its remark: it says how the point was run, not what came out.
  fileprivate func withoutPath(_ folder: String) -> PointOutcome {
    PointOutcome(self, remark: remark?.replacing("\(folder)/", with: "").replacing(folder, with: "its folder"))
  }

  private init(_ other: PointOutcome, remark: String?) {
    self = other
    self.remark = remark
  }
}

import Foundation

/// How far a campaign is, as its folder tells.
package struct CampaignStatus: Sendable {
  /// The state of one task.
  package enum State: Hashable, Sendable {
    /// It has results; some points may have failed.
    case done(failed: Int)
    /// An attempt is at work: points it has finished, and those of the task.
    case running(points: Int, of: Int)
    /// Attempts have ended before they were done: points that the next one will take over.
    case stopped(points: Int, of: Int)
    /// Nothing has happened yet.
    case waiting
    /// Its results cannot be used; the reason says why.
    case unusable(String)
  }

  package let plan: CampaignPlan
  /// By task, from the first.
  package let states: [State]
  /// Whether there is a merged file that is not older than any task's results.
  package let isMerged: Bool

  /// - Throws: `CampaignError.noPlan`, `.unreadable`.
  package init(_ folder: CampaignFolder) throws {
    let plan = try folder.plan()
    self.plan = plan
    let digest = try plan.digest
    let place = try LocalPlace(fallback: folder.path)
    states = try (1...plan.tasks).map { try Self.state(ofTask: $0, plan, digest, folder, place) }
    let merged = Self.date(folder.database)
    isMerged =
      merged.map { merged in
        (1...plan.tasks).allSatisfy { Self.date(folder.shard($0)).map { $0 <= merged } ?? false }
      } ?? false
  }

  private static func state(
    ofTask number: Int, _ plan: CampaignPlan, _ digest: String, _ folder: CampaignFolder, _ place: LocalPlace
  ) throws -> State {
    let manager = FileManager.default
    let range = plan.points(ofTask: number)
    let path = folder.shard(number)
    if manager.fileExists(atPath: path) {
      do {
        let file = try ShardFile(path, plan, digest: digest, points: range, in: place)
        try? manager.removeItem(atPath: file.copy)
        return .done(failed: file.failed)
      } catch let error as CampaignError {
        // What cannot be read now may be fine.
        if case .unwritable = error { throw error }
        return .unusable("\(error)")
      }
    }
    let attempts = (try? manager.contentsOfDirectory(atPath: folder.work(number)))?.map { "\(folder.work(number))/\($0)" } ?? []
    guard !attempts.isEmpty else { return .waiting }
    func points(_ attempts: [String]) -> Int {
      range.count { index in
        attempts.contains { manager.fileExists(atPath: CampaignFolder.run(ofPoint: index, in: $0) + "/run.json") }
      }
    }
    let alive = attempts.filter(CampaignTask.isAtWork)
    return alive.isEmpty
      ? .stopped(points: points(attempts), of: range.count) : .running(points: points(alive), of: range.count)
  }

  private static func date(_ path: String) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
  }

  /// Tasks that are neither done nor at work.
  package var idle: [Int] {
    numbers {
      switch $0 {
      case .waiting, .stopped, .unusable: true
      case .done, .running: false
      }
    }
  }

  /// Tasks whose results cannot be used.
  package var unusable: [Int] { numbers { if case .unusable = $0 { true } else { false } } }

  /// Tasks at which an attempt is at work.
  package var running: [Int] { numbers { if case .running = $0 { true } else { false } } }

  /// Tasks in which points have failed.
  package var withFailedPoints: [Int] {
    numbers { if case .done(let failed) = $0 { failed > 0 } else { false } }
  }

  private func numbers(_ isMeant: (State) -> Bool) -> [Int] { states.indices.filter { isMeant(states[$0]) }.map { $0 + 1 } }

  /// A few lines for the terminal: counts by state with the numbers of the tasks.
  package var text: String {
    var (done, failed, points) = (0, 0, 0)
    var groups: [(name: String, tasks: [Int], points: Int)] = []
    func add(_ name: String, _ task: Int, _ count: Int) {
      if let index = groups.firstIndex(where: { $0.name == name }) {
        groups[index].tasks.append(task)
        groups[index].points += count
      } else {
        groups.append((name, [task], count))
      }
    }
    for (index, state) in states.enumerated() {
      switch state {
      case .done(let count):
        done += 1
        failed += count
        points += plan.points(ofTask: index + 1).count
      case .running(let count, _):
        points += count
        add("running", index + 1, count)
      case .stopped(let count, _): add("stopped in their middle", index + 1, count)
      case .waiting: add("waiting", index + 1, 0)
      case .unusable(let reason): add("unusable (\(reason))", index + 1, 0)
      }
    }
    let left = Double(plan.sweep.count - points) * plan.secondsPerPoint
    let lines = groups.map { group in
      "  \(group.name): \(group.tasks.count) (\(numberRanges(group.tasks)))"
        + (group.points > 0 ? ", \(group.points) of their points finished" : "")
    }
    return """
      \(plan.name): \(done) of \(plan.tasks) tasks done, \(points) of \(plan.sweep.count) points\
      \(failed > 0 ? ", \(failed) of them failed" : "")\(isMerged ? ", merged" : "")
      \(lines.map { $0 + "\n" }.joined())\
      \(done < plan.tasks ? "  left: about \(coreTime(left)) of one core" : "")
      """.trimmingCharacters(in: .newlines)
  }
}

/// A time as people plan with it: `40 s`, `12 min`, `3.5 h`.
package func coreTime(_ seconds: Double) -> String {
  if seconds < 90 { return String(format: "%.*f s", seconds < 10 ? 1 : 0, seconds) }
  return seconds < 5400 ? String(format: "%.0f min", seconds / 60) : String(format: "%.1f h", seconds / 3600)
}

/// What can be wrong with a campaign's folder, its tasks and its results. The description says what to do.
package enum CampaignError: Error, Equatable {
  /// The folder has no plan.
  case noPlan(folder: String)
  /// A plan, a task's results or a merged file that cannot be used; the reason says why.
  case unreadable(path: String, reason: String)
  /// The folder holds another plan, with results or with tasks that are at work; the reason says which.
  case occupied(folder: String, reason: String)
  /// A task number outside the plan.
  case noSuchTask(Int, of: Int)
  /// Neither an argument nor a scheduler names a task.
  case noTaskNumber
  /// The program, or an input file, is not that of the plan.
  case changed(what: String, planned: String, found: String)
  /// Results of tasks that belong to another plan.
  case foreign(path: String, reason: String)
  /// Tasks that have no results yet.
  case missing(tasks: [Int], of: Int)
  /// More figures than a table of the database may have columns.
  case tooManyFigures(Int, limit: Int)
  /// There is no merged file.
  case notMerged(folder: String)
  /// A query that SQLite refuses.
  case query(String, reason: String)
  /// A figure or an option that the merged file does not have.
  case unknownColumn(String, what: String, known: [String])
  /// A figure that is text.
  case noNumber(String)
  /// A file that cannot be written.
  case unwritable(path: String, reason: String)
}

extension CampaignError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noPlan(let folder):
      "'\(folder)' is no campaign: it has no plan.json. 'mxbar campaign plan FILE.yaml --out \(folder)' makes one."
    case .unreadable(let path, let reason): "'\(path)' cannot be used: \(reason)"
    case .occupied(let folder, let reason):
      "'\(folder)' holds \(reason); --overwrite removes it, or name another folder with --out."
    case .noSuchTask(let number, let count): "there is no task \(number); the plan has 1 to \(count)."
    case .noTaskNumber:
      "no task is named; give its number, or start it as a task of an array of jobs (SLURM_ARRAY_TASK_ID, LSB_JOBINDEX, "
        + "SGE_TASK_ID or PBS_ARRAY_INDEX)."
    case .changed(let what, let planned, let found):
      "\(what) is not that of the plan (\(found), planned with \(planned)): results would not belong together. "
        + "Plan again, or run with what was planned."
    case .foreign(let path, let reason): "'\(path)' does not belong to this campaign: \(reason)"
    case .missing(let tasks, let count):
      "\(tasks.count) of \(count) tasks have no results: \(numberRanges(tasks)). 'mxbar campaign run' or 'submit' runs them"
        + (tasks.count < count ? "; --partial merges what there is." : ".")
    case .tooManyFigures(let count, let limit):
      "a point has \(count) figures, and a table has room for \(limit); name those to keep under 'figures', as in "
        + "'figures: [accuracy.*, margin]'."
    case .notMerged(let folder): "'\(folder)' has no campaign.sqlite yet; 'mxbar campaign merge \(folder)' makes it."
    case .query(let sql, let reason): "SQLite refuses '\(sql)': \(reason)"
    case .unknownColumn(let name, let what, let known):
      "there is no \(what) '\(name)'; there are: \(known.joined(separator: ", "))."
    case .noNumber(let name): "the figure '\(name)' is text; a report shows numbers."
    case .unwritable(let path, let reason): "'\(path)' cannot be written: \(reason)"
    }
  }
}

/// As schedulers write them: `1-3,7,9-12`.
package func numberRanges(_ numbers: [Int]) -> String {
  var ranges: [ClosedRange<Int>] = []
  for number in numbers.sorted() {
    if let last = ranges.last, last.upperBound == number - 1 {
      ranges[ranges.count - 1] = last.lowerBound...number
    } else {
      ranges.append(number...number)
    }
  }
  return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
}

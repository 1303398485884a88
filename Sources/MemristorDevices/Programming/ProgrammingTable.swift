import CrossbarPrimitives
import Foundation

/// What programming gives, as a table: for each target conductance the mean and the standard deviation of what is read, at
/// times after the write.
///
/// It comes from simulated or measured cells and can stand for them:
///
///     let table = try ProgrammingTable.read("levels.csv")
///     let read = table.conductance(level: 3, at: .seconds(1), seed: 1, cell: 42)
///
/// A mean and a standard deviation tell nothing of tails. Where cells relax, those are heavy: normal draws with the right
/// standard deviation then show too few level errors where levels lie far apart, and too many where they lie close.
public struct ProgrammingTable: Hashable, Sendable {
  /// What is read of the cells of one level at one time.
  public struct Outcome: Hashable, Sendable {
    /// Of the cells that reached the level.
    public var mean: Conductance
    /// Of the same cells, one read each; 0 or more.
    public var standardDeviation: Conductance
    /// Of the same cells; nil if unknown. Draws do not use it.
    public var median: Conductance?
    /// The share of the written cells that reached the level, 0 to 1; nil if unknown, which counts as all.
    public var reachedShare: Double?

    public init(
      mean: Conductance, standardDeviation: Conductance, median: Conductance? = nil, reachedShare: Double? = nil
    ) {
      self.mean = mean
      self.standardDeviation = standardDeviation
      self.median = median
      self.reachedShare = reachedShare
    }
  }

  /// Of each level, rising; level 0 conducts least.
  public let targets: [Conductance]
  /// After the write, rising; 0 is right after it.
  public let times: [Time]
  /// Times × levels.
  public let outcomes: Grid<Outcome>
  /// Where the table comes from, a line each: device, algorithm, seed. Comments of its file.
  public var notes: [String]

  /// - Precondition: at least two targets, above 0 and rising; at least one time, from 0 on and rising; an outcome for each,
  ///   with nothing below 0.
  public init(targets: [Conductance], times: [Time], outcomes: Grid<Outcome>, notes: [String] = []) {
    func rises(_ values: [Double]) -> Bool { zip(values, values.dropFirst()).allSatisfy { $0 < $1 } }
    precondition(targets.count > 1 && targets[0] > .zero && rises(targets.map(\.si)), "two rising targets or more")
    precondition(!times.isEmpty && times[0] >= .zero && rises(times.map(\.si)), "rising times")
    precondition(outcomes.rows == times.count && outcomes.columns == targets.count, "an outcome for each time and level")
    precondition(outcomes.elements.allSatisfy { $0.mean >= .zero && $0.standardDeviation >= .zero }, "nothing below 0")
    self.targets = targets
    self.times = times
    self.outcomes = outcomes
    self.notes = notes
  }

  /// The number of levels.
  public var levelCount: Int { targets.count }

  /// The conductances midway between the targets of neighbouring levels, which tell a reader one level from the next.
  public var boundaries: [Conductance] { zip(targets, targets.dropFirst()).map { ($0 + $1) / 2 } }

  /// The first and the last time that the table knows. Draws at other times are those at the nearer end.
  public var timeRange: ClosedRange<Time> { times[0]...times[times.count - 1] }

  /// What is read of cells of one level at a time.
  ///
  /// Between two times everything is linear in the logarithm of the time, and from time 0 to the first later one, in time.
  public func outcome(level: Int, at time: Time) -> Outcome {
    let after = times.firstIndex { $0 > time } ?? times.count
    guard after > 0 else { return outcomes[0, level] }
    guard after < times.count else { return outcomes[times.count - 1, level] }
    let (earlier, later) = (times[after - 1], times[after])
    let share = earlier > .zero ? log(time / earlier) / log(later / earlier) : time / later
    return outcomes[after - 1, level].mixed(with: outcomes[after, level], share)
  }

  /// What is read of cells with any target, between the levels of the table as well: the distance of the mean from the
  /// target and the standard deviation are linear in the target. Beyond the outer levels both are those of the outer level.
  public func outcome(target: Conductance, at time: Time) -> Outcome {
    let above = targets.firstIndex { $0 >= target } ?? targets.count - 1
    let below = targets[above] > target ? max(0, above - 1) : above
    func shifted(_ level: Int) -> Outcome {
      var outcome = outcome(level: level, at: time)
      let shift = target - targets[level]
      outcome.mean = max(.zero, outcome.mean + shift)
      outcome.median = outcome.median.map { max(.zero, $0 + shift) }
      return outcome
    }
    guard below < above else { return shifted(above) }
    return shifted(below).mixed(with: shifted(above), (target - targets[below]) / (targets[above] - targets[below]))
  }

  /// How far a cell is from the mean, in standard deviations: a standard normal number that depends on seed and cell alone.
  ///
  /// It is the same for every level and at all times, so that a cell that is read twice keeps its place among the others. Real
  /// cells change places slowly; how fast, a table of means and standard deviations cannot tell.
  public static func standardScore(seed: UInt64, cell: Int) -> Double {
    var stream = RandomStream(seed: seed, purpose: "programmed conductance", index: cell)
    return stream.standardNormal()
  }

  /// What is read of one cell; never below 0.
  /// - Parameter cell: its number among all cells of the run.
  public func conductance(level: Int, at time: Time, seed: UInt64, cell: Int) -> Conductance {
    outcome(level: level, at: time).conductance(score: Self.standardScore(seed: seed, cell: cell))
  }

  /// What is read of one cell with any target; never below 0.
  public func conductance(target: Conductance, at time: Time, seed: UInt64, cell: Int) -> Conductance {
    outcome(target: target, at: time).conductance(score: Self.standardScore(seed: seed, cell: cell))
  }

  /// Whether a cell reaches a level at all: drawn by seed and cell, at the share of the earliest time.
  public func isReached(level: Int, seed: UInt64, cell: Int) -> Bool {
    guard let share = outcomes[0, level].reachedShare, share < 1 else { return true }
    var stream = RandomStream(seed: seed, purpose: "level reached", index: cell)
    return stream.uniform() < share
  }
}

extension ProgrammingTable.Outcome {
  /// So many standard deviations from the mean, but not below 0.
  func conductance(score: Double) -> Conductance { max(.zero, mean + standardDeviation * score) }

  /// Between two outcomes; a share of 0 is this one.
  fileprivate func mixed(with other: Self, _ share: Double) -> Self {
    func mix(_ here: Double, _ there: Double) -> Double { here + share * (there - here) }
    func mix(_ here: Double?, _ there: Double?) -> Double? { here.flatMap { here in there.map { mix(here, $0) } } }
    return Self(
      mean: .siemens(mix(mean.si, other.mean.si)),
      standardDeviation: .siemens(mix(standardDeviation.si, other.standardDeviation.si)),
      median: mix(median?.si, other.median?.si).map { .siemens($0) }, reachedShare: mix(reachedShare, other.reachedShare))
  }
}

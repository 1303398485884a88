import CrossbarPrimitives
import Records
import Reporting

/// What became of one point of a sweep.
public struct OptionSweepOutcome: Sendable {
  public enum Status: String, Sendable {
    case done
    /// Taken over from an earlier sweep.
    case kept
    case failed
  }

  public let point: OptionSweepPoint
  public let status: Status
  /// Every number of the run's results by its path, as in `accuracy.read_back`; empty if the run failed.
  public let figures: [String: Double]
  /// Why it failed, or what went wrong on the way.
  public let remark: String?

  public init(_ point: OptionSweepPoint, _ status: Status, figures: [String: Double] = [:], remark: String? = nil) {
    self.point = point
    self.status = status
    self.figures = figures
    self.remark = remark
  }

  /// The figures among the results of a run.
  public static func figures(of results: RecordValue) -> [String: Double] {
    Dictionary(results.leaves.compactMap { leaf in leaf.value.double.map { (leaf.path, $0) } }, uniquingKeysWith: { $1 })
  }
}

public struct OptionSweepResult: Sendable {
  public let sweep: OptionSweep
  /// In the order of the sweep's points.
  public let outcomes: [OptionSweepOutcome]
  /// The figures that are drawn.
  public let metrics: [String]

  /// - Parameters:
  ///   - metrics: the figures that were asked for; none for a choice: the first of `preferred` that there is, or else the
  ///     first figure that is not the same in all points.
  public init(_ sweep: OptionSweep, _ outcomes: [OptionSweepOutcome], metrics: [String], preferred: [String]) {
    self.sweep = sweep
    self.outcomes = outcomes
    let known = Self.figureNames(outcomes)
    let chosen = preferred.first(where: known.contains) ?? Self.firstThatVaries(known, outcomes, sweep)
    self.metrics = metrics.isEmpty ? [chosen].compactMap { $0 } : metrics
  }

  public var figureNames: [String] { Self.figureNames(outcomes) }

  public var failed: [OptionSweepOutcome] { outcomes.filter { $0.status == .failed } }

  /// The metrics that no point has.
  public var missingMetrics: [String] {
    let known = Set(figureNames)
    return known.isEmpty ? [] : metrics.filter { !known.contains($0) }
  }

  private static func figureNames(_ outcomes: [OptionSweepOutcome]) -> [String] {
    Set(outcomes.flatMap(\.figures.keys)).sorted()
  }

  private static func firstThatVaries(
    _ names: [String], _ outcomes: [OptionSweepOutcome], _ sweep: OptionSweep
  ) -> String? {
    let ignored = Set(sweep.varied.map(\.key) + ["seed"])
    let candidates = names.filter { !ignored.contains($0) && !$0.hasSuffix("seconds") && !$0.hasSuffix("_s") }
    return candidates.first { name in Set(outcomes.compactMap { $0.figures[name] }).count > 1 } ?? candidates.first
  }
}

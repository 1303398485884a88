import Records
import Reporting

/// A cell that was put to a measure: a row of `evaluations.csv`.
public struct YieldRow: Codable, Hashable, Sendable {
  public var measure: YieldMeasure
  /// What it was simulated for: plain, search, importance, sensitivity, or overlap (does it fail another measure, too?).
  public var stage: String
  /// Distance from failing, as the logarithm of a ratio of currents; zero or less where the cell fails.
  public var margin: Double?
  /// The standard scores of the cell, by axis.
  public var scores: RecordValue
  /// Why a simulation gave no result; nil if all gave one.
  public var numericalFailure: String?

  static func scores(_ names: [String], _ scores: [Double]) -> RecordValue {
    .record(zip(names, scores).map { RecordField($0, .number($1)) })
  }

  /// Whether the row is of this point; numbers of a file are read back exactly.
  func isOf(_ measure: YieldMeasure, _ stage: String, _ scores: [Double]) -> Bool {
    let own = (self.scores.fields ?? []).map { $0.value.double ?? $0.value.text.flatMap(Double.init) }
    return self.measure == measure && self.stage == stage && own == scores.map { $0 }
  }
}

/// Simulates the points that estimators ask for, and keeps what was found: an interrupted run asks for the same points
/// again, and finds them there.
final class YieldEvaluations {
  private let run: StudyRun
  private let log: RowLog<YieldRow>
  private let space: ScoreSpace
  private let trial: YieldTrial
  private let budget: Int
  private var stored: [YieldRow]
  /// Rows of the earlier run that were asked for again.
  private var used = 0
  private(set) var counts: [YieldMeasure: Counts] = [:]

  /// Points of a measure: all, and those without a result.
  struct Counts {
    var all = 0
    var unknown = 0
  }

  /// Cells that are simulated at a time.
  private static let chunk = 64

  init(_ run: StudyRun, _ log: RowLog<YieldRow>, _ space: ScoreSpace, _ trial: YieldTrial, budget: Int) {
    (self.run, self.log, self.space, self.trial, self.budget) = (run, log, space, trial, budget)
    stored = log.takeStored()
  }

  /// - Throws: `ReportingError.damagedLog` for stored rows that are not of this run.
  func margins(_ measure: YieldMeasure, _ stage: String, _ points: [[Double]]) async throws -> [Double?] {
    var margins: [Double?] = []
    while margins.count < points.count, used < stored.count {
      let row = stored[used]
      guard row.isOf(measure, stage, points[margins.count]) else {
        throw log.damage(row: used, RecordError(path: "scores", reason: "they are not those of this run"))
      }
      margins.append(row.margin)
      note(measure, row.margin)
      used += 1
    }
    guard margins.count < points.count else { return margins }
    log.keep(used)
    stored = []
    used = 0
    let left = Array(points[margins.count...])
    let chunks = stride(from: 0, to: left.count, by: Self.chunk).map { Array(left[$0..<min($0 + Self.chunk, left.count)]) }
    let (space, trial, names) = (space, trial, space.names)
    let rows = try await run.inOrder(
      chunks,
      finished: { (rows: [YieldRow]) in
        for row in rows { note(measure, row.margin) }
        let done = counts[measure]?.all ?? 0
        try run.progress("\(measure.words), \(stage)", done, of: max(done, budget))
      }, store: log.append
    ) { chunk in
      zip(chunk, try await trial.outcomes(measure, of: chunk.map(space.cell))).map { scores, outcome in
        YieldRow(
          measure: measure, stage: stage, margin: outcome.margin, scores: YieldRow.scores(names, scores),
          numericalFailure: outcome.numericalFailure)
      }
    }
    return margins + rows.flatMap { $0 }.map(\.margin)
  }

  private func note(_ measure: YieldMeasure, _ margin: Double?) {
    counts[measure, default: Counts()].all += 1
    if margin == nil { counts[measure, default: Counts()].unknown += 1 }
  }
}

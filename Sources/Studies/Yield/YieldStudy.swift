import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NetlistExchange
import Netlisting
import Records
import Reporting

/// How likely is it that a cell, a word, an array fails, and which cell is it that fails first?
///
/// Cells are points in the space of the standard scores that their parameters are drawn by. Where failures are frequent,
/// cells are drawn as they are; where they are rare, around the nearest points that fail, and weighed.
public struct YieldStudy: Study {
  public var device: MemristorDevice
  public var seed: UInt64
  public var transistor: AccessTransistor
  public var conditions: YieldConditions
  /// What cells are put to.
  public var measures: [YieldMeasure]
  public var method: EstimationMethod
  /// Half of the 95 % interval of each probability, relative to it.
  public var relativeError: Double
  /// Cells that are put to each measure at most; what is begun is finished.
  public var budget: Int
  /// Pairs of cells for shares of variance; 0 for none.
  public var sensitivityPairs: Int
  /// The array; nil for cells alone.
  public var redundancy: ArrayRedundancy?
  /// What cells of an array share of every parameter; nil for what the device's description says.
  public var shared: SharedVariance?
  /// Of the decks with the most probable failing cells.
  public var dialect: Dialect

  public init(
    device: MemristorDevice, seed: UInt64, transistor: AccessTransistor, conditions: YieldConditions, measures: [YieldMeasure],
    method: EstimationMethod = .auto, relativeError: Double = 0.1, budget: Int = 20_000, sensitivityPairs: Int = 0,
    redundancy: ArrayRedundancy? = nil, shared: SharedVariance? = nil, dialect: Dialect = .ngspice
  ) {
    (self.device, self.seed, self.transistor, self.conditions) = (device, seed, transistor, conditions)
    (self.measures, self.method, self.relativeError, self.budget) = (measures, method, relativeError, budget)
    (self.sensitivityPairs, self.redundancy, self.shared, self.dialect) = (sensitivityPairs, redundancy, shared, dialect)
  }

  public var space: ScoreSpace { ScoreSpace(device: device, transistor: transistor) }

  public var cells: StudyCells? {
    StudyCells(device: device, operations: conditions.operations(measures).map { (space.tabulated, $0) })
  }

  public var stress: StressFigures? {
    StressFigures(TransistorStress(conditions.operations(measures)), transistor.ratings)
  }

  public var warnings: [String] {
    let writes = measures.contains { $0 != .disturb }
    var warnings = device.warnings(
      readingAt: conditions.read.voltage,
      writingAt: writes ? max(conditions.write.voltage, conditions.write.amplitude(attempt: conditions.write.attempts - 1)) : nil,
      for: writes ? [conditions.write.pulse.width] : [], drawing: 2)
    if measures.contains(.retention) {
      warnings += [device.retentionWarning(after: conditions.retentionTime)].compactMap { $0 }
    }
    if transistor.draws != nil {
      warnings.append("transistors drawn by a library's own statistics have no scores: all cells have the nominal one")
    }
    if let yield = device.description.yield, let redundancy, redundancy.defects == 0 {
      warnings.append(
        "the description of '\(device.name)' says that \(FigureFormat.percent(yield)) of the devices work; defects of the array "
          + "count only by --defects")
    }
    return warnings
  }

  /// One row per simulated cell; it also serves to resume a run.
  static let table = "evaluations.csv"

  /// Each measure in turn, then the array.
  /// - Throws: `YieldError` for cells that are all alike.
  public func run(_ run: StudyRun) async throws -> YieldFindings {
    let space = space
    guard !space.axes.isEmpty else { throw YieldError.allAlike(device: device.name) }
    let trial = YieldTrial(conditions: conditions, cells: run.engine.cells)
    let evaluations = YieldEvaluations(run, try run.rows(YieldRow.self, in: Self.table), space, trial, budget: budget)
    var found: [MeasureFindings] = []
    for measure in measures {
      let limit = LimitState(dimension: space.axes.count) { try await evaluations.margins(measure, $0, $1) }
      let estimate = try await FailureEstimator(
        method: method, seed: seed, purpose: "yield, \(measure.rawValue)", relativeError: relativeError, budget: budget
      ).run(limit)
      let shares =
        sensitivityPairs > 0
        ? try await VarianceShares.find(limit, count: sensitivityPairs, seed: seed, purpose: "yield, \(measure.rawValue)") : nil
      var worst: WorstCell?
      if let point = estimate.search.points.first {
        let cell = space.cell(point.scores)
        worst = WorstCell(
          scores: point.scores, cell: cell, steps: try await trial.outcomes(measure, of: [cell])[0].steps)
      }
      var own = MeasureFindings(measure: measure, estimate: estimate, shares: shares, worst: worst)
      if let worst { (own.decks, own.missingDecks) = try await decks(measure, worst, on: run.engine.spice) }
      found.append(own)
    }
    if redundancy != nil { try await shareFailures(&found, evaluations) }
    for place in found.indices { found[place].counts = evaluations.counts[found[place].measure] ?? .init() }
    var findings = YieldFindings(study: self, measures: found)
    findings.check = try await check(run, found)
    return findings
  }

  /// Many a cell fails several measures. It counts for an array by one over their number, so that the sum over measures is the
  /// probability to fail any.
  private func shareFailures(_ found: inout [MeasureFindings], _ evaluations: YieldEvaluations) async throws {
    let failing = found.indices.filter { !found[$0].estimate.pool.failures.isEmpty }
    for place in failing {
      let points = found[place].estimate.pool.failures.map(\.scores)
      var counts = points.map { _ in 1 }
      for other in failing where other != place {
        let margins = try await evaluations.margins(found[other].measure, "overlap", points)
        for (index, margin) in margins.enumerated() where (margin ?? 1) <= 0 { counts[index] += 1 }
      }
      found[place].poolOfAny = found[place].estimate.pool.divided(by: counts)
    }
  }

  /// What cells share of each score.
  var sharedVariances: [SharedVariance] {
    zip(space.axes, space.shared).map { axis, own in if case .parameter = axis { shared ?? own } else { own } }
  }

  /// The first pulse of simulated cells of every measure, repeated in ngspice: cells as they are drawn, and rare ones that
  /// failed. Of a disturb it is at most 1000 reads, which ngspice follows in a second.
  private func check(_ run: StudyRun, _ found: [MeasureFindings]) async throws -> EngineCheck? {
    let samples = found.flatMap { found in
      (found.estimate.plain.points.map(\.scores) + (found.estimate.importance?.failures ?? []).map(\.scores))
        .enumerated().map { (name: "\(found.measure.rawValue), cell \($0)", measure: found.measure, scores: $1) }
    }
    var few = conditions
    few.reads = min(1000, conditions.reads)
    let (space, trial) = (space, YieldTrial(conditions: conditions, cells: run.engine.cells))
    return try await run.check(samples.count, seed: seed, read: conditions.read) { index in
      let (name, measure, scores) = samples[index]
      let (cell, isSet) = (space.cell(scores), measure == .set || measure == .read || measure == .retention)
      let operation = measure == .disturb ? few.manyReads : conditions.operation(writing: isSet, attempt: 0)
      return CheckedWrite(
        name: name,
        write: CellPulse(
          operation, on: isSet ? cell.inSet : cell.memristor, state: measure == .reset ? 1 : 0,
          in: trial.surroundings(of: cell)),
        read: conditions.reading, bit: isSet)
    }
  }
}

/// The most probable failing cell of a measure.
struct WorstCell: Sendable {
  var scores: [Double]
  var cell: YieldCell
  /// All that the measure did to it, in order.
  var steps: [YieldTrial.Step]
}

/// What was found of one measure.
struct MeasureFindings: Sendable {
  var measure: YieldMeasure
  var estimate: FailureEstimate
  var shares: VarianceShares?
  /// Nil where no failure was found.
  var worst: WorstCell?
  /// Points simulated in all.
  var counts = YieldEvaluations.Counts()
  /// The failures, each divided by the number of measures that it fails; nil without an array.
  var poolOfAny: FailurePool?
  /// Files of the worst cell: name and text.
  var decks: [(name: String, text: String)] = []
  /// Why others could not be written.
  var missingDecks: [String] = []
}

/// Why a yield has no meaning.
public enum YieldError: Error, Equatable, CustomStringConvertible {
  /// No parameter is drawn.
  case allAlike(device: String)

  public var description: String {
    switch self {
    case .allAlike(let device):
      "all cells are alike: the device '\(device)' draws no parameter, transistors have no mismatch and nothing fluctuates; "
        + "give --spread on, --vth-sigma or a device with distributions"
    }
  }
}

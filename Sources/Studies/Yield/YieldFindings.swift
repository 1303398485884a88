import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting
import Records
import Reporting

/// The results of a yield study.
public struct YieldFindings: StudyFindings {
  /// As it was run.
  public let study: YieldStudy
  var measures: [MeasureFindings]
  public internal(set) var check: EngineCheck?
  public let figures: YieldFigures
  /// What was found of the drawn arrays; nil without an array.
  let arrays: ArrayYield.Findings?

  init(study: YieldStudy, measures: [MeasureFindings]) {
    (self.study, self.measures) = (study, measures)
    var figures = YieldFigures()
    figures.measures = measures.map { Self.figures($0, study) }
    figures.parameters = measures.flatMap { Self.parameters($0, study) }
    figures.stress = study.stress
    arrays = Self.array(measures, study, into: &figures)
    self.figures = figures
  }

  public var lines: ArrayLines? { ArrayLines(wires: study.conditions.wires, rows: study.conditions.rows, columns: 1) }

  public var failure: String? {
    measures.contains { $0.estimate.plain.pool.samples > 0 }
      ? nil : "no cell could be simulated; the table \(YieldStudy.table) says why"
  }

  private static func figures(_ found: MeasureFindings, _ study: YieldStudy) -> YieldFigures.Measure {
    let estimate = found.estimate
    let (pool, interval, probability) = (estimate.pool, estimate.interval, estimate.probability)
    var figures = YieldFigures.Measure()
    (figures.measure, figures.method) = (found.measure, estimate.method)
    (figures.probability, figures.low, figures.high) = (probability, interval.lowerBound, interval.upperBound)
    (figures.simulations, figures.samples, figures.failures) = (found.counts.all, pool.samples, pool.failures.count)
    figures.effectiveSamples = pool.effectiveSize
    if probability > 0 {
      figures.relativeError = (interval.upperBound - interval.lowerBound) / 2 / probability
      figures.sigma = StandardNormal.score(exceededWith: min(probability, 1))
      figures.cpkOfProbability = figures.sigma.map { $0 / 3 }
      if pool.relativeError > 0 {
        figures.plainSamples = (1 - probability) / probability / (pool.relativeError * pool.relativeError)
      }
    }
    (figures.nearest, figures.regions) = (estimate.search.points.first?.radius, estimate.search.points.count)
    if let moments = Moments(estimate.plain.points.compactMap(\.margin)), moments.deviation > 0 {
      figures.cpk = moments.mean / (3 * moments.deviation)
    }
    figures.numericalFailures = found.counts.unknown
    figures.doubts = estimate.doubts(study.relativeError)
    figures.doubts += found.missingDecks
    if found.counts.unknown > 0 {
      figures.doubts.append("\(found.counts.unknown) cells could not be simulated and are left out")
    }
    return figures
  }

  private static func parameters(_ found: MeasureFindings, _ study: YieldStudy) -> [YieldFigures.Parameter] {
    let space = study.space
    return space.names.enumerated().map { axis, name in
      var figures = YieldFigures.Parameter()
      (figures.measure, figures.parameter) = (found.measure, name)
      if axis < found.estimate.search.alongAxes.count {
        (figures.sigmaBelow, figures.sigmaAbove) = found.estimate.search.alongAxes[axis]
      }
      if let worst = found.worst {
        figures.worstScore = worst.scores[axis]
        figures.failureShare = worst.scores[axis] * worst.scores[axis] / worst.scores.dot(worst.scores)
        if let value = space.value(axis, of: worst.cell) { (figures.worstValue, figures.unit) = (value.value, value.unit) }
      }
      (figures.firstOrder, figures.total) = (found.shares?.first[axis], found.shares?.total[axis])
      return figures
    }
  }

  private static func array(
    _ found: [MeasureFindings], _ study: YieldStudy, into figures: inout YieldFigures
  ) -> ArrayYield.Findings? {
    guard let redundancy = study.redundancy else { return nil }
    let yield = ArrayYield(
      redundancy: redundancy, pools: found.map { $0.poolOfAny ?? $0.estimate.pool }, shared: study.sharedVariances,
      seed: study.seed)
    let failures = yield.cellFailures()
    let all = yield.findings(failures)
    // The intervals of the measures, as factors of the sum of their probabilities. Measures without failures count as never
    // failing, unless there is no other: the interval of their plain samples would hide all that is known.
    let failing = found.filter { $0.estimate.probability > 0 }
    let sum = failing.reduce(0) { $0 + $1.estimate.probability }
    let intervals = (failing.isEmpty ? found : failing).map(\.estimate.interval)
    let (low, high) = (intervals.reduce(0) { $0 + $1.lowerBound }, intervals.reduce(0) { $0 + $1.upperBound })
    var array = YieldFigures.Array()
    array.cells = redundancy.rows * redundancy.columns
    (array.wordBits, array.correctable) = (redundancy.wordBits, redundancy.correctable)
    array.cell = all.samples.reduce(0) { $0 + $1.cell } / Double(max(1, all.samples.count))
    (array.word, array.loss, array.yield) = (all.word, all.loss, 1 - all.loss)
    array.independentLoss = all.independent
    array.draws = all.samples.count
    if sum > 0 {
      array.lossLow = max(0, yield.findings(failures, factor: low / sum).loss - 1.96 * all.standardError)
      array.lossHigh = min(1, yield.findings(failures, factor: high / sum).loss + 1.96 * all.standardError)
    } else {
      array.lossHigh = redundancy.failure(redundancy.rowFate(min(1, high)))
    }
    if all.samples.count > 1 {
      array.cellOfWorst = Summary(all.samples.map(\.cell))?.quantile(0.95)
      array.effectiveDraws = all.effectiveArrays
    }
    figures.array = array
    return all
  }

  /// Writes `measures.csv`, `parameters.csv`, `arrays.csv` where arrays were drawn, and the decks of the worst cells.
  public func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(figures.measures), to: "measures.csv")
    try folder.write(RecordTable(figures.parameters), to: "parameters.csv")
    if let arrays, arrays.samples.count > 1 {
      try folder.write(RecordTable(arrays.samples.map(ArrayLine.init)), to: "arrays.csv")
    }
    for (name, text) in measures.flatMap(\.decks) { try folder.write(text, to: name) }
  }
}

/// A row of `arrays.csv`: a drawn array.
private struct ArrayLine: Encodable {
  var cellFailure, arrayLoss: Double

  init(_ sample: ArrayYield.Sample) { (cellFailure, arrayLoss) = (sample.cell, sample.loss) }
}

import CrossbarPrimitives
import Foundation

/// How a probability of failure is found.
public enum EstimationMethod: String, Codable, CaseIterable, Sendable {
  /// Plain sampling where some of the first samples fail, and otherwise importance sampling.
  case auto
  /// Samples of the cells' own distribution.
  case plain
  /// Samples around the nearest failures, weighed.
  case importance
}

/// Finds the probability that cells fail: plain samples first, then either more of them or samples around the nearest
/// failures, until the interval is as narrow as asked or the budget is used.
struct FailureEstimator {
  var method = EstimationMethod.auto
  var seed: UInt64
  /// Names its random streams.
  var purpose: String
  /// Half of the 95 % interval, relative to the probability.
  var relativeError = 0.1
  /// Points that are simulated at most; the search, and what is begun, is finished.
  var budget = 20_000

  /// Plain samples before anything else is decided.
  static let pilotSize = 256
  /// Samples between two looks at the interval.
  private static let batchSize = 256
  /// Failures among the first samples from which on plain sampling goes on.
  private static let plainFailures = 13

  func run(_ limit: LimitState) async throws -> FailureEstimate {
    let counted = Counted(limit)
    let plain = ShiftMixture.plain(limit.dimension)
    var estimate = FailureEstimate(dimension: limit.dimension)
    estimate.plain.points = try await sample(plain, "plain", 0..<Self.pilotSize, of: counted.limit)
    estimate.plain.pool.add(estimate.plain.points, of: plain)
    let isPlain = method == .plain || (method == .auto && estimate.plain.pool.failures.count >= Self.plainFailures)
    // The search also says which parameters matter, so it is worth its price where failures are many, too.
    let search = FailureSearch(limit: counted.limit, seed: seed, purpose: purpose)
    estimate.search = try await search.run(estimate.plain.points)
    if isPlain {
      while !estimate.plainIsNarrow(relativeError), counted.count < budget {
        let start = estimate.plain.points.count
        let points = try await sample(plain, "plain", start..<start + Self.batchSize, of: counted.limit)
        estimate.plain.points += points
        estimate.plain.pool.add(points, of: plain)
      }
    } else if !estimate.search.points.isEmpty {
      estimate.importance = try await importance(ShiftMixture(estimate.search.points), counted)
    }
    estimate.simulations = counted.count
    return estimate
  }

  /// Samples of a mixture, which moves to where failures are if they turn out to lie elsewhere.
  private func importance(_ start: ShiftMixture, _ counted: Counted) async throws -> FailurePool {
    var (mixture, pool, index, moves) = (start, FailurePool(), 0, 0)
    // However small the budget, two batches are drawn: fewer say nothing.
    while index < 2 * Self.batchSize || (1.96 * pool.relativeError > relativeError && counted.count < budget) {
      let points = try await sample(mixture, "importance", index..<index + Self.batchSize, of: counted.limit)
      index += Self.batchSize
      pool.add(points, of: mixture)
      let isPoor = pool.effectiveSize < 0.08 * Double(pool.samples)
      if pool.samples >= 2 * Self.batchSize, isPoor, moves < 3, pool.failures.count >= 5, counted.count < budget {
        mixture = mixture.moved(to: zip(pool.failures, pool.weights).map { ($0.scores, $1) })
        (pool, moves) = (FailurePool(), moves + 1)
      }
    }
    return pool
  }

  private func sample(
    _ mixture: ShiftMixture, _ stage: String, _ indices: Range<Int>, of limit: LimitState
  ) async throws -> [ScoredPoint] {
    let points = indices.map { mixture.sample(seed: seed, purpose: "\(purpose), \(stage)", index: $0) }
    return zip(points, try await limit.margins(stage, points)).map { ScoredPoint(scores: $0, margin: $1) }
  }

  /// A limit state that counts its points.
  private final class Counted {
    private(set) var count = 0
    private let inner: LimitState

    init(_ inner: LimitState) { self.inner = inner }

    var limit: LimitState {
      LimitState(dimension: inner.dimension) { stage, points in
        if points.isEmpty { return [] }
        self.count += points.count
        return try await self.inner.margins(stage, points)
      }
    }
  }
}

/// What is known of a probability of failure.
struct FailureEstimate: Sendable {
  /// Plain samples, all of them kept.
  var plain: (points: [ScoredPoint], pool: FailurePool) = ([], FailurePool())
  /// Samples around failures; nil where there are none.
  var importance: FailurePool?
  var search = FailureSearch.Findings()
  /// Points simulated in all.
  var simulations = 0
  let dimension: Int

  init(dimension: Int) { self.dimension = dimension }

  /// The samples that the probability is of.
  var pool: FailurePool { importance ?? plain.pool }
  var method: EstimationMethod { importance == nil ? .plain : .importance }
  /// 0 where no failure was found.
  var probability: Double { pool.probability }

  /// 95 %: Wilson's for plain samples, otherwise by the standard error of the logarithm.
  var interval: ClosedRange<Double> {
    guard let importance, importance.probability > 0 else { return proportion.wilsonInterval() }
    let factor = exp(1.96 * importance.relativeError)
    return importance.probability / factor...min(1, importance.probability * factor)
  }

  private var proportion: Proportion { Proportion(plain.pool.failures.count, of: plain.pool.samples) }

  func plainIsNarrow(_ relativeError: Double) -> Bool {
    let (interval, value) = (proportion.wilsonInterval(), proportion.value)
    return value > 0 && interval.upperBound - interval.lowerBound <= 2 * relativeError * value
  }

  /// What speaks against the estimate, in words.
  func doubts(_ relativeError: Double) -> [String] {
    var doubts: [String] = []
    if pool.failures.isEmpty {
      doubts.append(
        "no failure was found, among \(plain.pool.samples) plain samples and along \(2 * dimension) axes and other directions up to "
          + "\(SpiceNumber.shortest(FailureSearch.reach)) standard deviations; the interval is that of the plain samples")
    }
    if importance != nil, pool.effectiveSize < 50, !pool.failures.isEmpty {
      doubts.append(
        String(
          format: "the effective sample size is %.0f: a few samples decide, and the interval may be too narrow",
          pool.effectiveSize))
    }
    if let importance, importance.probability > 0, importance.relativeError * 1.96 > relativeError * 1.0001 {
      doubts.append("the budget was used up before the interval was as narrow as asked")
    }
    if importance == nil, !pool.failures.isEmpty, !plainIsNarrow(relativeError * 1.0001) {
      doubts.append("the budget was used up before the interval was as narrow as asked")
    }
    if importance != nil {
      let plain = proportion
      // Four standard errors: once in 15,000 by chance.
      let wide = plain.wilsonInterval(standardScore: 4)
      if !wide.overlaps(interval) {
        doubts.append(
          "\(plain.successes) of \(plain.trials) plain samples fail, which the estimate does not explain: a region of failures was "
            + "missed")
      }
    }
    return doubts
  }
}

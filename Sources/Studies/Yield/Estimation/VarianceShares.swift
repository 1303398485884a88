import CrossbarPrimitives

/// Which scores the variance of a margin comes from: shares of the first order and in total, by pick-freeze sampling
/// (Saltelli et al., Comput. Phys. Commun. 181, 259, 2010), as correlations, which heavy tails disturb less (Glen and Isaacs,
/// Environ. Model. Softw. 37, 157, 2012).
///
/// The first is what a score does alone, the second what it does in all, together with others included.
struct VarianceShares: Hashable, Sendable {
  /// By score; about 0 to 1, with the noise of the sample.
  var first, total: [Double]
  /// Pairs of points.
  var count: Int

  /// - Parameter count: pairs of points; `count` (dimension + 2) are simulated.
  /// - Returns: nil where nothing varies, or too little is known.
  static func find(_ limit: LimitState, count: Int, seed: UInt64, purpose: String) async throws -> VarianceShares? {
    let plain = ShiftMixture.plain(limit.dimension)
    let (a, b) = (
      (0..<count).map { plain.sample(seed: seed, purpose: purpose + ", sensitivity", index: 2 * $0) },
      (0..<count).map { plain.sample(seed: seed, purpose: purpose + ", sensitivity", index: 2 * $0 + 1) }
    )
    let mixed = (0..<limit.dimension).flatMap { axis in
      zip(a, b).map { one, other in one.indices.map { $0 == axis ? other[$0] : one[$0] } }
    }
    let margins = try await limit.margins("sensitivity", a + b + mixed)
    let (fa, fb) = (Array(margins[..<count]), Array(margins[count..<2 * count]))
    guard let moments = Moments((fa + fb).compactMap { $0 }), moments.deviation > 0 else { return nil }
    var shares = VarianceShares(first: [], total: [], count: count)
    for axis in 0..<limit.dimension {
      let own = Array(margins[(axis + 2) * count..<(axis + 3) * count])
      guard let alone = correlation(fb, own), let others = correlation(fa, own) else { return nil }
      shares.first.append(alone)
      shares.total.append(1 - others)
    }
    return shares
  }

  /// Of the pairs of which both are known; nil where either does not vary.
  private static func correlation(_ one: [Double?], _ other: [Double?]) -> Double? {
    let pairs = zip(one, other).compactMap { one, other in one.flatMap { one in other.map { (one, $0) } } }
    guard let a = Moments(pairs.map(\.0)), let b = Moments(pairs.map(\.1)), a.deviation > 0, b.deviation > 0 else { return nil }
    let covariance = pairs.reduce(0) { $0 + ($1.0 - a.mean) * ($1.1 - b.mean) } / Double(pairs.count - 1)
    return covariance / (a.deviation * b.deviation)
  }
}

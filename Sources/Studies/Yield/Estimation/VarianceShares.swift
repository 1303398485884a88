import CrossbarPrimitives

/// Which scores the variance of a margin comes from: shares of the first order and in total, by pick-freeze sampling
/// (Saltelli et al., Comput. Phys. Commun. 181, 259, 2010; totals after Jansen).
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
    let variance = moments.deviation * moments.deviation
    var shares = VarianceShares(first: [], total: [], count: count)
    for axis in 0..<limit.dimension {
      let own = margins[(axis + 2) * count..<(axis + 3) * count]
      var (first, total, known) = (0.0, 0.0, 0)
      for (index, mixed) in own.enumerated() {
        guard let mixed, let one = fa[index], let other = fb[index] else { continue }
        first += (other - moments.mean) * (mixed - one)
        total += (one - mixed) * (one - mixed)
        known += 1
      }
      guard known > 0 else { return nil }
      shares.first.append(first / Double(known) / variance)
      shares.total.append(total / Double(2 * known) / variance)
    }
    return shares
  }
}

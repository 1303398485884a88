/// Variance between groups and within them: one-way analysis of variance with random effects and unequal group sizes
/// (Searle, Casella and McCulloch, Variance Components, 1992, section 3.6).
///
/// Groups are devices, and the values of a group its cycles. Both variances are in the squared unit of the values.
package struct VarianceComponents: Hashable, Sendable {
  /// Variance of the true group means; zero where the estimate would be negative.
  package let between: Double
  /// Pooled variance within groups, with n minus the number of groups as degrees of freedom.
  package let within: Double

  /// Share of the total variance that lies within groups, 0 to 1.
  package var shareWithin: Double { within / (between + within) }

  /// Nil for a single group, if no group has two values, and if all values are equal. Empty groups are ignored.
  package init?(_ groups: [[Double]]) {
    let groups = groups.filter { !$0.isEmpty }
    let count = groups.reduce(0) { $0 + $1.count }
    guard groups.count > 1, count > groups.count else { return nil }
    let n = Double(count)
    let grandMean = groups.reduce(0) { $0 + $1.reduce(0, +) } / n
    var (betweenSum, withinSum, squaredSizes) = (0.0, 0.0, 0.0)
    for group in groups {
      let size = Double(group.count)
      let mean = group.reduce(0, +) / size
      betweenSum += size * (mean - grandMean) * (mean - grandMean)
      withinSum += group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      squaredSizes += size * size
    }
    let groupDegrees = Double(groups.count - 1)
    within = withinSum / (n - Double(groups.count))
    let effectiveSize = (n - squaredSizes / n) / groupDegrees
    between = max(0, (betweenSum / groupDegrees - within) / effectiveSize)
    guard between + within > 0 else { return nil }
  }
}

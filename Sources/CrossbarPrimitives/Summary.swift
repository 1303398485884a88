/// Mean, spread and order statistics of a sample.
public struct Summary: Hashable, Sendable {
  public let count: Int
  public let mean: Double
  /// With Bessel's correction; zero for a single value.
  public let standardDeviation: Double
  private let sorted: [Double]

  /// Nil for an empty sample: it has no mean.
  public init?(_ values: some Sequence<Double>) {
    sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    count = sorted.count
    let average = sorted.reduce(0, +) / Double(sorted.count)
    mean = average
    let squares = sorted.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    standardDeviation = sorted.count > 1 ? (squares / Double(sorted.count - 1)).squareRoot() : 0
  }

  public var minimum: Double { sorted[0] }
  public var maximum: Double { sorted[count - 1] }
  public var median: Double { quantile(0.5) }
  /// Standard error of the mean.
  public var standardError: Double { standardDeviation / Double(count).squareRoot() }

  /// The `fraction` quantile, interpolated linearly between order statistics.
  public func quantile(_ fraction: Double) -> Double {
    precondition(fraction >= 0 && fraction <= 1, "a quantile lies between 0 and 1")
    let position = fraction * Double(count - 1)
    let below = Int(position)
    let above = min(below + 1, count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// A counted proportion, such as writes that failed, with its uncertainty.
public struct Proportion: Hashable, Sendable {
  public let successes: Int
  public let trials: Int

  public init(_ successes: Int, of trials: Int) {
    precondition(trials >= 0 && successes >= 0 && successes <= trials, "\(successes) of \(trials) is no proportion")
    self.successes = successes
    self.trials = trials
  }

  /// Zero where nothing was tried.
  public var value: Double { trials == 0 ? 0 : Double(successes) / Double(trials) }

  /// Wilson's score interval (Wilson 1927), which stays inside [0, 1] and is honest for small counts.
  public func wilsonInterval(standardScore z: Double = 1.959964) -> ClosedRange<Double> {
    guard trials > 0 else { return 0...1 }
    let n = Double(trials)
    let centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    // Where none or all succeed, an end is 0 or 1 exactly; rounding would leave 6e-17.
    return (successes == 0 ? 0 : max(0, centre - half))...(successes == trials ? 1 : min(1, centre + half))
  }
}

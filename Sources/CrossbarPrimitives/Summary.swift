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

  /// The least number of trials after which this share, should it stay as it is, has its whole Wilson interval at or above
  /// `target`; nil if it is not above it, since then no number is enough.
  ///
  /// The interval holds every share p0 from which the found one is less than z standard errors away, with the standard
  /// error that p0 itself gives: n = z^2 p0 (1 - p0) / (p - p0)^2. Without a failure that is 73 trials for 95 % and 381
  /// for 99 %.
  public func trialsToShow(atLeast target: Double, standardScore z: Double = 1.959964) -> Int? {
    guard value > target, trials > 0 else { return nil }
    let distance = value - target
    let needed = z * z * target * (1 - target) / (distance * distance)
    return needed < 1e12 ? max(1, Int((needed - 1e-9).rounded(.up))) : nil
  }
}

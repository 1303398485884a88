/// Mean, standard deviation and order statistics of a sample.
///
/// It keeps a sorted copy of the sample, so quantiles cost nothing more after `init`.
public struct Summary: Hashable, Sendable {
  /// Values in the sample, 1 or more.
  public let count: Int
  /// Arithmetic mean, in the unit of the values.
  public let mean: Double
  /// Divided by n - 1 (Bessel's correction); zero for a single value.
  public let standardDeviation: Double
  private let sorted: [Double]

  /// Nil for an empty sample, which has no mean. The values must be finite; nothing checks that.
  public init?(_ values: some Sequence<Double>) {
    sorted = values.sorted()
    guard !sorted.isEmpty else { return nil }
    count = sorted.count
    let average = sorted.reduce(0, +) / Double(sorted.count)
    mean = average
    let squares = sorted.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    standardDeviation = sorted.count > 1 ? (squares / Double(sorted.count - 1)).squareRoot() : 0
  }

  /// The smallest value, which is the quantile 0.
  public var minimum: Double { sorted[0] }
  /// The largest value, which is the quantile 1.
  public var maximum: Double { sorted[count - 1] }
  /// Interpolated for an even count; see `quantile`.
  public var median: Double { quantile(0.5) }
  /// Standard error of the mean: the standard deviation over the square root of the count.
  public var standardError: Double { standardDeviation / Double(count).squareRoot() }

  /// The `fraction` quantile, interpolated linearly between order statistics (type 7 of Hyndman and Fan, NumPy's
  /// default).
  ///
  /// - Parameter fraction: 0, the minimum, to 1, the maximum; anything else traps.
  public func quantile(_ fraction: Double) -> Double {
    precondition(fraction >= 0 && fraction <= 1, "a quantile lies between 0 and 1")
    let position = fraction * Double(count - 1)
    let below = Int(position)
    let above = min(below + 1, count - 1)
    return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
  }
}

/// A counted proportion with its uncertainty, such as the share of writes that failed.
///
/// Studies report `value` with `wilsonInterval`, and judge a target by the interval and not by the value.
public struct Proportion: Hashable, Sendable {
  /// Counted cases of what is asked about, which may well be failures; 0 to `trials`.
  public let successes: Int
  /// All cases; may be 0.
  public let trials: Int

  /// - Precondition: `successes` lies between 0 and `trials`.
  public init(_ successes: Int, of trials: Int) {
    precondition(trials >= 0 && successes >= 0 && successes <= trials, "\(successes) of \(trials) is no proportion")
    self.successes = successes
    self.trials = trials
  }

  /// successes / trials, 0 to 1; zero if there were no trials.
  public var value: Double { trials == 0 ? 0 : Double(successes) / Double(trials) }

  /// Wilson's score interval (Wilson 1927), which stays inside [0, 1] and keeps its coverage for small counts.
  ///
  /// - Parameter z: half-width in standard errors; 1.959964 is the two-sided 95 %.
  /// - Returns: 0 to 1 if there were no trials.
  public func wilsonInterval(standardScore z: Double = 1.959964) -> ClosedRange<Double> {
    guard trials > 0 else { return 0...1 }
    let n = Double(trials)
    let centre = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    // Where none or all succeed, an end is 0 or 1 exactly; rounding would leave 6e-17.
    return (successes == 0 ? 0 : max(0, centre - half))...(successes == trials ? 1 : min(1, centre + half))
  }

  /// The smallest number of trials after which this share, if it stays as it is, has its whole Wilson interval at or
  /// above `target`; nil if the share is not above the target, since then no number of trials is enough.
  ///
  /// The interval holds every share p0 that is less than z standard errors from the share p found, with the standard
  /// error that p0 itself gives: n = z^2 p0 (1 - p0) / (p - p0)^2. Without a failure that is 73 trials for 95 % and 381
  /// for 99 %.
  public func trialsToShow(atLeast target: Double, standardScore z: Double = 1.959964) -> Int? {
    guard value > target, trials > 0 else { return nil }
    let distance = value - target
    let needed = z * z * target * (1 - target) / (distance * distance)
    return needed < 1e12 ? max(1, Int((needed - 1e-9).rounded(.up))) : nil
  }
}

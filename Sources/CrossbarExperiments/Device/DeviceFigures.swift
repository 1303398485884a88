import CrossbarPrimitives

/// How many devices a run had, and what became of them as a whole.
public struct DeviceCounts: Encodable, Equatable, Sendable {
  public var drawn: Int
  /// Came out of fabrication broken; always 0 unless such devices were asked for.
  public var broken: Int
  /// A simulation of the device gave no result.
  public var numericalFailures: Int

  init<Value>(_ population: DevicePopulation, _ outcomes: [DeviceOutcome<Value>]) {
    drawn = population.count
    broken = population.count - population.working.count
    numericalFailures = outcomes.count { $0.value == nil }
  }

  private enum CodingKeys: String, CodingKey {
    case drawn, broken
    case numericalFailures = "numerical_failures"
  }

  /// Such as `100 devices`, with what went wrong if anything did.
  var text: String {
    var text = "\(drawn) device\(drawn == 1 ? "" : "s")"
    if broken > 0 { text += ", \(broken) of them broken" }
    if numericalFailures > 0 { text += ", \(numericalFailures) whose simulation failed" }
    return text
  }
}

/// Median and quartiles of a sample.
public struct Quartiles: Encodable, Equatable, Sendable {
  public var lower: Double
  public var median: Double
  public var upper: Double

  /// Nil for an empty sample.
  init?(_ values: some Sequence<Double>) {
    guard let summary = Summary(values) else { return nil }
    lower = summary.quantile(0.25)
    median = summary.median
    upper = summary.quantile(0.75)
  }
}

/// A counted share with its Wilson interval of 95 %.
public struct CountedShare: Encodable, Hashable, Sendable {
  public var count: Int
  public var total: Int
  /// Nil if nothing was counted.
  public var share: Double?
  public var lower: Double
  public var upper: Double

  init(_ count: Int, of total: Int) {
    let proportion = Proportion(count, of: total)
    let interval = proportion.wilsonInterval()
    self.count = count
    self.total = total
    share = total > 0 ? proportion.value : nil
    lower = interval.lowerBound
    upper = interval.upperBound
  }

  private enum CodingKeys: String, CodingKey {
    case count, share
    case total = "of"
    case lower = "wilson_low"
    case upper = "wilson_high"
  }
}

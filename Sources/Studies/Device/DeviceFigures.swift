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

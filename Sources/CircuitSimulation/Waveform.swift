import CrossbarPrimitives

/// A quantity over time, with straight lines between its points.
public struct Waveform: Equatable, Sendable {
  /// Rising, in s.
  public let time: [Double]
  public let values: [Double]

  public init(time: [Double], values: [Double]) {
    precondition(time.count == values.count, "a waveform has one value for each time")
    self.time = time
    self.values = values
  }

  /// The value at a time, interpolated; the first or last value outside of the waveform. Nil without points.
  public func value(at instant: Double) -> Double? {
    PiecewiseLinear(x: time, y: values).value(at: instant)
  }

  /// What a function makes of each value.
  public func mapped(_ transform: (Double) -> Double) -> Waveform { Waveform(time: time, values: values.map(transform)) }

  /// The integral over time by the trapezoidal rule, such as an energy from a power.
  public func integral() -> Double {
    var sum = 0.0
    for index in time.indices.dropFirst() {
      sum += (time[index] - time[index - 1]) * (values[index] + values[index - 1]) / 2
    }
    return sum
  }
}

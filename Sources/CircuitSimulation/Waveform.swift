import CrossbarPrimitives

/// A quantity over time, linear between its points.
public struct Waveform: Equatable, Sendable {
  /// Rising, s.
  public let time: [Double]
  /// One per point of `time`, in the quantity's unit.
  public let values: [Double]

  /// - Precondition: as many values as times.
  public init(time: [Double], values: [Double]) {
    precondition(time.count == values.count, "a waveform has one value for each time")
    self.time = time
    self.values = values
  }

  /// The value at a time in s, interpolated linearly. Before the first and after the last point it is that point's value; nil if
  /// there are no points.
  public func value(at instant: Double) -> Double? {
    PiecewiseLinear(x: time, y: values).value(at: instant)
  }

  /// The waveform with a function applied to each value, such as a power from a current.
  public func mapped(_ transform: (Double) -> Double) -> Waveform { Waveform(time: time, values: values.map(transform)) }

  /// The integral over time by the trapezoidal rule, in the quantity's unit times s: an energy from a power.
  public func integral() -> Double {
    var sum = 0.0
    for index in time.indices.dropFirst() {
      sum += (time[index] - time[index - 1]) * (values[index] + values[index - 1]) / 2
    }
    return sum
  }

  /// What the points leave open of `integral()`: how far it would move by Richardson's extrapolation from every second point.
  public var integralUncertainty: Double {
    let places = time.indices.filter { $0.isMultiple(of: 2) || $0 == time.count - 1 }
    let coarse = Waveform(time: places.map { time[$0] }, values: places.map { values[$0] })
    return abs(integral() - coarse.integral()) / 3
  }

  /// The integral between two times in s, `integral()` being that over all of them.
  public func integral(from start: Double, to end: Double) -> Double {
    let inner = time.indices.filter { time[$0] > start && time[$0] < end }
    let times = [start] + inner.map { time[$0] } + [end]
    return Waveform(time: times, values: times.map { value(at: $0) ?? 0 }).integral()
  }
}

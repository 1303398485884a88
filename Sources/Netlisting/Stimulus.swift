import CrossbarPrimitives

/// The value of an independent source over time, V or A.
public enum Stimulus: Hashable, Sendable {
  /// The same value at all times. A sweep replaces the value of such a source.
  case constant(Double)
  /// One trapezoid from zero: it starts at `delay`, rises to `amplitude` within `edge`, stays for `width` and falls back to
  /// zero within `edge`. It does not repeat.
  case pulse(amplitude: Double, delay: Time, edge: Time, width: Time)
  /// Straight lines between two or more points of strictly rising time. The last value holds after the last point.
  case piecewiseLinear([Point])

  /// A corner of a piecewise linear source; `value` in V or A.
  public struct Point: Hashable, Sendable {
    /// From the start of the transient, strictly greater than that of the point before.
    public var time: Time
    /// V or A.
    public var value: Double
    /// Nothing is checked here; `Deck.validate` refuses points whose times do not rise.
    public init(time: Time, value: Double) {
      self.time = time
      self.value = value
    }
  }

  /// The first thing wrong with the source, worded to follow "element NAME: "; nil if it is valid.
  func problem() -> String? {
    switch self {
    case .constant(let value):
      return value.isFinite ? nil : "its value is \(value); allowed is any finite number"
    case .pulse(let amplitude, let delay, let edge, let width):
      if !amplitude.isFinite { return "its amplitude is \(amplitude); allowed is any finite number" }
      if !(delay.si >= 0 && delay.si.isFinite) { return "its delay is \(delay); allowed is zero or more" }
      if !(edge.si > 0 && edge.si.isFinite) { return "its edge time is \(edge); allowed is more than zero" }
      if !(width.si > 0 && width.si.isFinite) { return "its width is \(width); allowed is more than zero" }
      return nil
    case .piecewiseLinear(let points):
      if points.count < 2 { return "it has \(points.count) points; a piecewise linear source needs two or more" }
      for point in points where !(point.time.si.isFinite && point.value.isFinite) {
        return "its point (\(point.time), \(point.value)) is not finite"
      }
      for (point, next) in zip(points, points.dropFirst()) where next.time <= point.time {
        return "its time \(next.time) follows \(point.time); times must rise"
      }
      return nil
    }
  }
}

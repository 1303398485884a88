extension Int {
  /// The integer part of a number, limited to a range. Never traps, unlike `Int(_:)`.
  ///
  /// Infinities give the nearer end of the range, and not a number gives its lower end.
  public init(_ value: Double, within range: ClosedRange<Int>) {
    if !(value > Double(range.lowerBound)) {
      self = range.lowerBound
    } else {
      self = value < Double(range.upperBound) ? Int(value) : range.upperBound
    }
  }
}

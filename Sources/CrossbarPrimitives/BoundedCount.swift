extension Int {
  /// The whole part of a number, kept within a range: an infinite number is an end of it, one that is not a number its
  /// lower end.
  public init(_ value: Double, within range: ClosedRange<Int>) {
    if !(value > Double(range.lowerBound)) {
      self = range.lowerBound
    } else {
      self = value < Double(range.upperBound) ? Int(value) : range.upperBound
    }
  }
}

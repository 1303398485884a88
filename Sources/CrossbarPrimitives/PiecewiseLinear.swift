/// A function given at points and linear between them; beyond its first and last point it is constant.
package struct PiecewiseLinear: Hashable, Sendable {
  /// The points, in ascending order. The order is not checked.
  package let x: [Double]
  /// The values, one for each of `x`.
  package let y: [Double]

  /// - Precondition: as many values as points.
  package init(x: [Double], y: [Double]) {
    precondition(x.count == y.count, "a function has one value for each point")
    self.x = x
    self.y = y
  }

  /// The value at a point, by binary search; nil for a function without points.
  package func value(at point: Double) -> Double? {
    guard let first = x.first, let last = x.last else { return nil }
    if point <= first { return y[0] }
    if point >= last { return y[y.count - 1] }
    var low = 0
    var high = x.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if x[middle] <= point { low = middle } else { high = middle }
    }
    let fraction = (point - x[low]) / (x[high] - x[low])
    return y[low] + fraction * (y[high] - y[low])
  }
}

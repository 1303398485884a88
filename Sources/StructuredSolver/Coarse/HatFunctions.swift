/// Piecewise linear functions of a node's place along a line: each is 1 at one of equally spaced points and 0 at all
/// others, and the outermost are 1 beyond the last points. They sum to 1 everywhere.
struct HatFunctions: Sendable {
  /// Number of functions, at least two.
  let count: Int
  /// For each place, the first of the two functions that are not zero there.
  let first: [Int]
  /// For each place, the value of the first of them; the next one has the rest.
  let share: [Double]
  /// Places at which the same two functions are not zero, one range for each pair.
  let strips: [Range<Int>]

  /// - Parameters:
  ///   - places: nodes along the line.
  ///   - padded: number of places with their padding, where the last function goes on.
  init(count: Int, places: Int, padded: Int) {
    self.count = count
    let positions = (0..<padded).map { place in
      let position = (Double(place) + 0.5) / Double(places) * Double(count) - 0.5
      return min(max(position, 0), Double(count - 1))
    }
    let first = positions.map { min(Int($0), count - 2) }
    self.first = first
    share = zip(positions, first).map { 1 - ($0 - Double($1)) }
    var strips: [Range<Int>] = []
    var start = 0
    for strip in 0..<(count - 1) {
      let end = first[start..<places].firstIndex { $0 > strip } ?? places
      strips.append(start..<end)
      start = end
    }
    self.strips = strips
  }

  /// The sums of values of the places, weighted with each function.
  func sums(_ values: [Double]) -> [Double] {
    var sums = Array(repeating: 0.0, count: count)
    for (place, value) in values.enumerated() {
      sums[first[place]] += share[place] * value
      sums[first[place] + 1] += (1 - share[place]) * value
    }
    return sums
  }
}

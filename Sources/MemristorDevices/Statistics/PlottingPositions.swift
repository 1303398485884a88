/// Where values stand on probability paper when part of the sample is known by lower bounds only.
package enum PlottingPositions {
  /// The cumulative probability of each value, in their order: half-way through the step that the estimate of Kaplan and
  /// Meier (J. Am. Stat. Assoc. 53, 457, 1958) takes there; (i - 1/2)/n without bounds.
  package static func probabilities(_ values: [Double], lowerBounds: [Double] = []) -> [Double] {
    let total = values.count + lowerBounds.count
    let order = values.indices.sorted { values[$0] < values[$1] }
    let bounds = lowerBounds.sorted()
    var probabilities = [Double](repeating: 0, count: values.count)
    var survival = 1.0
    var passed = 0
    for (place, index) in order.enumerated() {
      while passed < bounds.count, bounds[passed] < values[index] { passed += 1 }
      let next = survival * (1 - 1 / Double(total - place - passed))
      probabilities[index] = 1 - (survival + next) / 2
      survival = next
    }
    return probabilities
  }
}

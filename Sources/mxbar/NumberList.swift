import ArgumentParser
import MemristorCrossbar

/// Numbers separated by commas, as in `1e-6,1e-5`, in the option's unit. Never empty.
struct NumberList: ExpressibleByArgument {
  /// In the given order and in the option's unit; never empty.
  let values: [Double]

  init(_ values: [Double]) { self.values = values }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Double($0.drop { $0 == " " }) }
    guard numbers.count == words.count, !numbers.isEmpty else { return nil }
    values = numbers
  }

  var defaultValueDescription: String { values.map { SpiceNumber.shortest($0) }.joined(separator: ",") }

  /// Rejects the list if a value is not above 0, exceeds `limit`, or occurs twice.
  func validate(named name: String, unit: String, atMost limit: Double) throws {
    for value in values { try require(value, named: name, .positive, unit: unit, atMost: limit) }
    guard Set(values).count == values.count else {
      throw ValidationError("\(name) names a value twice; allowed are different ones.")
    }
  }
}

import ArgumentParser
import MemristorCrossbar

enum OptionRange {
  case positive, notNegative
  /// Of either sign, within the limit.
  case any
}

/// Refuses an option's value with its name, what was given and what is allowed.
func require(
  _ value: Double, named name: String, _ range: OptionRange, unit: String, atMost limit: Double = 1e15
) throws {
  let (isAbove, lowest) =
    switch range {
    case .positive: (value > 0, "more than 0")
    case .notNegative: (value >= 0, "0")
    case .any: (value >= -limit, SpiceNumber.shortest(-limit))
    }
  guard isAbove, value <= limit else {
    throw ValidationError(
      "\(name) is \(SpiceNumber.shortest(value)) \(unit); allowed is \(lowest) to \(SpiceNumber.shortest(limit)) \(unit).")
  }
}

/// Refuses a count outside of 1 to `limit`.
func requireCount(_ value: Int, named name: String, atMost limit: Int) throws {
  guard (1...limit).contains(value) else { throw ValidationError("\(name) is \(value); allowed is 1 to \(limit).") }
}

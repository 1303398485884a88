import ArgumentParser
import MemristorCrossbar

enum OptionRange {
  case positive, notNegative
}

/// Refuses an option's value with its name, what was given and what is allowed.
func require(
  _ value: Double, named name: String, _ range: OptionRange, unit: String, atMost limit: Double = 1e15
) throws {
  let isInside = (range == .positive ? value > 0 : value >= 0) && value <= limit
  guard isInside else {
    let lowest = range == .positive ? "more than 0" : "0"
    throw ValidationError(
      "\(name) is \(SpiceNumber.shortest(value)) \(unit); allowed is \(lowest) to \(SpiceNumber.shortest(limit)) \(unit).")
  }
}

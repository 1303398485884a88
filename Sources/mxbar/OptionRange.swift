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

/// The smallest resistance beside cells and transistors that leaves ngspice six digits, ohm; zero merges nodes.
let smallestWire = 1e-6

/// Refuses a resistance that takes the digits of everything else: zero is none.
func requireWire(_ value: Double, named name: String, atLeast lowest: Double = smallestWire) throws {
  try require(value, named: name, .notNegative, unit: "ohm")
  guard value == 0 || value >= lowest else {
    throw ValidationError(
      "\(name) is \(SpiceNumber.shortest(value)) ohm; allowed is 0, which merges nodes, or \(SpiceNumber.shortest(lowest)) to "
        + "1e15 ohm: less would take the digits of everything else.")
  }
}

/// Refuses a count outside of 1 to `limit`.
func requireCount(_ value: Int, named name: String, atMost limit: Int) throws {
  guard (1...limit).contains(value) else { throw ValidationError("\(name) is \(value); allowed is 1 to \(limit).") }
}

import ArgumentParser
import MemristorCrossbar
import Synchronization

enum OptionRange {
  case positive, notNegative
  /// Of either sign, within the limit.
  case any
}

/// Takes note of the ranges that a command's validation asks for, so that its help tells what is checked.
final class OptionRanges: Sendable {
  @TaskLocal static var recorder: OptionRanges?
  private let texts = Mutex<[String: String]>([:])

  /// By the options' long names, as in `0 to 100`.
  var ranges: [String: String] { texts.withLock { $0 } }

  func note(_ name: String, _ range: String) { texts.withLock { $0[String(name.drop { $0 == "-" })] = range } }
}

/// Refuses an option's value with its name, what was given and what is allowed; none given is right.
func require(
  _ value: Double?, named name: String, _ range: OptionRange, unit: String, atMost limit: Double = 1e15
) throws {
  let lowest =
    switch range {
    case .positive: "more than 0"
    case .notNegative: "0"
    case .any: SpiceNumber.shortest(-limit)
    }
  let allowed = "\(lowest) to \(SpiceNumber.shortest(limit)) \(unit)"
  if let recorder = OptionRanges.recorder { return recorder.note(name, allowed) }
  guard let value else { return }
  let isAbove =
    switch range {
    case .positive: value > 0
    case .notNegative: value >= 0
    case .any: value >= -limit
    }
  guard isAbove, value <= limit else {
    throw ValidationError("\(name) is \(SpiceNumber.shortest(value)) \(unit); allowed is \(allowed).")
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

/// Refuses a count outside of a range; none given is right.
func requireCount(_ value: Int?, named name: String, atLeast lowest: Int = 1, atMost limit: Int) throws {
  let allowed = "\(lowest) to \(limit)"
  if let recorder = OptionRanges.recorder { return recorder.note(name, allowed) }
  guard let value, !(lowest...limit).contains(value) else { return }
  throw ValidationError("\(name) is \(value); allowed is \(allowed).")
}

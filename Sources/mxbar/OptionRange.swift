import ArgumentParser
import MemristorCrossbar
import Synchronization

/// The sign that a number may have; the upper limit is given apart.
enum OptionRange {
  case positive, notNegative
  /// Of either sign, within the limit.
  case any
}

/// Records the ranges that a command's validation checks, so that help and schema state what is really checked.
///
/// While `recorder` is set, `require` and `requireCount` note their range and accept any value.
final class OptionRanges: Sendable {
  /// Nil except while `CommandSchema` asks for ranges.
  @TaskLocal static var recorder: OptionRanges?
  /// By option name. Locked, since the recorder must be sendable.
  private let texts = Mutex<[String: String]>([:])

  /// By long name without dashes, as in `0 to 100`.
  var ranges: [String: String] { texts.withLock { $0 } }

  /// - Parameter range: in words, as in a message.
  func note(_ name: String, _ range: String) { texts.withLock { $0[String(name.drop { $0 == "-" })] = range } }
}

/// Rejects an option's value outside of its range, with name, value and allowed range. Nil, an option not given, is
/// accepted.
/// - Throws: `ValidationError`.
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

/// Smallest wire resistance, ohm, that leaves ngspice six digits for cells and transistors. Zero is allowed and merges
/// nodes.
let smallestWire = 1e-6

/// Rejects a wire resistance so small that rounding would spoil all other currents; zero merges nodes instead.
func requireWire(_ value: Double, named name: String, atLeast lowest: Double = smallestWire) throws {
  try require(value, named: name, .notNegative, unit: "ohm")
  guard value == 0 || value >= lowest else {
    throw ValidationError(
      "\(name) is \(SpiceNumber.shortest(value)) ohm; allowed is 0, which merges nodes, or \(SpiceNumber.shortest(lowest)) to "
        + "1e15 ohm: less would take the digits of everything else.")
  }
}

/// Rejects a count outside of a range; nil, an option not given, is accepted.
func requireCount(_ value: Int?, named name: String, atLeast lowest: Int = 1, atMost limit: Int) throws {
  let allowed = "\(lowest) to \(limit)"
  if let recorder = OptionRanges.recorder { return recorder.note(name, allowed) }
  guard let value, !(lowest...limit).contains(value) else { return }
  throw ValidationError("\(name) is \(value); allowed is \(allowed).")
}

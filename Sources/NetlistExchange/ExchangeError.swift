import CrossbarPrimitives

/// Why a deck could not be given away, checked or taken back.
public enum ExchangeError: Error, Equatable, Sendable, CustomStringConvertible {
  case noExpectation(deck: String)
  case badExpectation(path: String, reason: String)
  /// A dialect whose simulators are not run by this program.
  case noSimulator(dialect: String, reason: String)
  case simulatorMissing(program: String, package: String)
  case simulatorFailed(program: String, message: String)
  case timeLimitExceeded(program: String, seconds: Double)
  case badCells(path: String, line: Int?, reason: String)
  case notAnArray(deck: String, reason: String)

  public var description: String { printable(words, longestWord: 300) }

  private var words: String {
    switch self {
    case .noExpectation(let deck):
      "'\(deck)' states no expected figures ('* expect name = value'), and there is no '\(ExpectationFile.path(besides: deck))'"
    case .badExpectation(let path, let reason): "'\(path)': \(reason)"
    case .noSimulator(let dialect, let reason): "a deck in the dialect of \(dialect) cannot be checked here: \(reason)"
    case .simulatorMissing(let program, let package):
      "there is no program '\(program)'. Install it (apt-get install \(package)), or name another with --simulator."
    case .simulatorFailed(let program, let message):
      "\(program) gave none of the figures. "
        + (message.isEmpty ? "The deck neither prints (print name) nor measures (.meas) one." : "It said: \(message)")
    case .timeLimitExceeded(let program, let seconds):
      "\(program) was stopped after \(SpiceNumber.shortest(seconds)) s; allow more with --time-limit"
    case .badCells(let path, let line, let reason): "'\(path)'\(line.map { ", line \($0)" } ?? ""): \(reason)"
    case .notAnArray(let deck, let reason): "'\(deck)' is no array that could be taken back: \(reason)"
    }
  }
}

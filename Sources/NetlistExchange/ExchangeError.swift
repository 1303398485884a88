import CrossbarPrimitives

/// Why a deck could not be exported, checked or imported, or a device not be exported.
public enum ExchangeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Neither the deck nor a file beside it states an expected figure.
  case noExpectation(deck: String)
  /// The file of expected figures cannot be read or holds something that is no figure.
  case badExpectation(path: String, reason: String)
  /// This program runs no simulator of the dialect, or the simulator lacks the requested mode.
  case noSimulator(dialect: String, reason: String)
  /// The program is not in PATH; `package` is the Debian package that has it.
  case simulatorMissing(program: String, package: String)
  /// The program ran and yielded none of the figures; `message` is what it said and may be empty.
  case simulatorFailed(program: String, message: String)
  /// The program was killed at its time limit.
  case timeLimitExceeded(program: String, seconds: Double)
  /// A file of cells cannot be used; `line` is nil if the file as a whole is wrong.
  case badCells(path: String, line: Int?, reason: String)
  /// The deck has no cells, or one that is no known device.
  case notAnArray(deck: String, reason: String)
  /// The format has no words for something in a device's equations.
  case inexpressibleDevice(device: String, format: String, reason: String)

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
    case .inexpressibleDevice(let device, let format, let reason):
      "the device '\(device)' cannot be written as \(format): \(reason)"
    }
  }
}

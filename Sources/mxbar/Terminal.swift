import Foundation
import MemristorCrossbar

/// A stream that people may read: whether it is a terminal, how wide that is, and whether it shows colours.
struct Terminal {
  let isTerminal: Bool
  /// Columns; 80 where the terminal does not tell.
  let width: Int
  /// Off for pipes and files, for terminals that cannot, and where NO_COLOR asks for none (no-color.org).
  let hasColour: Bool

  static let standardOutput = Terminal(STDOUT_FILENO)
  static let standardError = Terminal(STDERR_FILENO)

  private init(_ descriptor: CInt) {
    let environment = ProcessInfo.processInfo.environment
    isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col >= 20
    width = isKnown ? Int(size.ws_col) : 80
    hasColour = isTerminal && environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
  }

  enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
  }

  func coloured(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Text for people: wrapped at the width of a terminal, as it is for anything else.
  func fitted(_ text: String) -> String { isTerminal ? wrapped(text, to: width) : text }
}

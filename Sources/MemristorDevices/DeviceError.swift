import CrossbarPrimitives

/// What is wrong with a device's description, equations or measurements.
///
/// Commands treat all of them as bad input (exit status 2). The reasons name the offending value and what is allowed.
public enum DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A description that cannot be used; `source` is its path or the built-in device's name.
  case description(source: String, reason: String)
  /// Equations or a transistor model that do not fit; `source` is the SPICE file.
  case model(source: String, reason: String)
  /// A file that cannot be found or read, or that does not fit the options.
  case file(path: String, reason: String)
  /// A file of measured sweeps; `line` counts from 1, and `text` is its content. Nil where the fault is not in one line.
  case measurement(path: String, line: Int?, text: String?, reason: String)

  /// Printable on a terminal, whatever the file contains.
  public var description: String { printable(words, longestWord: 400) }

  private var words: String {
    switch self {
    case .description(let source, let reason): "device description '\(source)': \(reason)"
    case .model(let source, let reason): "model '\(source)': \(reason)"
    case .file(let path, let reason): "'\(path)': \(reason)"
    case .measurement(let path, let line, let text, let reason):
      "'\(path)'" + (line.map { ", line \($0)" } ?? "") + ": " + (text.map { "'\($0)': " } ?? "") + reason
    }
  }
}

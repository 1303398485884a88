import CrossbarPrimitives

/// What is wrong with a device's description, equations or measurements.
public enum DeviceError: Error, Equatable, Sendable, CustomStringConvertible {
  case description(source: String, reason: String)
  case model(source: String, reason: String)
  case file(path: String, reason: String)
  /// A file of measured sweeps; `line` counts from 1, and `text` is what stands there.
  case measurement(path: String, line: Int?, text: String?, reason: String)

  /// Fit for a terminal, whatever the file holds.
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

import Foundation
import MemristorCrossbar

/// Where a command that writes texts puts them, by its option `--out`: a file, a folder, or standard output.
enum FileOutput {
  /// Whether a path names a folder: it ends in a slash, or there is one.
  static func isFolder(_ path: String) -> Bool {
    path.hasSuffix("/") || (try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
  }

  /// Path of a file in a folder, which is created.
  /// - Throws: `ReportingError.unusableFolder`.
  static func path(of name: String, in folder: String) throws -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ReportingError.unusableFolder(path: folder, reason: "it cannot be made")
    }
    return URL(fileURLWithPath: folder, isDirectory: true).appendingPathComponent(name).relativePath
  }

  /// Path of a file beside another one.
  static func path(of name: String, beside path: String) -> String {
    URL(fileURLWithPath: path).deletingLastPathComponent().appendingPathComponent(name).path
  }

  /// The command in a form that can be typed again, without `--out`.
  static var commandLine: String {
    var words: [String] = []
    var skipsNext = false
    for word in CommandLine.arguments.dropFirst() {
      if skipsNext {
        skipsNext = false
      } else if word == "-o" || word == "--out" {
        skipsNext = true
      } else if !word.hasPrefix("--out=") {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=,:+".contains($0) }
        let quote = word.contains("'") ? "\"" : "'"
        words.append(isPlain ? word : quote + word + quote)
      }
    }
    return (["mxbar"] + words).joined(separator: " ")
  }
}

import Foundation

/// A text that was recorded once, for tests to hold what a program writes now against it.
public struct GoldenFile: Sendable {
  private let url: URL

  /// - Parameters:
  ///   - path: the file, from the folder of the test's source.
  ///   - test: the test's source file.
  public init(_ path: String, besides test: String = #filePath) {
    url = URL(fileURLWithPath: test).deletingLastPathComponent().appendingPathComponent(path).standardized
  }

  /// What a test is to fail with: the lines that differ, after `-` those recorded and after `+` those of the text; nil if
  /// none does.
  ///
  /// With `MXBAR_RECORD_GOLDENS=1` in the environment the text is recorded anew. That is an objection, too: a run that records
  /// compares nothing.
  public func objection(to text: String) throws -> String? {
    if ProcessInfo.processInfo.environment["MXBAR_RECORD_GOLDENS"] == "1" {
      try Data(text.utf8).write(to: url)
      return "\(url.path) is recorded anew; look at the difference and run again"
    }
    let differences = Self.differences(from: try String(contentsOf: url, encoding: .utf8), to: text)
    guard !differences.isEmpty else { return nil }
    let more = differences.count > Self.mostShown ? ["... \(differences.count - Self.mostShown) more"] : []
    return (["\(url.path) differs:"] + differences.prefix(Self.mostShown) + more).joined(separator: "\n")
  }

  private static let mostShown = 20

  private static func differences(from recorded: String, to text: String) -> [String] {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    let changes = lines(text).difference(from: lines(recorded)).map { change in
      switch change {
      case .remove(let line, let words, _): (line: line, text: "-\(words)")
      case .insert(let line, let words, _): (line: line, text: "+\(words)")
      }
    }
    return changes.sorted { ($0.line, $1.text) < ($1.line, $0.text) }.map(\.text)
  }
}

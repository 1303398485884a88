import CrossbarPrimitives
import Foundation

extension DeckCheck {
  /// The figures as a table, the meanings of those that fail, and the cards that were edited.
  public var table: String {
    let failed = verdicts.count { !$0.passes }
    var lines = [excerpt("\(deck), run by \(program)", limit: 300), ""]
    let rows = verdicts.map { verdict in
      [
        verdict.passes ? "pass" : "FAIL", excerpt(verdict.expected.name), Self.figure(verdict.expected.value),
        Self.figure(verdict.found),
        verdict.deviation.map { String(format: "%+.1e", $0) } ?? "", excerpt(verdict.expected.unit),
      ]
    }
    lines += alignedColumns([["", "figure", "expected", "found", "deviation", "unit"]] + rows).map { "  " + $0 }
    lines.append("")
    for verdict in verdicts where !verdict.passes && !verdict.expected.meaning.isEmpty {
      lines.append("  \(excerpt("\(verdict.expected.name): \(verdict.expected.meaning)", limit: 200))")
    }
    lines.append(
      failed == 0 ? "  all \(verdicts.count) figures agree" : "  \(failed) of \(verdicts.count) figures do not agree")
    return (lines + editLines).joined(separator: "\n")
  }

  /// At most 20 edits; empty if there are none, or if it is not known how the deck was written.
  private var editLines: [String] {
    guard let edits, !edits.isEmpty else { return [] }
    let shown = edits.prefix(20).map { edit in
      switch (edit.line, edit.now, edit.written) {
      case (let line?, let now?, let written?): "    line \(line), \(Self.change(from: written, to: now))"
      case (let line?, let now?, nil): "    line \(line), new: \(now)"
      default: "    gone: \(edit.written ?? "")"
      }
    }
    let rest = edits.count > shown.count ? ["    and \(edits.count - shown.count) more"] : []
    return ["", "  \(edits.count) \(edits.count == 1 ? "card is" : "cards are") not as written:"] + shown + rest
  }

  /// The words that differ, if both cards have the same number of words; otherwise both cards.
  private static func change(from written: String, to now: String) -> String {
    let (before, after) = (written.split(separator: " "), now.split(separator: " "))
    guard before.count == after.count, let name = after.first else { return "\(now)\n      was: \(written)" }
    let words = zip(before, after).filter { $0 != $1 }.map { "\($1), was \($0)" }
    if words.isEmpty { return "\(now)\n      differs behind what is shown" }
    return "\(name): " + words.joined(separator: "; ")
  }

  /// Nine digits, or "none" for a figure that has no value.
  private static func figure(_ value: Double?) -> String { value.map { String(format: "%.9g", $0) } ?? "none" }
}

import CrossbarPrimitives
import Netlisting

/// What a simulator printed about a deck that it could not run, without anything from the files that the deck includes.
struct SimulatorWords {
  /// Words of the simulator's own messages, which may be shown even if an included file has them too.
  private static let vocabulary: Set<String> = [
    "aborted", "analysis", "and", "cannot", "circuit", "could", "current", "doanalyses", "error", "expected", "few", "find",
    "for", "given", "incomplete", "its", "line", "loaded", "many", "matrix", "model", "netlist", "node", "not", "number",
    "parameters", "parsed", "run", "simulation", "singular", "small", "subcircuit", "subckt", "substitute", "such", "the",
    "timestep", "too", "type", "undefined", "unknown", "vector", "voltage", "warning", "with",
  ]

  /// Beginnings of lines that ngspice prints in any case.
  private static let idle = [
    "Note:", "Circuit:", "Doing analysis", "No. of Data Rows", "ASCII raw file", "ngspice-", "Using transient",
    "Initial Transient", "Total ", "Measurements for",
  ]

  /// At most 12 lines that say something, cut to length; empty if there was no complaint.
  /// - Parameters:
  ///   - said: all that the simulator printed.
  ///   - mark: lines with this are about our own commands and are left out; nil for none.
  ///   - deck: the deck's text, whose words may be quoted.
  ///   - included: the texts whose words must not be quoted. A line with such a word is withheld, and the number of these lines
  ///     is stated.
  static func lines(_ said: String, without mark: String?, deck: String, included: [String]) -> [String] {
    let lines = said.split(whereSeparator: \.isNewline).filter { line in
      line.contains { !$0.isWhitespace } && !idle.contains { line.trimmed.hasPrefix($0) } && !(mark.map(line.contains) ?? false)
    }.prefix(12)
    guard !included.isEmpty else { return lines.map { excerpt($0, limit: 160) } }
    let secret = included.reduce(into: Set<String>()) { $0.formUnion(tokens($1)) }.subtracting(tokens(deck))
      .subtracting(vocabulary)
    let shown = lines.filter { secret.isDisjoint(with: tokens(String($0))) }.map { excerpt($0, limit: 160) }
    let withheld = lines.count - shown.count
    return withheld == 0 ? shown : shown + ["(\(withheld) lines are not shown: they hold words of an included file)"]
  }

  /// The words of three or more letters and digits, in lower case.
  private static func tokens(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.filter { $0.utf8.count >= 3 }.map(String.init))
  }
}

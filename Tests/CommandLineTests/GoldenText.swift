import Foundation
import Records
import Reporting

/// What a run printed and wrote, in words that are the same on every machine: numbers have four significant digits, and what
/// the machine or the time decides is masked.
struct GoldenText {
  let text: String

  /// Debian's version of the ngspice that the goldens were recorded with; whoever records them with another one changes it.
  private static let ngspice = "39.3"

  init(_ command: GoldenCommand, _ outcome: Outcome, in folder: String) throws {
    var sections = [("exit status", "\(outcome.status)"), ("files", try Self.files(in: folder + "/out"))]
    if !outcome.output.isEmpty { sections.append(("output", try Self.lines(ofJSON: outcome.output))) }
    if !outcome.errors.isEmpty { sections.append(("errors", outcome.errors)) }
    for file in try FileManager.default.contentsOfDirectory(atPath: folder + "/out").sorted() {
      for (name, text) in try Self.sections(of: file, in: folder + "/out") { sections.append((name, text)) }
    }
    let body = sections.map { "\n[\($0.0)]\n\($0.1.trimmingCharacters(in: .newlines))\n" }.joined()
    text =
      "# mxbar \(command.arguments.joined(separator: " "))\n# recorded with ngspice \(Self.ngspice)\n"
      + Self.rounded(Self.masked(body.replacing(folder, with: "<path>")))
  }

  /// Of a picture its SVG stands for all its files.
  private static func files(in folder: String) throws -> String {
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
    return names.filter { name in name.contains(".") && ![".dat", ".gp", ".png"].contains { name.hasSuffix($0) } }
      .sorted().joined(separator: "\n")
  }

  private static func sections(of file: String, in folder: String) throws -> [(String, String)] {
    let path = "\(folder)/\(file)"
    if file == ResultFolder.manifestName {
      let manifest = try RecordValue(json: Data(read(path).utf8))
      return [("configuration", try lines(of: manifest["configuration"] ?? .null).joined(separator: "\n"))]
    }
    if file == ResultFolder.pageName { return [("summary", summary(ofPage: try read(path)))] }
    if file.hasSuffix(".csv") { return [(file, head(ofTable: try read(path)))] }
    if file.hasSuffix(".expected.json") { return [(file, try lines(ofJSON: read(path)))] }
    // Decks are what `mxbar netlist` is for; beside other results they are extras.
    let isWhole = file.hasSuffix(".yaml") || file.hasSuffix(".cir") && !exists("\(folder)/\(ResultFolder.manifestName)")
    return isWhole ? [(file, try read(path))] : []
  }

  // MARK: Kinds of files

  /// The command's text for a person, which the page has as its heading and its summary.
  private static func summary(ofPage page: String) -> String {
    let parts = [page.firstMatch(of: /<h1>((?s).*?)<\/h1>/)?.output.1, page.firstMatch(of: /<pre>((?s).*?)<\/pre>/)?.output.1]
    let text = parts.compactMap { $0 }.joined(separator: "\n")
    return [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")].reduce(text) { $0.replacing($1.0, with: $1.1) }
  }

  /// The names of a table's columns and its first three rows.
  private static func head(ofTable table: String) -> String {
    let rows = table.split(separator: "\n").prefix(4).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    guard let header = rows.first else { return "" }
    let masked = rows.dropFirst().map { row in
      row.enumerated().map { column, field in
        guard header.indices.contains(column), !field.isEmpty else { return String(field) }
        return mask(of: header[column]) ?? String(field)
      }
    }
    return ([header.map(String.init)] + masked).map { $0.joined(separator: ",") }.joined(separator: "\n")
  }

  private static func lines(ofJSON text: String) throws -> String {
    try lines(of: RecordValue(json: Data(text.utf8))).joined(separator: "\n")
  }

  /// Every value with its path; unlike in `RecordValue.leaves`, nothing is left out where a list or an object is empty.
  private static func lines(of value: RecordValue, at path: String = "") throws -> [String] {
    func below(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
    switch value {
    case .record(let entries) where !entries.isEmpty:
      return try entries.sorted { $0.key < $1.key }.flatMap { try lines(of: $0.value, at: below($0.key)) }
    case .list(let values) where !values.isEmpty:
      return try values.enumerated().flatMap { try lines(of: $0.element, at: below("\($0.offset)")) }
    default:
      return ["\(path) = " + (try mask(of: path) ?? value.json())]
    }
  }

  // MARK: What differs between machines

  /// What stands for the value of a figure that is time, a version or mere rounding; nil for any other figure.
  private static func mask(of name: some StringProtocol) -> String? {
    let masks = [
      "seconds": "<time>", "version": "<version>", "sha256": "<digest>", "current_difference": "<small>",
      "state_difference": "<small>", "energy_difference": "<small>",
      "difference_cell": "<cell>", ".deviation": "<small>", "residual": "<small>", "gate_current_A": "<small>",
      "comparison.input": "<input>", "comparison.column": "<column>", "largest_difference_A": "<small>",
      "largest_relative_difference": "<small>",
    ]
    return name == "accuracy" ? "<small>" : masks.first { name.hasSuffix($0.key) }?.value
  }

  private static func masked(_ text: String) -> String {
    text.replacing(/(ngspice[- ])\d+(\.\d+)*/) { "\($0.output.1)<version>" }
      .replacing(/(mxbar )\d+\.\d+\.\d+/) { "\($0.output.1)<version>" }
      .replacing(/((analyses|operating points|reads|1R,) in )[0-9.e+-]+ s/) { "\($0.output.1)<time> s" }
      .replacing(/((structured,|ngspice +|<version>) +)[0-9.]+ .?s,/) { "\($0.output.1)<time>," }
      .replacing(/at most \([^)]*\), states/, with: "at most (<cell>), states")
      // Whichever of ngspice's long steps a sweep's abrupt SET falls into, the last bit of an exponential decides on it.
      .replacing(/(\bt_set( = |"\n.*\n.*\n.*value = ))[0-9.]+/) { "\($0.output.1)<about>" }
      .replacing(/at input \d+, column \d+/, with: "at <input>, <column>")
      .replacing(/-?\b\d\.\de[-+]\d\d\b|-?[0-9.]+ [af]A\b/, with: "<small>")
  }

  /// Numbers of more than four significant digits are rounded, and masked where rounding is all they are. Words are found as
  /// well, so that the digits in them stay.
  private static func rounded(_ text: String) -> String {
    text.replacing(/[A-Za-z_][A-Za-z_0-9]*|-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/) { match in
      let word = String(match.output.0)
      let digits = word.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber).drop { $0 == "0" }
      guard digits.count > 4, let number = Double(word) else { return word }
      return abs(number) < 1e-12 ? "<small>" : String(format: "%.4g", number)
    }
  }
}

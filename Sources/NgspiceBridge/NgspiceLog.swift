/// What ngspice printed during one step, sorted: its return codes say nothing, its words do.
struct NgspiceLog {
  /// The first line that tells of a failure, with the lines that explain it.
  let failure: String?
  /// The circuit card ngspice quoted with the failure.
  let failedLine: String?
  /// The element or node named by the failure.
  let failedElement: String?
  /// Neither harmless nor a failure.
  let warnings: [String]

  init(_ raw: [String]) {
    let lines = raw.map(Self.text).filter { !$0.isEmpty }
    let failures = lines.indices.filter { Self.isFailure(lines[$0]) }
    if let first = failures.first {
      // "Error on line 3 or its substitute:" is followed by the card and then by the reason.
      let explained = lines[first...].prefix(5).filter { !Self.isHarmless($0) || Self.isFailure($0) }
      failure = explained.joined(separator: "; ")
      let quotesCard = lines[first].hasPrefix("Error on line") && first + 1 < lines.count
      failedLine = quotesCard ? lines[first + 1] : nil
    } else {
      failure = nil
      failedLine = nil
    }
    failedElement = failures.lazy.compactMap { Self.trouble(lines[$0]) }.first
    warnings = failures.isEmpty ? lines.filter { !Self.isHarmless($0) } : []
  }

  /// Lines arrive as "stdout …" or "stderr …".
  private static func text(_ line: String) -> String {
    var rest = line[...]
    for prefix in ["stdout ", "stderr "] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
    let trimmed = rest.drop { $0.isWhitespace }
    return String(trimmed.reversed().drop { $0.isWhitespace }.reversed())
  }

  /// "trouble with node "x"" or "trouble with xcell-instance x".
  private static func trouble(_ line: String) -> String? {
    guard let range = line.firstRange(of: "trouble with ") else { return nil }
    return line[range.upperBound...].split(separator: " ").last.map { $0.filter { $0 != "\"" } }
  }

  static func isFailure(_ line: String) -> Bool {
    let lower = line.lowercased()
    return failureWords.contains { lower.contains($0) }
  }

  static func isHarmless(_ line: String) -> Bool {
    harmlessStarts.contains { line.hasPrefix($0) } || line.allSatisfy { "-*= \t".contains($0) }
  }

  private static let failureWords = [
    "error", "aborted", "too few parameters", "too many parameters", "unknown subckt", "unknown parameter",
    "unrecognized parameter", "cannot recover", "can't find", "cannot find", "could not find", "unable to find",
    "no such", "not parsed", "singular matrix", "too small", "undefined", "no circuit", "no simulations run",
    "expression err", "syntax", "doanalyses", "interrupted", "unimplemented", "illegal", "unexpected",
  ]

  private static let harmlessStarts = [
    "Note: No compatibility mode", "Note: can't find init file", "Note: Starting", "Note: Dynamic gmin", "Note: True gmin",
    "Note: Gmin", "Note: Source stepping", "Note: Trying", "Note: One successful", "Circuit:",
    "Doing analysis at TEMP", "Using transient initial conditions", "Initial Transient Solution", "Node ", "Reference value",
    "No. of Data Rows", "No. of Data Columns", "Using SPARSE", "Using KLU", "Reducing trtol", "Trying", "Supplies reduced",
    "Starting dynamic gmin", "Dynamic gmin", "Starting source", "Source stepping", "One successful",
    "Background thread", "Warning: Dynamic gmin", "Warning: True gmin", "Warning: source stepping", "Warning: Further gmin",
    "Warning: Gmin",
  ]
}

/// What ngspice printed during one step, sorted into failures and warnings. ngspice's return codes do not tell whether a step
/// worked; its messages do.
struct NgspiceLog {
  /// The lines that report a failure, four at most, with the card that they quote; nil if nothing failed.
  let failure: String?
  /// The card that ngspice quoted with the failure; nil for none.
  let failedLine: String?
  /// The element or node that ngspice blamed for the failure; nil for none.
  let failedElement: String?
  /// The lines that are neither harmless nor failures; empty if something failed.
  let warnings: [String]

  /// - Parameter raw: the lines as ngspice's callback passes them, or as they stand in a log file.
  init(_ raw: some Sequence<String>) {
    let lines = raw.map(Self.text).filter { !$0.isEmpty }
    let failures = lines.indices.filter { Self.isFailure(lines[$0]) }
    guard !failures.isEmpty else {
      failure = nil
      failedLine = nil
      failedElement = nil
      warnings = lines.filter { !Self.isHarmless($0) }
      return
    }
    // "Error on line:" is followed by the card, and the card by the reason.
    let quote = failures.first { Self.quotesCard(lines[$0]) && $0 + 1 < lines.count }
    var told = Set(failures.prefix(4))
    if let quote { told.formUnion(quote...min(quote + 2, lines.count - 1)) }
    failure = told.sorted().map { lines[$0] }.joined(separator: "; ")
    failedLine = quote.map { lines[$0 + 1] } ?? failures.lazy.compactMap { Self.tail(of: lines[$0], "unknown subckt: ") }.first
    failedElement = lines.lazy.compactMap(Self.trouble).first
    warnings = []
  }

  /// A line without the leading "stdout" or "stderr", and without the progress message that may precede its text.
  private static func text(_ line: String) -> String {
    var rest = line[...]
    for prefix in ["stdout ", "stderr "] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
    rest = rest.drop { $0.isWhitespace }
    if rest.hasPrefix(gminProgress) {
      rest = rest.dropFirst(gminProgress.count).drop { $0.isWhitespace }.drop { !$0.isWhitespace }.drop { $0.isWhitespace }
    }
    return String(rest.reversed().drop { $0.isWhitespace }.reversed())
  }

  private static let gminProgress = "Trying gmin ="

  /// The element or node that a line blames: `trouble with node "x"`, `check node x`, `in line b.x1.b1`.
  private static func trouble(_ line: String) -> String? {
    for words in ["trouble with ", "check node "] {
      if let rest = tail(of: line, words) { return rest.split(separator: " ").last.map { $0.filter { $0 != "\"" } } }
    }
    return line.hasPrefix("in line ") ? tail(of: line, "in line ") : nil
  }

  /// The rest of a line after some words; nil if they do not occur.
  private static func tail(of line: String, _ words: String) -> String? {
    line.firstRange(of: words).map { String(line[$0.upperBound...]) }
  }

  /// Whether the next line is the card that the message is about.
  private static func quotesCard(_ line: String) -> Bool { line.hasPrefix("Error on line") || line.hasSuffix("in line") }

  /// Whether a line reports a failure, judged by its words.
  static func isFailure(_ line: String) -> Bool {
    let lower = line.lowercased()
    // A title, a card or a warning may contain any word. What ngspice warns about but solves in the end is solved.
    if ["circuit:", "warning", "note:", "."].contains(where: lower.hasPrefix) || lower.hasSuffix("- ignored") { return false }
    return failureWords.contains { lower.contains($0) }
  }

  /// Whether a line says nothing that a reader of results should know.
  static func isHarmless(_ line: String) -> Bool {
    harmlessStarts.contains { line.hasPrefix($0) } || line.allSatisfy { "-*= \t".contains($0) }
  }

  /// In lower case; a line that contains one of them is a failure.
  private static let failureWords = [
    "error", "aborted", "too few parameters", "too many parameters", "unknown subckt", "unknown parameter",
    "unrecognized parameter", "cannot recover", "can't find", "cannot find", "could not find", "unable to find",
    "no such", "not parsed", "singular matrix", "too small", "undefined", "no circuit", "no simulations run",
    "expression err", "syntax", "doanalyses", "interrupted", "unimplemented", "illegal", "unexpected",
  ]

  /// Beginnings of lines that are neither failures nor warnings worth recording.
  private static let harmlessStarts = [
    "Note:", "Circuit:", "Doing analysis at TEMP", "Using transient initial conditions", "Initial Transient Solution",
    "Node ", "Reference value", "No. of Data Rows", "No. of Data Columns", "Using SPARSE", "Using KLU", "Reducing trtol",
    "binary raw file", "Trying", "Supplies reduced", "Starting dynamic gmin", "Dynamic gmin", "Starting source",
    "Source stepping",
    "One successful", "Background thread", "Warning: Dynamic gmin", "Warning: True gmin", "Warning: source stepping",
    "Warning: Further gmin", "Warning: Gmin", "Warning: gmin", "Warning: Last gmin", "Warning: singular matrix",
  ]
}

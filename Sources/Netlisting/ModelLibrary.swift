import CrossbarPrimitives

/// A text of SPICE models and subcircuits, read far enough to know what it defines.
///
/// The text is handed to a simulator as it stands. It is read here so that a circuit's references can be checked, and
/// because one undefined `{parameter}` leaves ngspice's library unusable for the rest of the process.
public struct ModelLibrary: Hashable, Sendable {
  /// Where the text came from, as errors name it: a path, or the name of an embedded model.
  public let source: String
  /// The text without a trailing newline.
  public let text: String
  /// Subcircuits by lower-case name.
  public let subcircuits: [String: Subcircuit]
  /// The type (`nmos`, `d`, …) of each model outside of subcircuits, by lower-case name.
  public let models: [String: String]

  public struct Subcircuit: Hashable, Sendable {
    public let terminals: [String]
    /// Parameters an instance may set, lower case.
    public let parameters: [String]
  }

  /// - Throws: `NetlistError.library` with the line that cannot be a model library's.
  public init(text: String, source: String) throws(NetlistError) {
    var reader = ModelLibraryReader(source: source)
    var body = text.replacing("\r\n", with: "\n")
    while body.last?.isNewline == true { body.removeLast() }
    for line in logicalLines(body) { try reader.read(line) }
    try reader.finish()
    self.source = source
    self.text = body
    subcircuits = reader.subcircuits
    models = reader.models
  }
}

/// A card with its continuation lines joined.
struct LogicalLine {
  /// One-based number of its first line.
  let number: Int
  let text: String
}

/// Drops comments (`*` lines, and what follows `;` or `$` and a space) and joins `+` lines to the card they continue.
func logicalLines(_ text: String) -> [LogicalLine] {
  var result: [LogicalLine] = []
  for (index, raw) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
    var line = Substring(raw)
    if let semicolon = line.firstIndex(of: ";") { line = line[..<semicolon] }
    if let dollar = line.firstRange(of: "$ ") { line = line[..<dollar.lowerBound] }
    let trimmed = line.trimmingPrefix { $0.isWhitespace }
    if trimmed.isEmpty || trimmed.hasPrefix("*") { continue }
    if trimmed.hasPrefix("+"), let last = result.popLast() {
      result.append(LogicalLine(number: last.number, text: last.text + " " + trimmed.dropFirst()))
    } else {
      result.append(LogicalLine(number: index + 1, text: String(trimmed)))
    }
  }
  return result
}

/// Reads a library card by card, keeping the scope of `.subckt` and the parameters known in it.
private struct ModelLibraryReader {
  let source: String
  var subcircuits: [String: ModelLibrary.Subcircuit] = [:]
  var models: [String: String] = [:]
  private var globalParameters: Set<String> = []
  private var open: (line: LogicalLine, parameters: Set<String>)?

  init(source: String) { self.source = source }

  mutating func read(_ line: LogicalLine) throws(NetlistError) {
    let words = line.text.lowercased().split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard let card = words.first else { return }
    switch card {
    case ".subckt": try readSubcircuit(line, words)
    case ".ends":
      guard open != nil else { throw refuse(line, "this .ends closes no .subckt") }
      open = nil
    case ".model":
      guard words.count >= 3 else { throw refuse(line, "a .model needs a name and a type") }
      let type = words[2].prefix { $0 != "(" }
      if open == nil { models[words[1]] = String(type) }
    case ".param":
      let names = assignedNames(line.text.lowercased().dropFirst(".param".count))
      guard !names.isEmpty else { throw refuse(line, "a .param needs name=value") }
      try checkExpressions(line, allowing: Set(names))
      if open == nil { globalParameters.formUnion(names) } else { open?.parameters.formUnion(names) }
      return
    case ".func", ".global", ".option", ".options", ".temp", ".nodeset":
      break
    case _ where card.hasPrefix("."):
      throw refuse(
        line, "'\(card)' does not belong into a model library; allowed are .model, .subckt, .ends, .param, .func")
    default:
      guard let first = card.first, first.isASCII, first.isLetter, words.count >= 3 else {
        throw refuse(line, "this is no SPICE element: it needs a name, nodes and a value")
      }
      guard open != nil else { throw refuse(line, "an element stands outside of any .subckt") }
    }
    try checkExpressions(line, allowing: [])
  }

  func finish() throws(NetlistError) {
    if let open { throw refuse(open.line, "this .subckt is never closed by .ends") }
    if subcircuits.isEmpty && models.isEmpty {
      throw .library(source: source, line: 1, text: "", reason: "the file defines neither a .model nor a .subckt")
    }
  }

  private mutating func readSubcircuit(_ line: LogicalLine, _ words: [String]) throws(NetlistError) {
    if let open { throw refuse(line, "a .subckt inside the .subckt of line \(open.line.number)") }
    // Spaces around '=' are legal, so terminals end at "params:" or before the first name that an '=' follows.
    let text = line.text.lowercased()
    let parameters = assignedNames(text[...])
    let head = text.prefix { $0 != "=" }.split { $0.isWhitespace }.map(String.init)
    let named = parameters.isEmpty ? head : Array(head.dropLast())
    let terminals = named.dropFirst(2).prefix { $0 != "params:" }
    guard named.count >= 3, let name = words.dropFirst().first else {
      throw refuse(line, "a .subckt needs a name and terminals")
    }
    subcircuits[name] = .init(terminals: Array(terminals), parameters: parameters)
    open = (line, Set(parameters))
  }

  /// The names to the left of each `=`.
  private func assignedNames(_ text: Substring) -> [String] {
    var names: [String] = []
    var depth = 0
    var quoted = false
    var word = ""
    var wordEnded = false
    for character in text {
      if character == "'" { quoted.toggle() }
      if character == "{" { depth += 1 }
      if character == "}" { depth -= 1 }
      if quoted || depth > 0 { continue }
      if character == "=" {
        if !word.isEmpty { names.append(word) }
        word = ""
      } else if character.isWhitespace || character == "," {
        wordEnded = true
      } else {
        if wordEnded { word = "" }
        wordEnded = false
        word.append(character)
      }
    }
    return names
  }

  /// Refuses a name in `{…}` or `'…'` that nothing defines.
  private func checkExpressions(_ line: LogicalLine, allowing own: Set<String>) throws(NetlistError) {
    let known = globalParameters.union(open?.parameters ?? []).union(own)
    for expression in expressions(in: line.text.lowercased()) {
      for name in identifiers(in: expression) where !known.contains(name) && !Self.builtIns.contains(name) {
        throw refuse(line, "the parameter '\(name)' is used but nowhere defined")
      }
    }
    let braces = line.text.reduce(0) { $0 + ($1 == "{" ? 1 : $1 == "}" ? -1 : 0) }
    if braces != 0 { throw refuse(line, "its braces do not match") }
  }

  private func expressions(in text: String) -> [Substring] {
    var result: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(where: { $0 == "{" || $0 == "'" }) {
      let closing: Character = rest[start] == "{" ? "}" : "'"
      let inner = rest[rest.index(after: start)...]
      guard let end = inner.firstIndex(of: closing) else { break }
      result.append(inner[..<end])
      rest = inner[inner.index(after: end)...]
    }
    return result
  }

  /// Names that are neither functions nor the suffix of a number.
  private func identifiers(in expression: Substring) -> [String] {
    var result: [String] = []
    var rest = expression
    while let first = rest.first {
      if first.isLetter || first == "_" {
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        rest = rest[name.endIndex...]
        if rest.trimmingPrefix(while: \.isWhitespace).first != "(" { result.append(String(name)) }
      } else if first.isNumber || first == "." {
        rest = rest.drop { $0.isNumber || $0.isLetter || $0 == "." }
      } else {
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: source, line: line.number, text: line.text, reason: reason)
  }

  private static let builtIns: Set<String> = ["temper", "temp", "time", "hertz", "pi", "e", "boltz", "echarge", "kelvin"]
}

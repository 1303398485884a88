import Netlisting

/// The `.control` section in place of a deck's own: the same commands, and each expected figure kept where the deck prints or
/// measures it, as a vector of ngspice's constant plot, which is written out at the end.
struct FigureSection {
  let mark: String
  /// The figures that are expected, lower case.
  let names: [String]
  /// The analyses that stand in the deck as cards: `tran`, `op`.
  var analyses: [String] = []
  /// What a measure needs of the deck's parameters, as cards.
  private(set) var parameterCards: [String] = []
  private var measures: [(analysis: String, command: String, name: String, card: LogicalLine)] = []
  /// Names whose value comes from no analysis.
  private var constants: Set<String> = [
    "boltz", "c", "e", "echarge", "false", "i", "kelvin", "no", "pi", "planck", "true", "yes",
  ]
  private var runs = 0

  init(mark: String, names: [String]) {
    self.mark = mark
    self.names = names
  }

  /// A `.meas` card as a command, whose result is a vector.
  mutating func add(measure card: LogicalLine, of deck: DeckCopy) throws(NetlistError) {
    let words = card.text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count >= 4, isName(words[2]) else { throw deck.refuse(card, "wanted is .meas analysis name what …") }
    let (name, rest) = (words[2].lowercased(), words.dropFirst(3).joined(separator: " "))
    var command = ""
    if rest.lowercased().hasPrefix("param"), let equals = rest.firstIndex(of: "=") {
      // A formula of other measures.
      let formula = rest[rest.index(after: equals)...].filter { !"'\"{}".contains($0) }
      command = "let \(name) = \(formula)"
    } else {
      command = "meas \(words[1]) \(name) \(withParametersApart(rest))"
    }
    // What a card may say, a command may not.
    if let problem = ControlCommands.problem(in: command) { throw deck.refuse(card, problem) }
    measures.append((words[1].lowercased(), command, name, card))
  }

  /// A name that `.csparam` gives a value.
  mutating func addConstant(_ assignment: some StringProtocol) {
    constants.insert(assignment.prefix { $0 != "=" }.lowercased().trimmed)
  }

  /// The whole section.
  mutating func lines(_ commands: [LogicalLine], of deck: DeckCopy) throws(NetlistError) -> [String] {
    var lines: [String] = []
    for index in names.indices { lines += ["let \(mark)f\(index) = 0", "let \(mark)n\(index) = 0"] }
    if commands.isEmpty {
      try append(analysis: "run", LogicalLine(number: 1, text: "run"), of: deck, to: &lines)
      let measured = Set(measures.map(\.name))
      for name in names where !measured.contains(name) { keep(name, in: &lines) }
    }
    for line in commands { try append(line, of: deck, to: &lines) }
    return lines + closing
  }

  private var closing: [String] {
    ["setplot const", "unset appendwrite", "set filetype=ascii", "write \(mark).raw", "quit"]
  }

  // MARK: Commands

  private mutating func append(_ line: LogicalLine, of deck: DeckCopy, to lines: inout [String]) throws(NetlistError) {
    let command = line.text.firstWord
    switch command {
    case _ where ControlCommands.analyses.contains(command):
      try append(analysis: line.text, line, of: deck, to: &lines)
    case _ where ControlCommands.shows.contains(command): break
    case "quit", "exit": lines += closing
    case "print":
      for item in CardTokens(line).words.dropFirst().map({ $0.lowercased().filter { !$0.isWhitespace } }) {
        for name in names where item == name || item == "all" {
          try refuseConstant(name, line, of: deck)
          keep(name, in: &lines)
        }
      }
    case "let":
      noteConstant(line.text.dropFirst(command.count))
      lines.append(line.text)
    case "meas", "measure":
      lines.append(line.text)
      let words = line.text.split(whereSeparator: \.isWhitespace)
      if words.count > 2, names.contains(words[2].lowercased()) {
        keep(words[2].lowercased(), in: &lines)
      }
    default: lines.append(line.text)
    }
  }

  /// An analysis, and the deck's measures of it, which ngspice takes after each.
  private mutating func append(
    analysis: String, _ line: LogicalLine, of deck: DeckCopy, to lines: inout [String]
  ) throws(NetlistError) {
    lines.append(analysis)
    let command = analysis.firstWord
    let kinds = command == "run" ? Set(analyses) : [command]
    if command == "run" { runs += 1 }
    for measure in measures where kinds.contains(measure.analysis) {
      if kinds.count > 1 {
        guard runs == 1 else {
          throw deck.refuse(line, "a deck with several analyses and measures is run once; run them one by one: op, tran …")
        }
        lines.append("setplot \(measure.analysis)1")
      }
      lines.append(measure.command)
      if measure.command.hasPrefix("let") { noteConstant(measure.command.dropFirst(3)) }
      guard names.contains(measure.name) else { continue }
      try refuseConstant(measure.name, measure.card, of: deck)
      keep(measure.name, in: &lines)
    }
  }

  /// Copies a vector's value and length, where there is one; a mean, since ngspice lets no one index a single number.
  private func keep(_ name: String, in lines: inout [String]) {
    guard let index = names.firstIndex(of: name) else { return }
    lines += [
      "let \(mark)t\(index) = \(name)", "set \(mark)p = $curplot", "setplot const",
      "let \(mark)f\(index) = mean({$\(mark)p}.\(mark)t\(index))", "let \(mark)n\(index) = length({$\(mark)p}.\(mark)t\(index))",
      "setplot $\(mark)p",
    ]
  }

  private func refuseConstant(_ name: String, _ line: LogicalLine, of deck: DeckCopy) throws(NetlistError) {
    if constants.contains(name) { throw deck.refuse(line, "'\(name)' is a number of the deck's own and comes from no analysis") }
  }

  // MARK: Words

  /// Puts vectors in place of `{…}` and `'…'`, which ngspice replaces in cards and not in commands.
  private mutating func withParametersApart(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(where: { "{'".contains($0) }) {
      let close: Character = rest[start] == "{" ? "}" : "'"
      guard let end = rest[start...].dropFirst().firstIndex(of: close) else { break }
      let name = "\(mark)c\(parameterCards.count)"
      parameterCards.append(".csparam \(name) = {\(rest[rest.index(after: start)..<end])}")
      result += rest[..<start] + name
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private mutating func noteConstant(_ assignment: some StringProtocol) {
    guard let equals = assignment.firstIndex(of: "=") else { return }
    let name = assignment[..<equals].lowercased().trimmed.prefix { $0 != "[" }
    let formula = assignment[assignment.index(after: equals)...].lowercased()
    // Names, besides those of functions, variables ($x) and the letters of numbers (1e-3, 2k).
    let used = formula.matches(of: /(\$&?)?([0-9.][0-9a-z.]*|[a-z_][a-z0-9_.#]*)(\s*\()?/)
    let isConstant = used.allSatisfy { match in
      let (word, isCall) = (match.output.2, match.output.3 != nil)
      if isCall { return !Self.quantities.contains(String(word)) }
      let isNumber = word.first?.isLetter == false && word.first != "_"
      return match.output.1 != nil || isNumber || constants.contains(String(word))
    }
    if isConstant { constants.insert(String(name)) } else { constants.remove(String(name)) }
  }

  /// What a formula calls that is no function.
  private static let quantities: Set<String> = ["i", "idb", "ii", "im", "ip", "ir", "v", "vdb", "vi", "vm", "vp", "vr"]

  private func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}

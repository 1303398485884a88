import Netlisting

/// Builds the `.control` section that replaces a foreign deck's own.
///
/// It has the same commands. Wherever the deck prints or measures an expected figure, the figure is also stored as a vector
/// of ngspice's constant plot, and at the end this plot is written to a file.
struct FigureSection {
  /// The prefix of all names that the section adds; a deck cannot foresee it.
  let mark: String
  /// The names of the expected figures, in lower case. The value of figure 3 is stored as `<mark>f3`, its length as `<mark>n3`.
  let names: [String]
  /// The analyses that the deck has as cards, without the dot, such as `tran`.
  var analyses: [String] = []
  /// `.csparam` cards that make the deck's parameters available to measures.
  private(set) var parameterCards: [String] = []
  /// The deck's `.meas` cards as commands, with the analysis that each belongs to.
  private var measures: [(analysis: String, command: String, name: String, card: LogicalLine)] = []
  /// Names of vectors whose values come from no analysis, in lower case. A figure among them would prove nothing.
  private var constants: Set<String> = [
    "boltz", "c", "e", "echarge", "false", "i", "kelvin", "no", "pi", "planck", "true", "yes",
  ]
  /// How many `run` commands there have been.
  private var runs = 0

  init(mark: String, names: [String]) {
    self.mark = mark
    self.names = names
  }

  /// Adds a `.meas` card, which becomes a command so that its result is a vector.
  /// - Throws: `NetlistError.library` for a card of another form, or one that holds what a command must not.
  mutating func add(measure card: LogicalLine, of deck: DeckCopy) throws(NetlistError) {
    let words = card.text.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count >= 4, isName(words[2]) else { throw deck.refuse(card, "wanted is .meas analysis name what …") }
    let (name, rest) = (words[2].lowercased(), words.dropFirst(3).joined(separator: " "))
    var command = ""
    if rest.lowercased().hasPrefix("param"), let equals = rest.firstIndex(of: "=") {
      // A formula of other measures becomes a `let`.
      let formula = rest[rest.index(after: equals)...].filter { !"'\"{}".contains($0) }
      command = "let \(name) = \(formula)"
    } else {
      command = "meas \(words[1]) \(name) \(withParametersApart(rest))"
    }
    // A card may hold characters that are not allowed in a command.
    if let problem = ControlCommands.problem(in: command) { throw deck.refuse(card, problem) }
    measures.append((words[1].lowercased(), command, name, card))
  }

  /// Adds a name whose value comes from `.csparam`, not from an analysis.
  /// - Parameter assignment: `name=value`.
  mutating func addConstant(_ assignment: some StringProtocol) {
    constants.insert(assignment.prefix { $0 != "=" }.lowercased().trimmed)
  }

  /// All commands of the section.
  /// - Parameter commands: those of the deck's own section; without any, the deck's analyses are run.
  /// - Throws: `NetlistError.library` for a figure that comes from no analysis.
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

  /// Writes the file of figures and ends ngspice.
  private var closing: [String] {
    ["setplot const", "unset appendwrite", "set filetype=ascii", "write \(mark).raw", "quit"]
  }

  // MARK: Commands

  /// Adds one command of the deck, and stores the figures that it prints or measures.
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

  /// Adds an analysis, and the deck's measures of it: ngspice takes those after each analysis.
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

  /// Stores a vector's value and length, if the vector exists. The value is taken as a mean, since ngspice cannot index a single
  /// number.
  private func keep(_ name: String, in lines: inout [String]) {
    guard let index = names.firstIndex(of: name) else { return }
    lines += [
      "let \(mark)t\(index) = \(name)", "set \(mark)p = $curplot", "setplot const",
      "let \(mark)f\(index) = mean({$\(mark)p}.\(mark)t\(index))", "let \(mark)n\(index) = length({$\(mark)p}.\(mark)t\(index))",
      "setplot $\(mark)p",
    ]
  }

  /// Rejects a figure whose value the deck sets itself.
  private func refuseConstant(_ name: String, _ line: LogicalLine, of deck: DeckCopy) throws(NetlistError) {
    if constants.contains(name) { throw deck.refuse(line, "'\(name)' is a number of the deck's own and comes from no analysis") }
  }

  // MARK: Words

  /// Replaces `{…}` and `'…'` by vectors: ngspice evaluates these in cards but not in commands.
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

  /// Notes whether a `let` gives its name a value without any result of an analysis.
  private mutating func noteConstant(_ assignment: some StringProtocol) {
    guard let equals = assignment.firstIndex(of: "=") else { return }
    let name = assignment[..<equals].lowercased().trimmed.prefix { $0 != "[" }
    let formula = assignment[assignment.index(after: equals)...].lowercased()
    // The words of the formula. Function calls, variables ($x) and numbers with letters (1e-3, 2k) are told apart below.
    let used = formula.matches(of: /(\$&?)?([0-9.][0-9a-z.]*|[a-z_][a-z0-9_.#]*)(\s*\()?/)
    let isConstant = used.allSatisfy { match in
      let (word, isCall) = (match.output.2, match.output.3 != nil)
      if isCall { return !Self.quantities.contains(String(word)) }
      let isNumber = word.first?.isLetter == false && word.first != "_"
      return match.output.1 != nil || isNumber || constants.contains(String(word))
    }
    if isConstant { constants.insert(String(name)) } else { constants.remove(String(name)) }
  }

  /// What looks like a call of a function but reads a voltage or current.
  private static let quantities: Set<String> = ["i", "idb", "ii", "im", "ip", "ir", "v", "vdb", "vi", "vm", "vp", "vr"]

  private func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}

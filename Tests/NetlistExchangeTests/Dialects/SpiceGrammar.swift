import Testing

/// A strict reader of one SPICE dialect: every statement must be of one of the forms that its manual documents, to the
/// last word, and every name must lead somewhere.
struct SpiceGrammar {
  /// Forms of the statements, as the manuals give them; `N` stands for a number, `V` for a value that may be a formula.
  struct Forms {
    /// Between a subcircuit's terminals and its parameters.
    var parameterWord: String
    /// Marks around a formula as a value.
    var formula: (open: Character, close: Character)
    /// Element letter and keyword of a formula source of current and of voltage.
    var currentSource: (letter: Character, key: String)
    var voltageSource: (letter: Character, key: String)
    /// Whether a source's formula stands bare, its parameters in braces.
    var hasBareSourceFormula: Bool
    var constant: Regex<Substring>
    var transient: Regex<Substring>
    var sweep: Regex<Substring>
    /// The word of a measure, and those of its analyses.
    var measure: String
    var transientWord: String
    var sweepWord: String
    var options: Set<String>
    /// Further statements that may stand at the top.
    var others: [Regex<Substring>]
    var separator: Character
    var include: Regex<Substring>
  }

  let forms: Forms

  /// Synopsys, HSPICE User Guide: Simulation and Analysis (chapters 4 Input Netlist, 7 Elements, 11 Transient Analysis) and
  /// HSPICE Reference Manual: Commands and Control Options (.MEASURE, .OPTION, .TRAN, .DC, .TEMP); G and E elements with
  /// CUR= and VOL=: HSPICE Reference Manual: Elements and Device Models.
  static var hspice: SpiceGrammar {
    SpiceGrammar(
      forms: Forms(
        parameterWord: "", formula: ("'", "'"), currentSource: ("G", "cur"), voltageSource: ("E", "vol"),
        hasBareSourceFormula: false, constant: /DC \S+/, transient: /\.tran \S+ \S+ uic/, sweep: /\.dc V\w+ \S+ \S+ \S+/,
        measure: ".measure", transientWord: "tran", sweepWord: "dc",
        options: [
          "reltol", "abstol", "vntol", "chgtol", "trtol", "gmin", "gmindc", "method", "ingold", "measdgt", "tnom", "delmax",
          "post", "probe",
        ], others: [/\.temp \S+/, /\.probe (?:tran|dc)(?: [vi]\([\w.]+\))+/], separator: ".", include: /\.include '[\w-]+\.\w+'/))
  }

  /// Sandia, Xyce Reference Guide (2.1 Netlist Commands: .DC, .INCLUDE, .MEASURE, .OPTIONS, .PARAM, .PRINT, .SUBCKT, .TRAN;
  /// 2.3 Devices: nonlinear dependent source B, capacitor IC=).
  static var xyce: SpiceGrammar {
    SpiceGrammar(
      forms: Forms(
        parameterWord: "params:", formula: ("{", "}"), currentSource: ("B", "I"), voltageSource: ("B", "V"),
        hasBareSourceFormula: false, constant: /DC \S+/, transient: /\.TRAN \S+ \S+ 0 \S+ UIC/,
        sweep: /\.DC V\w+ \S+ \S+ \S+/, measure: ".MEASURE", transientWord: "TRAN", sweepWord: "DC",
        options: [
          "DEVICE", "GMIN", "TEMP", "TNOM", "TIMEINT", "METHOD", "RELTOL", "ABSTOL",
        ], others: [/\.PRINT (?:TRAN|DC)(?: [vi]\([\w:]+\))+/], separator: ":", include: /\.INCLUDE "[\w-]+\.\w+"/))
  }

  /// Analog Devices, LTspice help (Circuit Elements: B, C, M, R, V, X; Dot Commands: .DC, .INCLUDE, .MEAS, .OPTIONS,
  /// .PARAM, .SAVE, .SUBCKT, .TEMP, .TRAN). A constant source has a bare value.
  static var ltspice: SpiceGrammar {
    SpiceGrammar(
      forms: Forms(
        parameterWord: "params:", formula: ("{", "}"), currentSource: ("B", "I"), voltageSource: ("B", "V"),
        hasBareSourceFormula: true, constant: /[-\d]\S*/, transient: /\.tran 0 \S+ 0 \S+ uic/,
        sweep: /\.dc V\w+ \S+ \S+ \S+/, measure: ".meas", transientWord: "TRAN", sweepWord: "DC",
        options: [
          "reltol", "abstol", "vntol", "chgtol", "trtol", "gmin", "method", "tnom", "plotwinsize", "numdgt", "measdgt",
        ], others: [/\.temp \S+/, /\.save(?: [vi]\([\w:]+\))+/], separator: ":", include: /\.include [\w-]+\.\w+/))
  }

  func check(_ deck: String) throws {
    let lines = try logicalLines(deck)
    var definitions = DeckDefinitions()
    guard lines.last == ".end" else { throw GrammarError(line: lines.last ?? "", reason: "the deck does not end with .end") }
    var analyses: [String] = []
    for line in lines.dropLast() { try statement(line, &definitions, &analyses) }
    guard analyses.count == 1 else { throw GrammarError(line: "\(analyses)", reason: "one analysis is expected") }
    try definitions.finish(
      { FormulaGrammar(parameters: $0, nodes: $1) },
      { FormulaGrammar(parameters: $0, nodes: $1, bracesAroundParameters: forms.hasBareSourceFormula) })
  }

  /// Comments begin with `*`, `+` goes on with the line before; HSPICE takes 1024 characters a line.
  private func logicalLines(_ deck: String) throws -> [String] {
    guard deck.hasSuffix("\n"), deck.hasPrefix("* ") else { throw GrammarError(line: "", reason: "no title or no end of line") }
    var result: [String] = []
    for line in deck.dropLast().split(separator: "\n", omittingEmptySubsequences: false).dropFirst() {
      guard line.utf8.count < 1024, line.allSatisfy(\.isASCII) else {
        throw GrammarError(line: String(line), reason: "too long, or no ASCII")
      }
      if line.hasPrefix("*") { continue }
      if line.hasPrefix("+ ") {
        guard let last = result.popLast() else { throw GrammarError(line: String(line), reason: "nothing goes on") }
        result.append(last + line.dropFirst())
      } else {
        result.append(String(line))
      }
    }
    return result
  }

  private func statement(_ line: String, _ definitions: inout DeckDefinitions, _ analyses: inout [String]) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    let words = split(line)
    guard let first = words.first, words.allSatisfy({ !$0.isEmpty }) else { throw wrong("an empty word") }
    if !first.hasPrefix(".") { return try element(first, words, line, &definitions) }
    switch first.lowercased() {
    case ".subckt":
      let positional = words.dropFirst().prefix { !$0.contains("=") && $0 != "params:" }
      let rest = words.dropFirst(1 + positional.count)
      guard positional.count >= 2, positional.allSatisfy(isName) else { throw wrong("a name and terminals are expected") }
      let assignments = forms.parameterWord.isEmpty ? rest : rest.dropFirst()
      guard rest.isEmpty || forms.parameterWord.isEmpty || rest.first == forms.parameterWord else { throw wrong("parameters") }
      try definitions.begin(
        positional[1], positional.dropFirst().map { $0 }, try assignments.map { try numberAssignment($0, wrong) }, line: line)
    case ".ends":
      guard words.count == 2 else { throw wrong("a name is expected") }
      try definitions.end(words[1], line: line)
    case ".param":
      guard words.count == 2 else { throw wrong("one assignment is expected") }
      let (name, value) = try assignment(words[1], wrong)
      try self.value(value, line, &definitions)
      try definitions.define(name, line: line)
    case ".model":
      guard words.count >= 3, isName(words[1]), ["nmos", "pmos", "d"].contains(words[2]) else { throw wrong("a name and a type") }
      for word in words.dropFirst(3) { _ = try numberAssignment(word, wrong) }
      try definitions.add(model: words[1], line: line)
    case forms.measure.lowercased():
      guard words[0] == forms.measure, !definitions.isInSubcircuit else { throw wrong("the measure's word") }
      try measure(words, line, &definitions)
    case ".option", ".options":
      for word in words.dropFirst() {
        let name = word.split(separator: "=").first.map(String.init) ?? ""
        guard forms.options.contains(name) else { throw wrong("the option '\(name)' is not in the manual") }
      }
    default:
      if (try? forms.transient.wholeMatch(in: line)) != nil || (try? forms.sweep.wholeMatch(in: line)) != nil {
        for word in words.dropFirst() where !["uic", "UIC"].contains(word) && !word.hasPrefix("V") {
          guard isNumber(word) else { throw wrong("'\(word)' is no number") }
        }
        analyses.append(line)
      } else if (try? forms.include.wholeMatch(in: line)) == nil,
        !forms.others.contains(where: { (try? $0.wholeMatch(in: line)) != nil })
      {
        throw wrong("this statement is not of a documented form")
      } else {
        // What is saved or printed exists.
        for word in words.dropFirst() where word.hasPrefix("v(") || word.hasPrefix("i(") {
          try probe(word, line, &definitions)
        }
      }
    }
  }

  private func element(_ name: String, _ words: [String], _ line: String, _ definitions: inout DeckDefinitions) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    guard isName(name), let letter = name.first else { throw wrong("no name") }
    let nodeCount: Int
    switch letter {
    case "M": nodeCount = 4
    case "X": nodeCount = words.dropFirst().prefix { !$0.contains("=") }.count - 1
    default: nodeCount = 2
    }
    let nodes = Array(words.dropFirst().prefix(nodeCount))
    let rest = Array(words.dropFirst(1 + nodeCount))
    guard nodes.count == nodeCount, nodes.allSatisfy({ $0 == "0" || isName($0) }) else { throw wrong("nodes") }
    try definitions.add(element: name, nodes, line: line)
    switch letter {
    case "R", "C":
      guard let value = rest.first, letter == "C" || rest.count == 1, rest.count <= 2 else { throw wrong("one value") }
      try self.value(value, line, &definitions)
      if rest.count == 2 {
        let (key, initial) = try assignment(rest[1], wrong)
        guard key == "ic" else { throw wrong("ic= is expected") }
        try self.value(initial, line, &definitions)
      }
    case "V":
      let text = rest.joined(separator: " ")
      if (try? forms.constant.wholeMatch(in: text)) != nil {
        guard isNumber(rest.last ?? "") else { throw wrong("no constant") }
      } else {
        guard let match = text.wholeMatch(of: /(PULSE|PWL)\(([^()]*)\)/) else { throw wrong("no source of a documented form") }
        let numbers = match.2.split(separator: " ").map(String.init)
        guard numbers.allSatisfy(isNumber), match.1 == "PULSE" ? numbers.count == 7 : numbers.count % 2 == 0 else {
          throw wrong("the numbers of \(match.1)")
        }
      }
    case "M":
      guard let model = rest.first else { throw wrong("no model") }
      let parameters = try rest.dropFirst().map { try numberAssignment($0, wrong) }
      definitions.refer(name, to: model, nodes: 4, parameters: parameters, line: line)
    case "X":
      guard let subcircuit = rest.first, isName(subcircuit) else { throw wrong("no subcircuit") }
      var parameters: [String] = []
      for word in rest.dropFirst() {
        let (key, text) = try assignment(word, wrong)
        try value(text, line, &definitions)
        parameters.append(key)
      }
      definitions.refer(name, to: subcircuit, nodes: nodes.count, parameters: parameters, line: line)
    default:
      guard rest.count == 1 else { throw wrong("one formula is expected") }
      let (key, text) = try assignment(rest[0], wrong)
      guard [forms.currentSource, forms.voltageSource].contains(where: { $0.letter == letter && $0.key == key }) else {
        throw wrong("a formula source '\(letter)' with \(key)= is not in the manual")
      }
      if forms.hasBareSourceFormula {
        definitions.use(formula: text[...], isSource: true, line: line)
      } else {
        guard text.first == forms.formula.open, text.last == forms.formula.close else { throw wrong("its formula's marks") }
        definitions.use(formula: text.dropFirst().dropLast(), isSource: true, line: line)
      }
    }
  }

  /// Analysis, name and what is measured.
  private func measure(_ words: [String], _ line: String, _ definitions: inout DeckDefinitions) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    guard words.count >= 5, [forms.transientWord, forms.sweepWord].contains(words[1]), isName(words[2]) else {
      throw wrong("its head")
    }
    let isTransient = words[1] == forms.transientWord
    let tail = words.dropFirst(5)
    var probe = words[4]
    switch words[3] {
    case "find":
      guard tail.count == 1, let at = tail.first, at.hasPrefix("at="), isNumber(String(at.dropFirst(3))) else {
        throw wrong("at=")
      }
    case "max", "min": guard isTransient, tail.isEmpty else { throw wrong("more than a probe") }
    case "integ":
      guard isTransient, tail.map({ $0.split(separator: "=")[0] }) == ["from", "to"] else { throw wrong("from= and to=") }
    case "when":
      let parts = probe.split(separator: "=").map(String.init)
      guard isTransient, parts.count == 2, isNumber(parts[1]), tail.count == 1,
        ["rise=1", "fall=1"].contains(tail.first ?? "")
      else { throw wrong("when probe=level rise=1") }
      probe = parts[0]
    default: throw wrong("'\(words[3])' is no measure")
    }
    try self.probe(probe, line, &definitions)
  }

  /// A voltage or a current of something that the deck has.
  private func probe(_ probe: String, _ line: String, _ definitions: inout DeckDefinitions) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    guard let match = probe.wholeMatch(of: /([vi])\(([\w.:]+)\)/) else { throw wrong("no probe") }
    let path = match.2.split(separator: forms.separator, omittingEmptySubsequences: false).map(String.init)
    guard path.allSatisfy(isName) else { throw wrong("a path with another separator") }
    if match.1 == "i" {
      definitions.probe(source: String(match.2), line: line)
    } else {
      definitions.probe(path: path, line: line)
    }
  }

  // MARK: Words

  /// Words, with what stands in quotes, braces or parentheses held together.
  private func split(_ line: String) -> [String] {
    var words = [""]
    var depth = 0
    var isQuoted = false
    for character in line {
      if character == "'" { isQuoted.toggle() }
      if "({".contains(character) { depth += 1 }
      if ")}".contains(character) { depth -= 1 }
      if character == " ", depth == 0, !isQuoted { words.append("") } else { words[words.count - 1].append(character) }
    }
    return words
  }

  private func value(_ text: String, _ line: String, _ definitions: inout DeckDefinitions) throws {
    if !isNumber(text) { try formula(text, line, &definitions) }
  }

  private func formula(_ text: String, _ line: String, _ definitions: inout DeckDefinitions) throws {
    guard text.first == forms.formula.open, text.last == forms.formula.close, text.count > 2 else {
      throw GrammarError(line: line, reason: "'\(text)' is neither a number nor a formula in its marks")
    }
    definitions.use(formula: text.dropFirst().dropLast(), isSource: false, line: line)
  }

  private func assignment(_ word: String, _ wrong: (String) -> GrammarError) throws -> (String, String) {
    guard let equals = word.firstIndex(of: "="), isName(String(word[..<equals])) else { throw wrong("'\(word)' assigns nothing") }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }

  private func numberAssignment(_ word: String, _ wrong: (String) -> GrammarError) throws -> String {
    let (name, value) = try assignment(word, wrong)
    guard isNumber(value) else { throw wrong("'\(value)' is no number") }
    return name
  }

  private func isName(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z_]\w*/) != nil }

  /// Without letters of scale, which the dialects read differently.
  private func isNumber(_ text: String) -> Bool { text.wholeMatch(of: /-?\d+(\.\d+)?(e[-+]?\d+)?/) != nil }
}

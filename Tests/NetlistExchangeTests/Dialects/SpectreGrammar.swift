/// A strict reader of Spectre's own language.
///
/// Cadence, Spectre Circuit Simulator Reference ("Netlist Syntax", "Subcircuit Definitions", "tran", "options", "save",
/// "bsource") and Components and Device Models Reference (resistor, capacitor, vsource, mos1); `.measure` under
/// `simulator lang=spice`: Spectre User Guide, "Using SPICE input". Names are told apart by case; a line ends with a
/// backslash to go on.
struct SpectreGrammar {
  func check(_ deck: String) throws {
    let lines = try logicalLines(deck)
    var definitions = DeckDefinitions()
    guard lines.first == "simulator lang=spectre" else {
      throw GrammarError(line: lines.first ?? "", reason: "the language is not said first")
    }
    var isSpice = false
    var analyses = 0
    for line in lines.dropFirst() {
      if line == "simulator lang=spice" || line == "simulator lang=spectre" {
        isSpice = line.hasSuffix("spice")
      } else if isSpice {
        try measure(line, &definitions)
      } else {
        try statement(line, &definitions, &analyses)
      }
    }
    guard analyses == 1 else { throw GrammarError(line: "\(analyses)", reason: "one analysis is expected") }
    try definitions.finish(
      { FormulaGrammar(parameters: $0, nodes: $1, voltage: ["v"]) },
      { FormulaGrammar(parameters: $0, nodes: $1, voltage: ["v"]) })
  }

  private func logicalLines(_ deck: String) throws -> [String] {
    guard deck.hasPrefix("// "), deck.hasSuffix("\n") else { throw GrammarError(line: "", reason: "no title or no end of line") }
    var result: [String] = []
    var goesOn = false
    for line in deck.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("//") {
        guard !goesOn, !line.hasSuffix("\\") else { throw GrammarError(line: String(line), reason: "a comment that goes on") }
        continue
      }
      guard line.allSatisfy(\.isASCII), !line.isEmpty else {
        throw GrammarError(line: String(line), reason: "no ASCII, or empty")
      }
      let text = line.hasSuffix(" \\") ? line.dropLast(2) : line
      if goesOn { result[result.count - 1] += " " + text.drop { $0 == " " } } else { result.append(String(text)) }
      goesOn = line.hasSuffix("\\")
    }
    if goesOn { throw GrammarError(line: result.last ?? "", reason: "nothing goes on") }
    return result
  }

  private func statement(_ line: String, _ definitions: inout DeckDefinitions, _ analyses: inout Int) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    guard line == line.lowercased() || line.hasPrefix("simulatorOptions ") else { throw wrong("upper case: another name") }
    if let match = line.wholeMatch(of: /subckt (\w+) \(([\w ]+)\)/) {
      return try definitions.begin(String(match.1), match.2.split(separator: " ").map(String.init), [], line: line)
    }
    if let match = line.wholeMatch(of: /ends (\w+)/) { return try definitions.end(String(match.1), line: line) }
    if let match = line.wholeMatch(of: /parameters (.+)/) {
      for word in match.1.split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, isName(parts[0]) else { throw wrong("'\(word)' assigns nothing") }
        if !isNumber(parts[1]) { definitions.use(formula: parts[1], isSource: false, line: line) }
        try definitions.define(String(parts[0]), line: line)
      }
      return
    }
    if let match = line.wholeMatch(of: /model (\w+) (mos1 type=[np]|diode)(( \w+=\S+)*)/) {
      guard match.3.split(separator: " ").allSatisfy({ isNumber($0.split(separator: "=")[1]) }) else { throw wrong("no number") }
      return try definitions.add(model: String(match.1), line: line)
    }
    if let match = line.wholeMatch(of: /simulatorOptions options(( (reltol|iabstol|vabstol|gmin|temp|tnom)=\S+)+)/) {
      guard match.1.split(separator: " ").allSatisfy({ isNumber($0.split(separator: "=")[1]) }) else { throw wrong("no number") }
      return
    }
    if let match = line.wholeMatch(of: /save (.+)/) {
      for word in match.1.split(separator: " ") {
        if let source = word.wholeMatch(of: /(\w+):p/) {
          definitions.probe(source: String(source.1), line: line)
        } else {
          definitions.probe(path: word.split(separator: ".").map(String.init), line: line)
        }
      }
      return
    }
    if line.wholeMatch(of: /\w+ tran stop=\S+( maxstep=\S+ method=(gear2only|traponly) skipdc=yes ic=all)?/) != nil {
      for match in line.matches(of: /(stop|maxstep)=(\S+)/) where !isNumber(match.2) { throw wrong("no number") }
      analyses += 1
      return
    }
    if line.wholeMatch(of: /include "[\w-]+\.scs"/) != nil { return }
    try element(line, &definitions)
  }

  private func element(_ line: String, _ definitions: inout DeckDefinitions) throws {
    func wrong(_ reason: String) -> GrammarError { GrammarError(line: line, reason: reason) }
    guard let match = line.wholeMatch(of: /(\w+) \(([\w ]+)\) (\w+)(( .+)?)/) else { throw wrong("not of a documented form") }
    let name = String(match.1)
    let nodes = match.2.split(separator: " ").map(String.init)
    let rest = match.4.drop { $0 == " " }
    try definitions.add(element: name, nodes, line: line)
    func formula(_ text: Substring, isSource: Bool = false) { definitions.use(formula: text, isSource: isSource, line: line) }
    func value(_ text: Substring) { if !isNumber(text) { formula(text) } }
    switch match.3 {
    case "resistor":
      guard nodes.count == 2, let resistance = rest.wholeMatch(of: /r=(\S+)/) else { throw wrong("r=") }
      value(resistance.1)
    case "capacitor":
      guard nodes.count == 2, let found = rest.wholeMatch(of: /c=(\S+)( ic=(\S+))?/) else { throw wrong("c= and ic=") }
      value(found.1)
      if let initial = found.3 { value(initial) }
    case "bsource":
      guard nodes.count == 2, let found = rest.wholeMatch(of: /[iv]=(\S+)/) else { throw wrong("i= or v=") }
      formula(found.1, isSource: true)
    case "vsource":
      guard nodes.count == 2 else { throw wrong("nodes") }
      if let found = rest.wholeMatch(of: /dc=(\S+)/) {
        guard isNumber(found.1) else { throw wrong("no number") }
      } else if let found = rest.wholeMatch(of: /type=pwl wave=\[([^\]]+)\]/) {
        let numbers = found.1.split(separator: " ")
        guard numbers.count % 2 == 0, numbers.allSatisfy(isNumber) else { throw wrong("the wave") }
      } else if let found = rest.wholeMatch(
        of: /type=pulse val0=(\S+) val1=(\S+) delay=(\S+) rise=(\S+) fall=(\S+) width=(\S+) period=(\S+)/)
      {
        guard [found.1, found.2, found.3, found.4, found.5, found.6, found.7].allSatisfy(isNumber) else {
          throw wrong("no number")
        }
      } else {
        throw wrong("no source of a documented form")
      }
    default:
      var parameters: [String] = []
      for word in rest.split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, isName(parts[0]) else { throw wrong("'\(word)' assigns nothing") }
        value(parts[1])
        parameters.append(String(parts[0]))
      }
      definitions.refer(name, to: String(match.3), nodes: nodes.count, parameters: parameters, line: line)
    }
  }

  private func measure(_ line: String, _ definitions: inout DeckDefinitions) throws {
    let form =
      /\.measure tran (\w+) (find|max|min|integ|when) ([vi])\(([\w.]+)\)((=\S+)?( at=\S+| from=\S+ to=\S+| (rise|fall)=1)?)/
    guard let match = line.wholeMatch(of: form) else { throw GrammarError(line: line, reason: "no measure of a documented form") }
    let tail = match.5
    let isRight =
      switch match.2 {
      case "find": tail.hasPrefix(" at=")
      case "integ": tail.hasPrefix(" from=")
      case "when": tail.hasPrefix("=") && (tail.hasSuffix(" rise=1") || tail.hasSuffix(" fall=1"))
      default: tail.isEmpty
      }
    guard isRight else { throw GrammarError(line: line, reason: "the words behind the probe") }
    if match.3 == "i" {
      definitions.probe(source: String(match.4), line: line)
    } else {
      definitions.probe(path: match.4.split(separator: ".").map(String.init), line: line)
    }
  }

  private func isName(_ text: Substring) -> Bool { text.wholeMatch(of: /[a-z_]\w*/) != nil }
  private func isNumber(_ text: Substring) -> Bool { text.wholeMatch(of: /-?\d+(\.\d+)?(e[-+]?\d+)?/) != nil }
}

import CrossbarPrimitives

/// Reads single cards of ngspice's dialect into data.
struct CardReader {
  let source: String

  func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: source, line: line.number, text: line.text, reason: reason)
  }

  /// An element.
  func card(_ line: LogicalLine) throws(NetlistError) -> Card {
    let tokens = CardTokens(line)
    guard let name = tokens.words.first, Circuit.isName(name), let letter = name.first?.lowercased() else {
      throw refuse(line, "this is no element: a name begins with a letter and goes on with letters, digits or '_'")
    }
    let rest = tokens.positional(from: 1)
    switch letter {
    case "r":
      let nodes = try nodes(rest, 2, line)
      let value = rest.count == 3 ? rest[2] : tokens.assignments.first { $0.name == "r" }?.text
      return Card(name, .resistor(nodes[0], nodes[1], try expression(value, "resistance", line)))
    case "c":
      let nodes = try nodes(rest, 2, line)
      let value = rest.count == 3 ? rest[2] : tokens.assignments.first { $0.name == "c" }?.text
      let initial = tokens.assignments.first { $0.name == "ic" }?.text
      return Card(
        name,
        .capacitor(
          nodes[0], nodes[1], try expression(value, "capacitance", line),
          initialVoltage: initial == nil ? nil : try expression(initial, "initial voltage", line)))
    case "v", "i":
      let nodes = try nodes(rest, 2, line)
      let stimulus = try stimulus(Array(rest.dropFirst(2)), line)
      return Card(
        name,
        letter == "v"
          ? .voltageSource(plus: nodes[0], minus: nodes[1], stimulus) : .currentSource(plus: nodes[0], minus: nodes[1], stimulus))
    case "b": return try behaviouralSource(name, line)
    case "d":
      let nodes = try nodes(rest, 2, line)
      guard rest.count == 3 else { throw refuse(line, "a diode has two nodes and a model") }
      return Card(name, .diode(anode: nodes[0], cathode: nodes[1], model: rest[2].lowercased()))
    case "m":
      let nodes = try nodes(rest, 4, line)
      guard rest.count == 5 else { throw refuse(line, "a transistor has drain, gate, source, bulk and a model") }
      let parameters = try assignments(tokens, allowed: ["w", "l", "m"], line)
      return Card(
        name,
        .mosfet(
          drain: nodes[0], gate: nodes[1], source: nodes[2], bulk: nodes[3], model: rest[4].lowercased(), parameters))
    case "x":
      let words = rest.filter { $0.lowercased() != "params:" }
      guard words.count >= 2, let subcircuit = words.last else { throw refuse(line, "an instance has nodes and a subcircuit") }
      return Card(
        name,
        .instance(
          try nodes(words, words.count - 1, line), subcircuit: subcircuit.lowercased(),
          try assignments(tokens, allowed: nil, line)))
    default:
      throw refuse(line, "elements of the kind '\(letter.uppercased())' are not understood; allowed are R, C, V, I, B, D, M, X")
    }
  }

  func model(_ line: LogicalLine) throws(NetlistError) -> ModelCard {
    // The list of parameters may stand in parentheses, directly behind the type or not.
    let flat = line.text.map { "(),".contains($0) ? " " : $0 }
    let tokens = CardTokens(LogicalLine(number: line.number, text: String(flat)))
    let words = tokens.positional(from: 1)
    guard words.count == 2, Circuit.isName(words[0]) else { throw refuse(line, "a .model is a name, a type and parameters") }
    var parameters: [Element.Parameter] = []
    for (name, text) in tokens.assignments {
      guard let value = SpiceNumber.parse(unquoted(text)), value.isFinite else {
        throw refuse(line, "the parameter '\(name)' is '\(text)'; only numbers are understood")
      }
      parameters.append(.init(name, value))
    }
    return ModelCard(name: words[0].lowercased(), type: words[1].lowercased(), parameters: parameters)
  }

  /// The head of a `.subckt`, without cards.
  func subcircuit(_ line: LogicalLine) throws(NetlistError) -> SubcircuitDefinition {
    let tokens = CardTokens(LogicalLine(number: line.number, text: line.text.replacing(/(?i)params:/, with: " ")))
    let words = tokens.positional(from: 1)
    guard words.count >= 2, Circuit.isName(words[0]) else { throw refuse(line, "a .subckt needs a name and terminals") }
    var parameters: [Element.Parameter] = []
    for assignment in try assignments(tokens, allowed: nil, line) {
      guard let value = assignment.value.value() else {
        throw refuse(line, "the default of '\(assignment.name)' is a formula; only numbers are understood")
      }
      parameters.append(.init(assignment.name, value))
    }
    return SubcircuitDefinition(
      name: words[0].lowercased(), terminals: try nodes(Array(words.dropFirst()), words.count - 1, line), parameters: parameters)
  }

  func assignments(
    _ tokens: CardTokens, allowed: Set<String>?, _ line: LogicalLine
  ) throws(NetlistError) -> [Card.Assignment] {
    var result: [Card.Assignment] = []
    for (name, text) in tokens.assignments {
      if let allowed, !allowed.contains(name) {
        throw refuse(line, "'\(name)' is not understood; allowed are \(allowed.sorted().joined(separator: ", "))")
      }
      result.append(.init(name, try expression(text, name, line)))
    }
    return result
  }

  /// `v(node)`, `i(source)`, or a node inside an instance.
  func probe(_ text: String, _ line: LogicalLine) throws(NetlistError) -> Probe {
    let lower = text.lowercased()
    guard lower.hasSuffix(")"), lower.hasPrefix("v(") || lower.hasPrefix("i(") else {
      throw refuse(line, "'\(text)' is not understood; allowed are v(node) and i(source)")
    }
    let inner = lower.dropFirst(2).dropLast()
    if lower.hasPrefix("i(") { return .current(source: String(inner)) }
    guard let dot = inner.firstIndex(of: ".") else { return .voltage(Node(String(inner))) }
    return .inner(instance: String(inner[..<dot]), node: String(inner[inner.index(after: dot)...]))
  }

  // MARK: Parts

  private func behaviouralSource(_ name: String, _ line: LogicalLine) throws(NetlistError) -> Card {
    guard let equals = line.text.firstIndex(of: "=") else { throw refuse(line, "a B source needs I=formula or V=formula") }
    let head = line.text[..<equals].split(whereSeparator: \.isWhitespace).map(String.init)
    guard head.count == 4 else { throw refuse(line, "a B source has a name, two nodes and I= or V=") }
    let nodes = try nodes(Array(head.dropFirst()), 2, line)
    let formula = try expression(String(line.text[line.text.index(after: equals)...]), "formula", line)
    switch head[3].lowercased() {
    case "i": return Card(name, .behaviouralCurrent(from: nodes[0], to: nodes[1], formula))
    case "v": return Card(name, .behaviouralVoltage(plus: nodes[0], minus: nodes[1], formula))
    default: throw refuse(line, "a B source gives I= or V=, not \(head[3])=")
    }
  }

  private func nodes(_ words: [String], _ count: Int, _ line: LogicalLine) throws(NetlistError) -> [Node] {
    guard words.count >= count else { throw refuse(line, "\(count) nodes are expected, \(words.count) words found") }
    for word in words.prefix(count) where word != "0" && !Circuit.isName(word) {
      throw refuse(line, "'\(word)' is no node name")
    }
    return words.prefix(count).map { Node($0) }
  }

  private func expression(_ text: String?, _ what: String, _ line: LogicalLine) throws(NetlistError) -> CircuitExpression {
    guard let text, !text.isEmpty else { throw refuse(line, "the \(what) is missing") }
    let inner = unquoted(text.trimmed)
    if let value = SpiceNumber.parse(inner) {
      guard value.isFinite else { throw refuse(line, "the \(what) is \(text); allowed are finite numbers") }
      return .number(value)
    }
    do { return try ExpressionParser.parse(inner) } catch { throw refuse(line, "the \(what): \(error.reason)") }
  }

  private func stimulus(_ words: [String], _ line: LogicalLine) throws(NetlistError) -> Stimulus {
    let text = words.joined(separator: " ").lowercased()
    let isConstant = words.count == 1 || words.count == 2 && words[0].lowercased() == "dc"
    if isConstant, let last = words.last, let value = SpiceNumber.parse(last) { return .constant(value) }
    for (form, prefix) in [("pulse", "pulse("), ("pwl", "pwl(")] where text.hasPrefix(prefix) && text.hasSuffix(")") {
      let numbers = text.dropFirst(prefix.count).dropLast().split { $0.isWhitespace || $0 == "," }
      let values = numbers.compactMap { SpiceNumber.parse($0) }
      guard values.count == numbers.count else { throw refuse(line, "a value of its \(form) is no number") }
      if form == "pwl" {
        guard values.count % 2 == 0 else { throw refuse(line, "a pwl holds pairs of time and value") }
        return .piecewiseLinear(
          stride(from: 0, to: values.count, by: 2).map { .init(time: .seconds(values[$0]), value: values[$0 + 1]) })
      }
      guard values.count == 6 || values.count == 7, values[0] == 0, values[3] == values[4] else {
        throw refuse(line, "allowed is pulse(0 amplitude delay edge edge width), with equal edges")
      }
      return .pulse(
        amplitude: values[1], delay: .seconds(values[2]), edge: .seconds(values[3]), width: .seconds(values[5]))
    }
    throw refuse(line, "allowed are a constant, pulse(…) and pwl(…)")
  }
}

import CrossbarPrimitives

/// Reads single cards into data.
extension LibraryReader {
  /// Reads an element: R, C, V, I, B, D, M or X.
  /// - Throws: `NetlistError.library` for other kinds, and for anything that not all dialects can express.
  func card(_ tokens: CardTokens) throws(NetlistError) -> Card {
    let line = tokens.line
    guard let name = tokens.words.first, Circuit.isName(name), let letter = name.first?.lowercased() else {
      throw refuse(line, "this is no element: a name begins with a letter and goes on with letters, digits or '_'")
    }
    guard "rcvibdmx".contains(letter) else {
      throw refuse(line, "elements of the kind '\(letter.uppercased())' are not understood; allowed are R, C, V, I, B, D, M, X")
    }
    let rest = tokens.words.dropFirst()
    let nodes = try nodes(rest, letter == "m" ? 4 : letter == "x" ? max(rest.count - 1, 1) : 2, line)
    func last(of count: Int, _ what: String) throws(NetlistError) -> String {
      guard rest.count == count, let last = rest.last else { throw refuse(line, "wanted are \(count - 1) nodes and a \(what)") }
      return last.lowercased()
    }
    func value(_ parameter: String, _ what: String) throws(NetlistError) -> CircuitExpression {
      let assigned = tokens.assignments.first { $0.name == parameter }?.text
      return try expression(rest.count == 3 && parameter != "ic" ? rest.last : assigned, what, line)
    }
    switch letter {
    case "r": return Card(name, .resistor(nodes[0], nodes[1], try value("r", "resistance")))
    case "c":
      let isCharged = tokens.assignments.contains { $0.name == "ic" }
      return Card(
        name,
        .capacitor(
          nodes[0], nodes[1], try value("c", "capacitance"),
          initialVoltage: isCharged ? try value("ic", "initial voltage") : nil))
    case "v": return Card(name, .voltageSource(plus: nodes[0], minus: nodes[1], try stimulus(tokens)))
    case "i": return Card(name, .currentSource(plus: nodes[0], minus: nodes[1], try stimulus(tokens)))
    case "b":
      let head = CardTokens(LogicalLine(number: line.number, text: String(line.text.prefix { $0 != "=" }))).words
      let formula = try expression(tokens.formula, "formula", as: .formula, line)
      switch head.last?.lowercased() {
      case "i" where head.count == 4: return Card(name, .behaviouralCurrent(from: nodes[0], to: nodes[1], formula))
      case "v" where head.count == 4: return Card(name, .behaviouralVoltage(plus: nodes[0], minus: nodes[1], formula))
      default: throw refuse(line, "a B source has a name, two nodes and I=formula or V=formula")
      }
    case "d": return Card(name, .diode(anode: nodes[0], cathode: nodes[1], model: try last(of: 3, "model")))
    case "m":
      return Card(
        name,
        .mosfet(
          drain: nodes[0], gate: nodes[1], source: nodes[2], bulk: nodes[3], model: try last(of: 5, "model"),
          try assignments(tokens)))
    default:
      return Card(
        name, .instance(nodes, subcircuit: try last(of: nodes.count + 1, "subcircuit"), try assignments(tokens)))
    }
  }

  /// Reads a `.model` card whose parameters are all numbers; name, type and parameters are stored in lower case.
  func model(_ tokens: CardTokens) throws(NetlistError) -> ModelCard {
    guard tokens.words.count == 3, Circuit.isName(tokens.words[1]) else {
      throw refuse(tokens.line, "a .model is a name, a type and parameters")
    }
    var parameters: [Element.Parameter] = []
    for (name, text) in tokens.assignments {
      guard let value = number(text) else {
        throw refuse(tokens.line, "the parameter '\(name)' is '\(text)'; only numbers are understood")
      }
      parameters.append(.init(name, value))
    }
    return ModelCard(name: tokens.words[1].lowercased(), type: tokens.words[2].lowercased(), parameters: parameters)
  }

  /// Reads `v(node)`, `i(source)` or `v(instance.node)`.
  /// - Parameter line: the card to quote in errors.
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

  /// The value of a finite number, or of a formula of parameters that are defined outside of subcircuits; nil for anything
  /// else.
  func number(_ text: some StringProtocol) -> Double? {
    let reading = try? ExpressionReader.read(text, as: .parameter, in: scope)
    let value = reading?.beyond == nil ? reading?.expression.value(parameters: globals) : nil
    return value?.isFinite == true ? value : nil
  }

  /// The first words of an element as nodes.
  /// - Throws: `NetlistError.library` if there are fewer than `count`, or for one that is no node name.
  func nodes(_ words: ArraySlice<String>, _ count: Int, _ line: LogicalLine) throws(NetlistError) -> [Node] {
    guard words.count >= count else { throw refuse(line, "\(count) nodes are expected, \(words.count) words found") }
    for word in words.prefix(count) where word != "0" && !Circuit.isName(word) {
      throw refuse(line, "'\(word)' is no node name")
    }
    return words.prefix(count).map { Node($0) }
  }

  /// The card's assignments, each with a value or a formula.
  private func assignments(_ tokens: CardTokens) throws(NetlistError) -> [Card.Assignment] {
    var result: [Card.Assignment] = []
    for (name, text) in tokens.assignments { result.append(.init(name, try expression(text, name, tokens.line))) }
    return result
  }

  /// - Parameters:
  ///   - text: nil if the card does not have it, which is an error.
  ///   - what: the name of the value in errors.
  private func expression(
    _ text: (some StringProtocol)?, _ what: String, as place: ExpressionReader.Place = .element, _ line: LogicalLine
  ) throws(NetlistError) -> CircuitExpression {
    guard let text, !text.isEmpty else { throw refuse(line, "the \(what) is missing") }
    let reading: ExpressionReader.Reading
    do { reading = try ExpressionReader.read(text, as: place, in: scope) } catch {
      throw refuse(line, "the \(what): \(error.reason)")
    }
    if let reason = reading.beyond { throw refuse(line, "the \(what): \(reason)") }
    return reading.expression
  }

  /// Reads what follows the nodes of a source: a constant with or without `DC`, `PULSE(…)` from zero with equal edges, or
  /// `PWL(…)`.
  private func stimulus(_ tokens: CardTokens) throws(NetlistError) -> Stimulus {
    let (line, words) = (tokens.line, tokens.words.dropFirst(3).map { $0.lowercased() })
    let form = words.first ?? ""
    let isConstant = words.count == 1 || words.count == 2 && form == "dc"
    if isConstant, let last = words.last, let value = number(last) { return .constant(value) }
    guard ["pulse", "pwl"].contains(form) else { throw refuse(line, "allowed are a constant, pulse(…) and pwl(…)") }
    let values = words.dropFirst().compactMap { number($0) }
    guard values.count == words.count - 1 else { throw refuse(line, "a value of its \(form) is no number") }
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
}

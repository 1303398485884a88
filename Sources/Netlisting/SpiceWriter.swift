import CrossbarPrimitives

/// Writes a deck as text in one SPICE dialect.
///
/// The requirements are small so that a dialect overrides only what it says differently: `write…` appends lines,
/// `format…` returns text. The defaults are what SPICE 3 and its descendants share.
public protocol SpiceWriter: Sendable {
  var dialect: Dialect { get }

  /// Puts what the dialect cannot say in terms that it can.
  /// - Throws: `NetlistError.inexpressible` where there are none.
  func translate(_ body: inout NetlistBody) throws(NetlistError)

  func writeTitle(_ title: String, to lines: inout [String])
  func writeLibrary(_ library: NetlistBody.Library, to lines: inout [String])
  func writeInclude(_ fileName: String, to lines: inout [String])
  func writeModel(_ model: ModelCard, to lines: inout [String])
  func writeSubcircuit(_ definition: SubcircuitDefinition, to lines: inout [String])
  func writeCard(_ card: Card, to lines: inout [String])
  func writeOptions(_ deck: Deck, to lines: inout [String])
  func writeProbes(_ deck: Deck, to lines: inout [String])
  func writeAnalysis(_ deck: Deck, to lines: inout [String])
  func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String])
  func writeClosing(to lines: inout [String])
  /// What stands between a subcircuit's terminals and its parameters.
  var subcircuitParameterWord: String { get }
  func formatNumber(_ value: Double) -> String
  /// A value that may be a formula, where a card expects a number.
  func formatValue(_ expression: CircuitExpression) -> String
  /// The formula of a behavioural source.
  func formatFormula(_ expression: CircuitExpression) -> String
  func formatStimulus(_ stimulus: Stimulus) -> String
  func formatProbe(_ probe: Probe) -> String
}

/// A deck as a dialect writes it: models and subcircuits, and the cards of the circuit.
public struct NetlistBody: Sendable {
  public struct Library: Sendable {
    /// The name of the file that holds it, where it is one of its own; without an extension.
    public var name: String
    /// Nil in a dialect that takes the text as it stands.
    public var typed: TypedLibrary?
    public var text: String
    /// Whether it is part of the circuit itself, and never a file of its own.
    public var isCircuit: Bool
  }

  public var libraries: [Library]
  public var cards: [Card]
  public var deck: Deck
  public var measures: [Measure]
}

extension SpiceWriter {
  public var traits: DialectTraits { dialect.traits }

  // MARK: Whole decks

  /// The deck line by line, with its libraries' text as it stands.
  func engineLines(_ deck: Deck, measures: [Measure]) -> [String] {
    var lines: [String] = []
    writeHeader(deck, expected: [], to: &lines)
    for library in deck.circuit.libraries {
      // By bytes, since every deck of a study is written here: splitting by characters takes ten times as long.
      lines += library.text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
    }
    for element in deck.circuit.elements { writeCard(Card(element), to: &lines) }
    writeOptions(deck, to: &lines)
    writeProbes(deck, to: &lines)
    writeAnalysis(deck, to: &lines)
    writeMeasures(measures, of: deck, to: &lines)
    writeClosing(to: &lines)
    return lines
  }

  /// The deck as files: its own text, and that of each library that it includes, by name.
  /// - Throws: `NetlistError` for a deck that is wrong, or that the dialect cannot express.
  public func files(_ export: DeckExport) throws(NetlistError) -> (deck: String, includes: [(name: String, text: String)]) {
    try export.deck.validate()
    for measure in export.measures where !export.deck.analysis.yields(measure.kind) {
      throw .badAnalysis("the measure \(measure.name) cannot be taken from this analysis")
    }
    var body = try body(of: export)
    try translate(&body)
    var includes: [(String, String)] = []
    var lines: [String] = []
    writeHeader(body.deck, expected: export.expected, to: &lines)
    for library in body.libraries {
      guard export.includesModels, !library.isCircuit else {
        writeLibrary(library, to: &lines)
        continue
      }
      var own: [String] = []
      writeLibrary(library, to: &own)
      let name = "\(library.name).\(traits.includeExtension)"
      includes.append((name, own.joined(separator: "\n") + "\n"))
      writeInclude(name, to: &lines)
    }
    for card in body.cards { writeCard(card, to: &lines) }
    writeOptions(body.deck, to: &lines)
    writeProbes(body.deck, to: &lines)
    writeAnalysis(body.deck, to: &lines)
    writeMeasures(body.measures, of: body.deck, to: &lines)
    writeClosing(to: &lines)
    return (lines.joined(separator: "\n") + "\n", includes)
  }

  /// The deck as the text of one file.
  public func text(_ export: DeckExport) throws(NetlistError) -> String {
    var whole = export
    whole.includesModels = false
    return try files(whole).deck
  }

  private func body(of export: DeckExport) throws(NetlistError) -> NetlistBody {
    var libraries: [NetlistBody.Library] = []
    for library in export.deck.circuit.libraries {
      let typed: TypedLibrary? = dialect == .ngspice ? nil : try library.typed()
      libraries.append(
        .init(name: library.fileStem, typed: typed, text: library.text, isCircuit: library.isGenerated))
    }
    return NetlistBody(
      libraries: libraries, cards: export.deck.circuit.elements.map { Card($0) }, deck: export.deck,
      measures: export.measures)
  }

  // MARK: Defaults

  public func translate(_ body: inout NetlistBody) throws(NetlistError) {}

  public func writeTitle(_ title: String, to lines: inout [String]) {
    // The first line is the title whatever it holds; a comment character keeps every reader from taking it for a card.
    lines.append("\(traits.comment) \(title)")
  }

  private func writeHeader(_ deck: Deck, expected: [ExpectedFigure], to lines: inout [String]) {
    writeTitle(commentText(deck.circuit.title), to: &lines)
    for comment in deck.circuit.comments { lines.append("\(traits.comment) \(commentText(comment))") }
    for figure in expected { lines.append("\(traits.comment) \(figure.commentText)") }
  }

  public func writeLibrary(_ library: NetlistBody.Library, to lines: inout [String]) {
    guard let typed = library.typed else {
      // By bytes, since every deck of a study is written here: splitting by characters takes ten times as long.
      lines += library.text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
      return
    }
    for model in typed.models { writeModel(model, to: &lines) }
    for definition in typed.subcircuits { writeSubcircuit(definition, to: &lines) }
  }

  public var subcircuitParameterWord: String { " params:" }

  public func writeInclude(_ fileName: String, to lines: inout [String]) { lines.append(".include \(fileName)") }

  public func writeModel(_ model: ModelCard, to lines: inout [String]) {
    let parameters = model.parameters.map { " \($0.name)=\(formatNumber($0.value))" }.joined()
    append(".model \(model.name) \(model.type)\(parameters)", to: &lines)
  }

  public func writeSubcircuit(_ definition: SubcircuitDefinition, to lines: inout [String]) {
    let terminals = definition.terminals.map { " \($0.name)" }.joined()
    let parameters = formatAssignments(definition.parameters)
    append(
      ".subckt \(definition.name)\(terminals)\(parameters.isEmpty ? "" : subcircuitParameterWord + parameters)", to: &lines)
    for local in definition.locals { append(".param \(local.name)=\(formatValue(local.value))", to: &lines) }
    for card in definition.cards { writeCard(card, to: &lines) }
    lines.append(".ends \(definition.name)")
  }

  public func writeCard(_ card: Card, to lines: inout [String]) { writeBasicCard(card, to: &lines) }

  /// A card as SPICE 3 has it, for dialects that override some and share the others.
  func writeBasicCard(_ card: Card, to lines: inout [String]) {
    let head = ([card.name] + card.nodes.map(\.name)).joined(separator: " ")
    switch card.kind {
    case .resistor(_, _, let value): append("\(head) \(formatValue(value))", to: &lines)
    case .capacitor(_, _, let value, let initial):
      append("\(head) \(formatValue(value))\(initial.map { " ic=\(formatValue($0))" } ?? "")", to: &lines)
    case .voltageSource(_, _, let stimulus), .currentSource(_, _, let stimulus):
      append("\(head) \(formatStimulus(stimulus))", to: &lines)
    case .behaviouralCurrent(_, _, let formula): append("\(head) I=\(formatFormula(formula))", to: &lines)
    case .behaviouralVoltage(_, _, let formula): append("\(head) V=\(formatFormula(formula))", to: &lines)
    case .diode(_, _, let model): append("\(head) \(model)", to: &lines)
    case .mosfet(_, _, _, _, let model, let parameters): append("\(head) \(model)\(formatAssignments(parameters))", to: &lines)
    case .instance(_, let subcircuit, let parameters):
      append("\(head) \(subcircuit)\(formatAssignments(parameters))", to: &lines)
    case .tabulatedCurrent: preconditionFailure("only gnucap's translation makes these")
    }
  }

  public func writeProbes(_ deck: Deck, to lines: inout [String]) {}

  public func writeClosing(to lines: inout [String]) { lines.append(".end") }

  public func formatNumber(_ value: Double) -> String { SpiceNumber.shortest(value) }

  public func formatValue(_ expression: CircuitExpression) -> String {
    if case .number(let value) = expression { return formatNumber(value) }
    return formatFormula(expression)
  }

  public func formatStimulus(_ stimulus: Stimulus) -> String { stimulusText(stimulus, isPeriodic: false) }

  public func formatProbe(_ probe: Probe) -> String {
    switch probe {
    case .voltage(let node): "v(\(node.name.lowercased()))"
    case .current(let source): "i(\(source.lowercased()))"
    case .inner(let instance, let node):
      "v(\(instance.lowercased())\(traits.hierarchySeparator)"
        + node.lowercased().replacing(".", with: traits.hierarchySeparator) + ")"
    }
  }

  // MARK: Parts that dialects share

  func formatAssignments(_ assignments: [Card.Assignment]) -> String {
    assignments.map { " \($0.name)=\(formatValue($0.value))" }.joined()
  }

  /// Appends a card, over several lines where it is long.
  func append(_ card: String, to lines: inout [String]) {
    guard card.utf8.count > 120 else { return lines.append(card) }
    var line = ""
    var depth = 0
    var isQuoted = false
    for word in card.split(separator: " ", omittingEmptySubsequences: false) {
      // A formula in quotes or braces, and a source's brackets, stay on a line.
      if depth == 0, !isQuoted, !line.isEmpty, line.utf8.count + word.utf8.count > 110 {
        lines.append(traits.continuation == .backslash ? line + " \\" : line)
        line = traits.continuation == .backslash ? "  \(word)" : "+ \(word)"
      } else {
        line += line.isEmpty ? String(word) : " \(word)"
      }
      for character in word.utf8 {
        switch character {
        case UInt8(ascii: "'"): isQuoted.toggle()
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "}"): depth -= 1
        default: break
        }
      }
    }
    lines.append(line)
  }

  /// Words as a comment may hold them: one line, without what some reader takes for the end or the going-on of a line.
  private func commentText(_ text: String) -> String {
    String(
      text.map { character -> Character in
        if character == "\\" { return "/" }
        if character.isNewline || character.isWhitespace { return " " }
        guard let code = character.asciiValue else { return "?" }
        return (32..<127).contains(code) ? character : " "
      })
  }

  /// The source that is swept, and where to; for an operating point one to sweep to its own value in two steps, which
  /// dialects need whose measures are of sweeps.
  func sweptSource(of deck: Deck) -> (name: String, value: Double)? {
    if case .sweep(let source, _, let stop, _) = deck.analysis { return (source, stop) }
    var first: (String, Double)?
    for element in deck.circuit.elements {
      guard case .voltageSource(_, _, .constant(let value)) = element.kind else { continue }
      if value != 0 { return (element.name, value) }
      if first == nil { first = (element.name, value) }
    }
    return first
  }
}

extension ExpectedFigure {
  /// As a deck's comment holds it, and `ExpectedFigure.read` reads it.
  var commentText: String {
    let figure = value.map { SpiceNumber.shortest($0) } ?? "none"
    return "expect \(name) = \(figure) \(unit) (relative \(SpiceNumber.shortest(relativeTolerance)), "
      + "absolute \(SpiceNumber.shortest(absoluteTolerance))): \(meaning)"
  }
}

import CrossbarPrimitives

/// Writes a deck as text in one simulator's dialect.
///
/// Each requirement covers one small part, so that a dialect overrides only what it writes differently: `write…` appends
/// lines, `format…` returns text. The defaults are what SPICE 3 and its descendants have in common.
///
///     let (deck, includes) = try Dialect.hspice.writer.files(export)
package protocol SpiceWriter: Sendable {
  /// The dialect that this writer writes; `traits` follow from it.
  var dialect: Dialect { get }

  /// Replaces what the dialect cannot express by equivalents that it can, before anything is written.
  /// - Throws: `NetlistError.inexpressible` where there are none.
  func translate(_ body: inout NetlistBody) throws(NetlistError)

  /// The first line of the deck. The title is one line of ASCII.
  func writeTitle(_ title: String, to lines: inout [String])
  /// The models and subcircuits of a library, as part of the deck or of a file of its own.
  func writeLibrary(_ library: NetlistBody.Library, to lines: inout [String])
  /// The statement that includes a file beside the deck.
  func writeInclude(_ fileName: String, to lines: inout [String])
  /// Parameters of the deck, which cells refer to.
  func writeParameters(_ parameters: [Card.Assignment], to lines: inout [String])
  /// Why the dialect cannot read a foundry's library; nil if it can.
  func problem(reading foundry: FoundryTransistor) -> String?
  /// The statements that read a foundry's library from its own files.
  func writeReference(_ foundry: FoundryTransistor, to lines: inout [String])
  /// A `.model` card.
  func writeModel(_ model: ModelCard, to lines: inout [String])
  /// A subcircuit with its parameters, derived values and cards.
  func writeSubcircuit(_ definition: SubcircuitDefinition, to lines: inout [String])
  /// One element or instance.
  func writeCard(_ card: Card, to lines: inout [String])
  /// The solver's tolerances, method and temperature.
  func writeOptions(_ deck: Deck, to lines: inout [String])
  /// What the simulator is to store; nothing by default.
  func writeProbes(_ deck: Deck, to lines: inout [String])
  /// The analysis, or one that yields the same figures where the dialect cannot measure an operating point.
  func writeAnalysis(_ deck: Deck, to lines: inout [String])
  /// The statements that print the measures under their names.
  func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String])
  /// The end of the deck.
  func writeClosing(to lines: inout [String])
  /// The text between a subcircuit's terminals and its parameters, such as ` params:`.
  var subcircuitParameterWord: String { get }
  /// A number without suffix or unit.
  func formatNumber(_ value: Double) -> String
  /// A value where a card expects a number; it may be a formula of parameters.
  func formatValue(_ expression: CircuitExpression) -> String
  /// The formula of a behavioural source.
  func formatFormula(_ expression: CircuitExpression) -> String
  /// What follows the nodes of an independent source.
  func formatStimulus(_ stimulus: Stimulus) -> String
  /// A quantity as measures and result files name it.
  func formatProbe(_ probe: Probe) -> String
}

/// A deck on its way to a dialect: what `SpiceWriter.translate` may rewrite before it is written.
package struct NetlistBody: Sendable {
  /// A model library, or the subcircuits of a circuit in levels.
  package struct Library: Sendable {
    /// The name of its file without an extension, if it becomes a file of its own.
    package var name: String
    /// The library as data; nil for ngspice, which takes the text unchanged.
    package var typed: TypedLibrary?
    /// The library in ngspice's dialect.
    package var text: String
    /// Whether it is part of the circuit itself; then it never becomes a file of its own.
    package var isCircuit: Bool
    /// The foundry's library that is read from its own files in place of any text.
    package var reference: FoundryTransistor?
  }

  /// In the order of the circuit's libraries.
  package var libraries: [Library]
  /// The top level of the circuit.
  package var cards: [Card]
  /// Analysis, options, probes and comments; its circuit's elements are in `cards` and are not written again.
  package var deck: Deck
  /// What the deck is to print.
  package var measures: [Measure]
}

extension SpiceWriter {
  /// What is particular to the dialect.
  package var traits: DialectTraits { dialect.traits }

  // MARK: Whole decks

  /// The whole deck line by line, with the text of its libraries unchanged. Nothing is validated or translated.
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

  /// The deck as files: its own text, and by name that of each library that it includes.
  /// - Returns: `includes` is empty unless `export.includesModels`. The names are relative to the deck's folder.
  /// - Throws: `NetlistError` for a deck that is invalid, or that the dialect cannot express.
  package func files(_ export: DeckExport) throws(NetlistError) -> (deck: String, includes: [(name: String, text: String)]) {
    try export.deck.validate()
    for measure in export.measures where !export.deck.analysis.yields(measure.kind) {
      throw .badAnalysis("the measure \(measure.name) cannot be taken from this analysis")
    }
    var body = try body(of: export)
    // gnucap knows no formulas outside of its own parameters.
    let parameters = dialect == .gnucap ? [] : body.nameCellParameters()
    try translate(&body)
    var includes: [(String, String)] = []
    var lines: [String] = []
    writeHeader(body.deck, expected: export.expected, to: &lines)
    writeParameters(parameters, to: &lines)
    for library in body.libraries {
      if let foundry = library.reference {
        writeReference(foundry, to: &lines)
        continue
      }
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

  /// The deck as the text of one file, with all model libraries in it.
  /// - Throws: as `files`.
  package func text(_ export: DeckExport) throws(NetlistError) -> String {
    var whole = export
    whole.includesModels = false
    return try files(whole).deck
  }

  /// - Throws: `NetlistError.library` for a library that data cannot hold, in all dialects but ngspice's.
  private func body(of export: DeckExport) throws(NetlistError) -> NetlistBody {
    var libraries: [NetlistBody.Library] = []
    for library in export.deck.circuit.libraries {
      let hasText = dialect == .ngspice && !library.isGenerated || library.reference != nil
      let typed: TypedLibrary? = hasText ? nil : try library.typed()
      if let foundry = library.reference, let reason = problem(reading: foundry) {
        throw .inexpressible(
          dialect: dialect.rawValue, reason: reason + "; --inline-transistor writes the transistor as plain numbers")
      }
      libraries.append(
        .init(
          name: library.fileStem, typed: typed, text: library.text, isCircuit: library.isGenerated, reference: library.reference))
    }
    return NetlistBody(
      libraries: libraries, cards: export.deck.circuit.elements.map { Card($0) }, deck: export.deck,
      measures: export.measures)
  }

  // MARK: Defaults

  /// Nothing: the dialect can express all of it.
  package func translate(_ body: inout NetlistBody) throws(NetlistError) {}

  package func writeTitle(_ title: String, to lines: inout [String]) {
    // The first line is the title whatever it holds; the comment character keeps any reader from taking it for a card.
    lines.append("\(traits.comment) \(title)")
  }

  /// Title, comments and expected figures.
  private func writeHeader(_ deck: Deck, expected: [ExpectedFigure], to lines: inout [String]) {
    writeTitle(commentText(deck.circuit.title), to: &lines)
    for comment in deck.circuit.comments { lines.append("\(traits.comment) \(commentText(comment))") }
    for figure in expected { lines.append("\(traits.comment) \(figure.commentText)") }
  }

  package func writeLibrary(_ library: NetlistBody.Library, to lines: inout [String]) {
    guard let typed = library.typed else {
      // By bytes, since every deck of a study is written here: splitting by characters takes ten times as long.
      lines += library.text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
      return
    }
    for model in typed.models { writeModel(model, to: &lines) }
    for definition in typed.subcircuits { writeSubcircuit(definition, to: &lines) }
  }

  package var subcircuitParameterWord: String { " params:" }

  package func writeInclude(_ fileName: String, to lines: inout [String]) { lines.append(".include \(fileName)") }

  package func problem(reading foundry: FoundryTransistor) -> String? { nil }

  package func writeParameters(_ parameters: [Card.Assignment], to lines: inout [String]) {
    for parameter in parameters { lines.append(".param \(parameter.name)=\(formatValue(parameter.value))") }
  }

  package func writeReference(_ foundry: FoundryTransistor, to lines: inout [String]) { lines += referenceLines(foundry) }

  /// `.lib "file" section` for each file with a section, `.include` for the others.
  func referenceLines(_ foundry: FoundryTransistor) -> [String] {
    foundry.files.map { file in file.section.map { ".lib \"\(file.path)\" \($0)" } ?? ".include \"\(file.path)\"" }
  }

  package func writeModel(_ model: ModelCard, to lines: inout [String]) {
    let parameters = model.parameters.map { " \($0.name)=\(formatNumber($0.value))" }.joined()
    append(".model \(model.name) \(model.type)\(parameters)", to: &lines)
  }

  package func writeSubcircuit(_ definition: SubcircuitDefinition, to lines: inout [String]) {
    let terminals = definition.terminals.map { " \($0.name)" }.joined()
    let parameters = formatAssignments(definition.parameters)
    append(
      ".subckt \(definition.name)\(terminals)\(parameters.isEmpty ? "" : subcircuitParameterWord + parameters)", to: &lines)
    for local in definition.locals { append(".param \(local.name)=\(formatValue(local.value))", to: &lines) }
    for card in definition.cards { writeCard(card, to: &lines) }
    lines.append(".ends \(definition.name)")
  }

  package func writeCard(_ card: Card, to lines: inout [String]) { writeBasicCard(card, to: &lines) }

  /// A card in the notation of SPICE 3, for dialects that override some cards and share the others.
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

  package func writeProbes(_ deck: Deck, to lines: inout [String]) {}

  package func writeClosing(to lines: inout [String]) { lines.append(".end") }

  /// The shortest text that reads back as the same `Double`.
  package func formatNumber(_ value: Double) -> String { SpiceNumber.shortest(value) }

  package func formatValue(_ expression: CircuitExpression) -> String {
    if case .number(let value) = expression { return formatNumber(value) }
    return formatFormula(expression)
  }

  package func formatStimulus(_ stimulus: Stimulus) -> String { stimulusText(stimulus, isPeriodic: false) }

  /// `v(node)`, `i(source)`, or `v(x1.x2.node)` with the dialect's separator; lower case.
  package func formatProbe(_ probe: Probe) -> String {
    switch probe {
    case .voltage(let node): "v(\(node.name.lowercased()))"
    case .current(let source): "i(\(source.lowercased()))"
    case .inner(let instance, let node):
      "v(\(instance.lowercased())\(traits.hierarchySeparator)"
        + node.lowercased().replacing(".", with: traits.hierarchySeparator) + ")"
    }
  }

  // MARK: Parts that dialects share

  /// ` name=value` for each assignment, with a blank before each.
  func formatAssignments(_ assignments: [Card.Assignment]) -> String {
    assignments.map { " \($0.name)=\(formatValue($0.value))" }.joined()
  }

  /// Appends a card and breaks it where it is longer than 120 bytes, with the dialect's continuation.
  func append(_ card: String, to lines: inout [String]) {
    guard card.utf8.count > 120 else { return lines.append(card) }
    var line = ""
    var depth = 0
    var isQuoted = false
    for word in card.split(separator: " ", omittingEmptySubsequences: false) {
      // A formula in quotes or braces stays on one line.
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

  /// A text as a comment may hold it: one line of printable ASCII, without the backslash, which continues lines in some dialects.
  package func commentText(_ text: String) -> String {
    String(
      text.map { character -> Character in
        if character == "\\" { return "/" }
        if character.isNewline || character.isWhitespace { return " " }
        guard let code = character.asciiValue else { return "?" }
        return (32..<127).contains(code) ? character : " "
      })
  }

  /// The source to sweep and the value at which the sweep ends.
  ///
  /// For an operating point it is a constant source that is swept to its own value, for dialects that can measure sweeps only:
  /// the first that is not zero, or else the first. Nil if the circuit has no constant voltage source.
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
  /// The comment that states the figure, in the form that `ExpectedFigure.read` reads.
  var commentText: String {
    let figure = value.map { SpiceNumber.shortest($0) } ?? "none"
    return "expect \(name) = \(figure) \(unit) (relative \(SpiceNumber.shortest(relativeTolerance)), "
      + "absolute \(SpiceNumber.shortest(absoluteTolerance))): \(meaning)"
  }
}

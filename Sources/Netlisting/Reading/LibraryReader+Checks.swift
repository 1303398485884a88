/// Checks a text that ngspice will be given unchanged for what it would not survive.
extension LibraryReader {
  typealias Place = ExpressionReader.Place

  /// Reads a value.
  /// - Parameter what: the name of the value in errors.
  /// - Throws: `NetlistError.library` for a value that cannot be read, that is fatal to ngspice in a verbatim text, or that is
  ///   beyond data in any other text.
  mutating func read(
    _ text: some StringProtocol, of what: String, as place: Place, _ line: LogicalLine
  ) throws(NetlistError) -> ExpressionReader.Reading {
    let reading: ExpressionReader.Reading
    do { reading = try ExpressionReader.read(text, as: place, in: scope) } catch {
      throw refuse(line, "\(what): \(error.reason)")
    }
    try check(reading, of: what, line)
    return reading
  }

  /// Checks an element: its form, its nodes and its values.
  mutating func checkElement(_ tokens: CardTokens) throws(NetlistError) {
    let line = tokens.line
    guard let letter = tokens.keyword.first, letter.isASCII, letter.isLetter, tokens.words.count + tokens.assignments.count >= 3
    else { throw refuse(line, "this is no SPICE element: it needs a name, nodes and a value") }
    try checkNodes(tokens)
    let isSource = "beg".contains(letter)
    if letter == "b", tokens.formula == nil { throw refuse(line, "a B source needs I=formula or V=formula") }
    guard isVerbatim, isSource, let formula = tokens.formula else {
      return try checkValues(tokens, as: isSource ? .function : .element)
    }
    try require(read(formula, of: "formula", as: .formula, line).names, line)
  }

  /// Rejects `temper` as a node: ngspice takes it for the temperature even there, and crashes.
  func checkNodes(_ tokens: CardTokens) throws(NetlistError) {
    if tokens.words.contains(where: { $0.lowercased() == "temper" }) {
      throw refuse(tokens.line, "'temper' is the temperature and cannot be a node or a value by itself")
    }
  }

  /// Checks all values of a card, wherever they stand. Does nothing unless the text is verbatim.
  mutating func checkValues(_ tokens: CardTokens, as place: Place) throws(NetlistError) {
    guard isVerbatim else { return }
    var readings: [ExpressionReader.Reading]
    do {
      readings = try ExpressionReader.readGroups(in: tokens.line.text, as: place, in: scope)
      // Versions such as 4.5.0, strings and arrays are no expressions.
      for (name, text) in tokens.assignments where name != "version" && !"\"[{'".contains(text.first ?? " ") {
        readings.append(try ExpressionReader.read(text, as: place, in: scope))
      }
    } catch { throw refuse(tokens.line, error.reason) }
    for reading in readings {
      try check(reading, of: "value", tokens.line)
      try require(reading.names, tokens.line)
    }
  }

  /// Throws for what is fatal, and notes what is beyond data.
  private mutating func check(
    _ reading: ExpressionReader.Reading, of what: String, _ line: LogicalLine
  ) throws(NetlistError) {
    if isVerbatim, let reason = reading.fatal { throw refuse(line, "\(what): \(reason)") }
    if let reason = reading.beyond { try setBeyond(refuse(line, "\(what): \(reason)")) }
  }
}

import CrossbarPrimitives

/// A deck in ngspice's dialect after reading: as `NgspiceWriter` wrote it, or with a person's changes.
///
/// `flat` makes a circuit and an analysis of it.
public struct ReadDeck: Sendable {
  /// The first line, without leading blanks and `*`.
  public let title: String
  /// The elements and instances at the top level, each with the line it came from.
  let cards: [(line: LogicalLine, card: Card)]
  /// The models and subcircuits, those of included files too.
  let library: TypedLibrary
  /// The values of parameters outside of subcircuits, by lower-case name.
  let globals: [String: Double]
  /// The only analysis of the deck.
  public let analysis: Analysis
  /// What the deck's `.options` and `.temp` set; all else has its default.
  public let options: SolverOptions
  /// In the deck's order; their meanings are empty, since a deck does not state them.
  public let measures: [Measure]
  /// The libraries that are not understood, in the order in which the deck reads them. Only a simulator that reads the deck's
  /// own files can run it.
  public let foreign: [ForeignLibrary]
  /// The deck's name in errors.
  let source: String

  /// A library that a deck reads, and that data cannot hold, such as a foundry's.
  public struct ForeignLibrary: Hashable, Sendable {
    /// The line of the deck that reads it, counted from 1.
    public let line: Int
    /// As the deck names it, without quotes.
    public let file: String
    /// Nil if the whole file is read.
    public let section: String?
    /// What is not understood in it.
    public let reason: String
  }
}

/// Reads a deck line by line, and rejects every line that is not understood: a circuit without it would be another one. Only
/// included files may hold what is not understood; they are listed as `foreign`.
///
///     let deck = try DeckReader.read(text, source: "array.cir") { name in try String(contentsOfFile: name, encoding: .utf8) }
public struct DeckReader {
  /// Returns the text of an included file, given its name without quotes. The description of what it throws becomes the reason
  /// of a `NetlistError.library`.
  public typealias Include = (String) throws -> String

  private let source: String
  private let include: Include
  private var library: LibraryReader
  private var cards: [(line: LogicalLine, card: Card)] = []
  private var analysis: (line: LogicalLine, analysis: Analysis)?
  private var options = SolverOptions()
  private var measures: [(line: LogicalLine, measure: Measure)] = []
  private var foreign: [ReadDeck.ForeignLibrary] = []
  /// Whether the lines are those of a `.control` section.
  private var isControl = false
  /// Whether `.end` was read; all that follows is ignored.
  private var hasEnded = false

  private init(source: String, include: @escaping Include) {
    self.source = source
    self.include = include
    library = LibraryReader(source: source, isVerbatim: false)
  }

  /// Reads a deck.
  /// - Parameters:
  ///   - source: the deck's name in errors.
  ///   - include: called for each `.include` and `.lib`, in their order.
  /// - Throws: `NetlistError.library` with the line that is not understood, or for a deck without an analysis.
  public static func read(_ text: String, source: String, include: @escaping Include) throws -> ReadDeck {
    var reader = DeckReader(source: source, include: include)
    let lines = physicalLines(withPlainLineEnds(text))
    // ngspice takes what follows "*#" for a command and runs it.
    if let index = lines.firstIndex(where: { isHiddenCommand($0) }) {
      throw reader.refuse(
        LogicalLine(number: index + 1, text: String(lines[index])), "ngspice takes '*#' for a command; allowed is '* #'")
    }
    // The first line is the title, whatever it looks like.
    for line in logicalLines("\n" + lines.dropFirst().joined(separator: "\n")) { try reader.take(line) }
    try reader.library.finish()
    guard let (_, analysis) = reader.analysis else {
      throw NetlistError.library(source: source, line: 1, text: "", reason: "it has no analysis; expected .op or .tran")
    }
    let title = String((lines.first ?? "").drop { $0.isWhitespace }.drop { $0 == "*" }).trimmed
    for (line, measure) in reader.measures where !analysis.yields(measure.kind) {
      throw reader.refuse(line, "this cannot be measured in the deck's analysis")
    }
    return ReadDeck(
      title: title, cards: reader.cards, library: reader.library.library, globals: reader.library.globals,
      analysis: analysis, options: reader.options, measures: reader.measures.map(\.measure), foreign: reader.foreign,
      source: source)
  }

  private func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError { library.refuse(line, reason) }

  /// Reads one card of the deck itself.
  private mutating func take(_ line: LogicalLine) throws {
    if hasEnded { return }
    if isControl { return try takeControl(line, line.text.firstWord) }
    let tokens = CardTokens(line)
    if try library.take(tokens) { return }
    let word = tokens.keyword
    switch word {
    case ".include", ".inc":
      guard tokens.words.count == 2 else { throw refuse(line, "an .include names one file; one with spaces stands in quotes") }
      try take(included: tokens.words[1].withoutQuotes, section: nil, at: line)
    case ".lib":
      guard tokens.words.count == 3 else {
        throw refuse(line, "a .lib names a file, with spaces in quotes, and one of its sections")
      }
      try take(included: tokens.words[1].withoutQuotes, section: tokens.words[2].lowercased(), at: line)
    case ".options", ".option": try takeOptions(tokens)
    case ".temp":
      guard tokens.words.count == 2, let value = library.number(tokens.words[1]) else {
        throw refuse(line, "a .temp is one number")
      }
      options.temperature = value
    case ".save", ".print", ".nodeset": break
    case ".op": try take(.operatingPoint, line)
    case ".tran": try take(try transient(tokens), line)
    case ".meas", ".measure": measures.append((line, try measure(tokens)))
    case ".control": isControl = true
    case ".end": hasEnded = true
    default:
      if word.hasPrefix(".") {
        throw refuse(
          line,
          "'\(word)' is not understood; allowed are .subckt, .model, .param, .func, .include, .lib, .options, .temp, .op, "
            + ".tran, .meas and .end")
      }
      if let problem = tokens.problem { throw refuse(line, problem) }
      cards.append((line, try library.card(tokens)))
    }
  }

  /// Reads an included file, or one section of it. Its lines are never quoted in errors, since a deck may name any file of this
  /// machine.
  private mutating func take(included name: String, section: String?, at line: LogicalLine) throws {
    let text: String
    do { text = try include(name) } catch { throw refuse(line, "\(error)") }
    // What was read of a file that is not understood as a whole does not count.
    let before = library
    do throws(Foreign) { try take(text, of: name, section: section, at: line) } catch {
      library = before
      foreign.append(.init(line: line.number, file: name, section: section, reason: error.reason))
    }
  }

  /// Why an included file is a foreign library.
  private struct Foreign: Error {
    let reason: String
  }

  private mutating func take(_ text: String, of name: String, section: String?, at line: LogicalLine) throws(Foreign) {
    var lines = logicalLines(withPlainLineEnds(text))
    if let section {
      let start = lines.firstIndex { $0.text.lowercased().split(whereSeparator: \.isWhitespace) == [".lib", section[...]] }
      guard let start, let end = lines[start...].firstIndex(where: { $0.text.firstWord == ".endl" }) else {
        throw Foreign(reason: "it has no section '\(section)': .lib \(section) … .endl")
      }
      lines = Array(lines[start..<end].dropFirst())
    }
    for inner in lines {
      do throws(NetlistError) {
        guard try library.take(CardTokens(inner)) else { throw refuse(inner, "") }
      } catch {
        let number = if case .library(_, let number, _, _) = error { number } else { inner.number }
        throw Foreign(reason: "its line \(number) is none of .model, .param, .func and .subckt with numbers and formulas")
      }
    }
    if library.isInsideSubcircuit { throw Foreign(reason: "it has a .subckt that is never closed by .ends") }
  }

  /// Reads a command of a `.control` section. Only those that print the figures of an operating point are understood.
  private mutating func takeControl(_ line: LogicalLine, _ word: String) throws {
    if word != ".endc", let problem = ControlCommands.problem(in: line.text) { throw refuse(line, problem) }
    switch word {
    case ".endc": isControl = false
    case "run", "op", "set", "print", "quit": break
    case "let":
      let words = line.text.dropFirst(3).split(separator: "=", maxSplits: 1).map { String($0).trimmed }
      guard words.count == 2, Circuit.isName(words[0]) else { throw refuse(line, "allowed is: let name = v(node) or i(source)") }
      measures.append(
        (line, Measure(words[0].lowercased(), .value, of: try library.probe(words[1], line), meaning: "")))
    default: throw refuse(line, "the command '\(word)' is not understood; allowed are run, op, set, let, print and quit")
    }
  }

  /// Sets the analysis; a second one is an error.
  private mutating func take(_ new: Analysis, _ line: LogicalLine) throws(NetlistError) {
    if let analysis { throw refuse(line, "a second analysis; line \(analysis.line.number) has one") }
    analysis = (line, new)
  }

  /// Reads a `.tran` in the form that `NgspiceWriter` writes.
  private func transient(_ tokens: CardTokens) throws(NetlistError) -> Analysis {
    let words = tokens.words.dropFirst().map { $0.lowercased() }
    let values = words.dropLast().compactMap { library.number($0) }
    guard words.count == 5, words.last == "uic", values.count == 4, values[2] == 0 else {
      throw refuse(tokens.line, "allowed is: .tran step stop 0 largest-step uic")
    }
    return .transient(stop: .seconds(values[1]), maximumStep: .seconds(values[3]))
  }

  /// Reads the options that `NgspiceWriter` writes, and rejects all others.
  private mutating func takeOptions(_ tokens: CardTokens) throws(NetlistError) {
    for (name, text) in tokens.assignments {
      if name == "method", let method = SolverOptions.IntegrationMethod(rawValue: text.lowercased()) {
        options.integration = method
        continue
      }
      let paths: [String: WritableKeyPath<SolverOptions, Double>] = [
        "reltol": \.relativeTolerance, "abstol": \.currentTolerance, "vntol": \.voltageTolerance,
        "chgtol": \.chargeTolerance, "trtol": \.truncationRelaxation, "gmin": \.minimumConductance,
        "temp": \.temperature,
      ]
      guard let path = paths[name], let value = library.number(text) else {
        throw refuse(
          tokens.line,
          "the option \(name)=\(text) is not understood; allowed are numbers for \(paths.keys.sorted().joined(separator: ", "))"
            + " and method=gear or trap")
      }
      options[keyPath: path] = value
    }
    if let word = tokens.words.dropFirst().first { throw refuse(tokens.line, "the option '\(word)' is not understood") }
  }

  /// Reads a `.meas tran` card.
  private func measure(_ tokens: CardTokens) throws(NetlistError) -> Measure {
    let words = tokens.words.map { $0.lowercased() }
    func value(_ name: String) -> Double? { tokens.assignments.first { $0.name == name }.flatMap { library.number($0.text) } }
    guard words.count >= 4, words[1] == "tran" else {
      throw refuse(tokens.line, "allowed is: .meas tran name find, max, min, integ or when …")
    }
    func made(_ kind: Measure.Kind, _ probe: String? = nil) throws(NetlistError) -> Measure {
      Measure(words[2], kind, of: try library.probe(probe ?? (words.count > 4 ? words[4] : ""), tokens.line), meaning: "")
    }
    switch words[3] {
    case "find":
      guard let time = value("at") else { throw refuse(tokens.line, "a find needs at=time") }
      return try made(.at(.seconds(time)))
    case "max": return try made(.maximum)
    case "min": return try made(.minimum)
    case "integ": return try made(.integral)
    case "when":
      let edge: Measure.Edge? = value("rise") == 1 ? .rise : value("fall") == 1 ? .fall : nil
      guard let (probe, text) = tokens.assignments.first, let level = library.number(text), let edge else {
        throw refuse(tokens.line, "allowed is: when v(node)=level rise=1, or fall=1")
      }
      return try made(.crossing(level: level, edge), probe)
    default: throw refuse(tokens.line, "'\(words[3])' is not understood; allowed are find, max, min, integ and when")
    }
  }
}

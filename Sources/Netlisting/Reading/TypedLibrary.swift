/// A model library as data, from which any dialect can write it.
public struct TypedLibrary: Hashable, Sendable {
  public var models: [ModelCard] = []
  public var subcircuits: [SubcircuitDefinition] = []

  public init(models: [ModelCard] = [], subcircuits: [SubcircuitDefinition] = []) {
    self.models = models
    self.subcircuits = subcircuits
  }

  /// Reads a library's text.
  /// - Throws: `NetlistError.library` with the first line that is beyond what all dialects share.
  public init(_ library: ModelLibrary) throws(NetlistError) {
    var reader = TypedLibraryReader(source: library.source)
    for line in logicalLines(library.text) {
      guard try reader.take(line) else {
        throw reader.cards.refuse(line, "allowed in a library are .model, .subckt, .param and elements inside of .subckt")
      }
    }
    self = try reader.finish()
  }
}

/// Takes the lines of models and subcircuits, and leaves the others.
struct TypedLibraryReader {
  let cards: CardReader
  private var library = TypedLibrary()
  private var open: (line: LogicalLine, definition: SubcircuitDefinition)?

  init(source: String) { cards = CardReader(source: source) }

  var isInsideSubcircuit: Bool { open != nil }

  /// - Returns: false for a line that is no part of a model or subcircuit.
  mutating func take(_ line: LogicalLine) throws(NetlistError) -> Bool {
    let word = line.text.prefix { !$0.isWhitespace }.lowercased()
    switch word {
    case ".subckt":
      if let open { throw cards.refuse(line, "a .subckt inside the .subckt of line \(open.line.number)") }
      open = (line, try cards.subcircuit(line))
      return true
    case ".ends":
      guard let (_, definition) = open else { throw cards.refuse(line, "this .ends closes no .subckt") }
      if library.subcircuits.contains(where: { $0.name == definition.name }) {
        throw cards.refuse(line, "the subcircuit '\(definition.name)' is defined twice")
      }
      library.subcircuits.append(definition)
      open = nil
      return true
    case ".model":
      if open != nil { throw cards.refuse(line, "a .model inside of a .subckt is not understood; put it outside") }
      library.models.append(try cards.model(line))
      return true
    case ".param" where open != nil:
      open?.definition.locals += try cards.assignments(CardTokens(line), allowed: nil, line)
      return true
    default:
      guard open != nil, !word.hasPrefix(".") else { return false }
      open?.definition.cards.append(try cards.card(line))
      return true
    }
  }

  func finish() throws(NetlistError) -> TypedLibrary {
    if let open { throw cards.refuse(open.line, "this .subckt is never closed by .ends") }
    return library
  }
}

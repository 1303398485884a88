/// A deck for another program: what an engine gets, with the figures it is to yield and what they are.
public struct DeckExport: Hashable, Sendable {
  public var deck: Deck
  public var measures: [Measure]
  /// What an engine found, in the order of the measures; empty where none was asked.
  public var expected: [ExpectedFigure]
  /// Whether model libraries stay files beside the deck, which it includes, instead of parts of it.
  public var includesModels = false

  public init(deck: Deck, measures: [Measure], expected: [ExpectedFigure] = []) {
    self.deck = deck
    self.measures = measures
    self.expected = expected
    for measure in measures where !self.deck.probes.contains(measure.probe) { self.deck.probes.append(measure.probe) }
  }
}

/// A figure that a deck should yield.
public struct ExpectedFigure: Hashable, Codable, Sendable {
  /// The measure's name.
  public var name: String
  public var unit: String
  /// Nil where there is none: a level that is never passed.
  public var value: Double?
  /// Allowed deviation, relative to the value.
  public var relativeTolerance: Double
  /// Allowed in any case, in the figure's unit.
  public var absoluteTolerance: Double
  public var meaning: String

  public init(
    name: String, unit: String, value: Double?, relativeTolerance: Double, absoluteTolerance: Double, meaning: String
  ) {
    self.name = name
    self.unit = unit
    self.value = value
    self.relativeTolerance = relativeTolerance
    self.absoluteTolerance = absoluteTolerance
    self.meaning = meaning
  }

  /// Whether a figure found elsewhere is this one.
  public func agrees(with found: Double?) -> Bool {
    guard let value else { return found == nil }
    guard let found else { return false }
    return abs(found - value) <= max(relativeTolerance * abs(value), absoluteTolerance)
  }

  private enum CodingKeys: String, CodingKey {
    case name, unit, value, meaning
    case relativeTolerance = "relative_tolerance"
    case absoluteTolerance = "absolute_tolerance"
  }
}

extension DeckExport {
  /// The same circuit as array → row → cell subcircuits.
  public func inLevels() throws(NetlistError) -> DeckExport {
    guard let hierarchy = CircuitHierarchy(deck.circuit) else { return self }
    var export = self
    export.deck = try hierarchy.deck(deck)
    export.measures = measures.map(hierarchy.measure)
    return export
  }
}

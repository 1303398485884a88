/// A deck for another program: an engine's deck, the figures to take from it, and the values that they should have.
///
///     let export = DeckExport(deck: deck, measures: measures)
///     let text = try Dialect.spectre.writer.text(export)
public struct DeckExport: Hashable, Sendable {
  /// Its probes include the probe of every measure given at creation.
  public var deck: Deck
  /// The figures that the other program is to print, in this order.
  public var measures: [Measure]
  /// The values that an engine found, in the order of the measures; empty if none was asked.
  public var expected: [ExpectedFigure]
  /// Whether model libraries become files of their own that the deck includes; otherwise they are part of its text.
  public var includesModels = false

  /// Adds the probes of the measures to the deck's probes where they are missing.
  public init(deck: Deck, measures: [Measure], expected: [ExpectedFigure] = []) {
    self.deck = deck
    self.measures = measures
    self.expected = expected
    for measure in measures where !self.deck.probes.contains(measure.probe) { self.deck.probes.append(measure.probe) }
  }
}

/// The value that a simulation of a deck should yield, and how far it may be off.
///
/// It is written as a comment of the deck, and read back by `ExpectedFigure.read`.
public struct ExpectedFigure: Hashable, Codable, Sendable {
  /// The measure's name; letter case does not count.
  public var name: String
  /// The unit of `value` and of `absoluteTolerance`, such as `A`; empty if none was given.
  public var unit: String
  /// Nil if there should be no value: a level that is never passed.
  public var value: Double?
  /// Allowed deviation as a share of the value, 0 to 1.
  public var relativeTolerance: Double
  /// Allowed deviation in the figure's unit; the larger of the two tolerances counts.
  public var absoluteTolerance: Double
  /// What the figure is, in words for a reader; may be empty.
  public var meaning: String

  /// Nothing is checked here; tolerances must not be negative, and the relative one at most 1.
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

  /// Whether a value found elsewhere agrees within the larger tolerance.
  /// - Parameter found: nil if the simulation yielded no value, which agrees only with an expected nil.
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
  /// The same circuit as nested subcircuits array → row → cell; unchanged if its names state no rows.
  /// - Throws: `NetlistError` as `CircuitHierarchy.deck` does.
  public func inLevels() throws(NetlistError) -> DeckExport {
    guard let hierarchy = CircuitHierarchy(deck.circuit) else { return self }
    var export = self
    export.deck = try hierarchy.deck(deck)
    export.measures = measures.map(hierarchy.measure)
    return export
  }
}

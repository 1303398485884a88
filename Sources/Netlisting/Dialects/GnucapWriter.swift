import CrossbarPrimitives

/// Writes decks for gnucap 0.36 (gnucap manual; run in tests), which has neither formulas nor measures.
///
/// Only operating points of cells with fixed states can be written. A cell is a resistor if its current is a straight line,
/// and otherwise a `fit` source through points of its curve.
package struct GnucapWriter: SpiceWriter {
  package init() {}

  package var dialect: Dialect { .gnucap }

  /// The largest number of terminals that a subcircuit can have in gnucap.
  private static let mostTerminals = 100

  /// Smallest resistance that is written, ohm.
  ///
  /// gnucap gives each voltage source 10 microohm (its option `shortckt`; less would cost digits everywhere else). Two such
  /// sources in series with this resistance are still within 5e-4.
  private static let smallestResistance = 0.05

  /// Replaces devices by resistors and curves, and rejects what gnucap cannot simulate.
  package func translate(_ body: inout NetlistBody) throws(NetlistError) {
    guard case .operatingPoint = body.deck.analysis else {
      throw inexpressible("it has no formulas for filaments that grow and dissolve; allowed are operating points of frozen cells")
    }
    for measure in body.measures {
      if case .inner = measure.probe { throw inexpressible("it cannot show \(measure.probe), which is inside of an instance") }
    }
    let definitions = body.libraries.flatMap { $0.typed?.subcircuits ?? [] }
    var inliner = InstanceExpansion(definitions: definitions, voltageLimit: voltageLimit(of: body.cards, definitions))
    body.cards = try expand(body.cards, &inliner)
    for index in body.libraries.indices {
      guard var typed = body.libraries[index].typed else { continue }
      // Subcircuits with parameters have been expanded wherever they were instantiated.
      typed.subcircuits = typed.subcircuits.filter { $0.parameters.isEmpty }
      for number in typed.subcircuits.indices {
        typed.subcircuits[number].cards = try expand(typed.subcircuits[number].cards, &inliner)
        guard typed.subcircuits[number].terminals.count <= Self.mostTerminals else {
          throw inexpressible(
            "its subcircuits have at most \(Self.mostTerminals) terminals, and '\(typed.subcircuits[number].name)' needs "
              + "\(typed.subcircuits[number].terminals.count); write the deck flat")
        }
      }
      body.libraries[index].typed = typed
    }
    for card in body.cards + body.libraries.flatMap({ $0.typed?.subcircuits.flatMap(\.cards) ?? [] }) {
      guard case .resistor(_, _, let value) = card.kind, let resistance = value.value(),
        resistance < Self.smallestResistance
      else { continue }
      throw inexpressible(
        "\(card.name) has \(formatNumber(resistance)) ohm; beside the 10 microohm that it gives each voltage source, allowed is "
          + "\(formatNumber(Self.smallestResistance)) ohm or more (or nothing: merged nodes)")
    }
    body.libraries.removeAll { $0.typed?.models.isEmpty == true && $0.typed?.subcircuits.isEmpty == true }
    body.deck.circuit.comments.append(
      "for gnucap, which has no formula sources: cells are frozen; a straight line is a resistor, a curve a 'fit' through "
        + "points up to \(formatNumber(inliner.voltageLimit)) V")
  }

  package func problem(reading foundry: FoundryTransistor) -> String? { "it has no sections of libraries" }

  /// A curve becomes a transconductance (`G`) controlled by its own voltage, with `fit` of third order.
  package func writeCard(_ card: Card, to lines: inout [String]) {
    guard case .tabulatedCurrent(let from, let to, let points) = card.kind else { return writeBasicCard(card, to: &lines) }
    let pairs = points.map { "\(formatNumber($0.voltage)),\(formatNumber($0.current))" }.joined(separator: " ")
    append("\(card.name) \(from) \(to) \(from) \(to) fit \(pairs) order=3", to: &lines)
  }

  /// The relative tolerance is 1e-6 at most, whatever the deck allows.
  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    let values: [(String, Double)] = [
      ("reltol", min(options.relativeTolerance, 1e-6)), ("abstol", options.currentTolerance),
      ("vntol", options.voltageTolerance), ("gmin", options.minimumConductance),
      ("tnom", Temperature.nominal.celsius),
    ]
    lines.append(".options " + values.map { "\($0)=\(formatNumber($1))" }.joined(separator: " ") + " numdgt=9")
  }

  /// Nothing: `writeMeasures` writes `.print` and `.op` together.
  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {}

  /// A `.print` of the probes, and the analysis. gnucap has no measures, so figures are known by their probes.
  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    append(".print op " + measures.map { formatProbe($0.probe) }.joined(separator: " "), to: &lines)
    lines.append(".op \(formatNumber(deck.options.temperature))")
  }

  /// A number: `translate` has replaced all formulas.
  package func formatValue(_ expression: CircuitExpression) -> String { expression.value().map(formatNumber) ?? "0" }

  package func formatFormula(_ expression: CircuitExpression) -> String { formatValue(expression) }

  private func expand(_ cards: [Card], _ expansion: inout InstanceExpansion) throws(NetlistError) -> [Card] {
    do { return try expansion.expand(cards) } catch { throw inexpressible(error.reason) }
  }

  private func inexpressible(_ reason: String) -> NetlistError { .inexpressible(dialect: dialect.rawValue, reason: reason) }

  /// Up to which voltage curves are sampled, V: 1.25 times the largest source voltage. Sources that drive only gates do not
  /// count, since no cell sees them.
  private func voltageLimit(of cards: [Card], _ definitions: [SubcircuitDefinition]) -> Double {
    let conducting = ConductingNodes(definitions: definitions).of(cards)
    let voltages = cards.compactMap { card -> Double? in
      guard case .voltageSource(let plus, _, .constant(let value)) = card.kind, conducting.contains(plus) else { return nil }
      return abs(value)
    }
    return 1.25 * (voltages.max().flatMap { $0 > 0 ? $0 : nil } ?? 1)
  }
}

/// The nodes of a circuit into which current can flow from elements other than voltage sources: all but those that connect
/// only to gates.
private struct ConductingNodes {
  private let definitions: [String: SubcircuitDefinition]

  init(definitions: [SubcircuitDefinition]) {
    self.definitions = Dictionary(definitions.map { ($0.name.lowercased(), $0) }) { first, _ in first }
  }

  /// Looks into subcircuits, down to 20 levels; deeper ones are taken to conduct at all terminals.
  func of(_ cards: [Card], depth: Int = 0) -> Set<Node> {
    var result: Set<Node> = []
    for card in cards {
      switch card.kind {
      case .voltageSource: break
      case .mosfet(let drain, _, let source, let bulk, _, _): result.formUnion([drain, source, bulk])
      case .instance(let nodes, let name, _):
        guard depth < 20, let definition = definitions[name.lowercased()] else { result.formUnion(nodes); break }
        let inner = of(definition.cards, depth: depth + 1)
        for (terminal, node) in zip(definition.terminals, nodes) where inner.contains(terminal) { result.insert(node) }
      default: result.formUnion(card.nodes)
      }
    }
    return result
  }
}

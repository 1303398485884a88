import CrossbarPrimitives

/// Freezes the states of a behavioural device. The held form is derived from the device's equations, so that these are
/// stated once.
extension SubcircuitDefinition {
  /// The subcircuit with its states held at their initial values: in the formulas of the currents between the terminals, each
  /// state's voltage is replaced by its initial value.
  ///
  /// Capacitors and the sources that drive the states are dropped. All parameters stay, so that an instance of the device can
  /// become one of the held form by a change of name.
  /// - Parameters:
  ///   - heldName: the name of the new subcircuit.
  ///   - source: the library's name in errors.
  /// - Throws: `NetlistError.library` for an element that a behavioural device cannot have.
  public func holdingStates(named heldName: String, source: String) throws(NetlistError) -> SubcircuitDefinition {
    func refuse(_ card: Card, _ reason: String) -> NetlistError {
      .library(source: source, line: 0, text: "\(name): \(card.name)", reason: reason)
    }
    var held = SubcircuitDefinition(name: heldName, terminals: terminals, parameters: parameters)
    var initials: [Node: CircuitExpression] = [:]
    var algebraic: [Node: Card] = [:]
    var newLocals: [Card.Assignment] = []
    for card in cards {
      switch card.kind {
      case .capacitor(let node, .ground, _, let initial) where !terminals.contains(node):
        // Braces within a formula hold a single name, so any other initial value gets a name first.
        switch initial ?? .number(0) {
        case .parameter(let name): initials[node] = .parameter(name)
        case let value:
          let local = "\(node.name)_held"
          newLocals.append(.init(local, value))
          initials[node] = .parameter(local)
        }
      case .behaviouralVoltage(let node, .ground, _): algebraic[node] = card
      case .behaviouralCurrent, .resistor: break
      default:
        throw refuse(
          card, "it is no element of a behavioural two-terminal device: allowed are B sources, resistors and capacitors to ground"
        )
      }
    }
    func substituted(_ expression: CircuitExpression) -> CircuitExpression {
      expression.replacing(voltage: { node, reference in
        switch (initials[node], reference.flatMap { initials[$0] }) {
        case (nil, nil): nil
        case (let value?, nil): reference.map { .binary(value, .subtract, .voltage($0, nil)) } ?? value
        case (nil, let value?): .binary(.voltage(node, nil), .subtract, value)
        case (let value?, let other?): .binary(value, .subtract, other)
        }
      })
    }
    var kept: [Card] = []
    for card in cards {
      switch card.kind {
      case .behaviouralCurrent(let from, let to, let formula) where initials[from] == nil && initials[to] == nil:
        kept.append(Card(card.name, .behaviouralCurrent(from: from, to: to, substituted(formula))))
      case .resistor(let a, let b, _) where initials[a] == nil && initials[b] == nil: kept.append(card)
      default: break
      }
    }
    // Keep the inner voltages that those formulas read, and those that they read in turn.
    var wanted = kept.flatMap(\.expressions).flatMap(\.nodes)
    var inner: Set<Node> = []
    while let node = wanted.popLast() {
      guard let card = algebraic[node], case .behaviouralVoltage(let plus, let minus, let formula) = card.kind,
        inner.insert(node).inserted
      else { continue }
      let copy = Card(card.name, .behaviouralVoltage(plus: plus, minus: minus, substituted(formula)))
      kept.append(copy)
      wanted += copy.expressions.flatMap(\.nodes)
    }
    held.cards = kept
    let all = locals + newLocals
    var names = kept.flatMap(\.expressions).reduce(into: Set<String>()) { $0.formUnion($1.parameters) }
    for local in all.reversed() where names.contains(local.name.lowercased()) { names.formUnion(local.value.parameters) }
    held.locals = all.filter { names.contains($0.name.lowercased()) }
    return held
  }
}

extension ModelLibrary {
  /// The library with the held form of one of its subcircuits added at the end, as text and as data.
  /// - Parameters:
  ///   - name: the subcircuit; letter case does not matter.
  ///   - comment: written above the held form.
  /// - Returns: both subcircuits as data, and the new library, which also defines `NAME_held`.
  /// - Throws: `NetlistError.library` if there is no such subcircuit, or for what a behavioural device cannot have or not all
  ///   dialects can express.
  public func withHeldForm(
    of name: String, comment: String
  ) throws(NetlistError) -> (definition: SubcircuitDefinition, held: SubcircuitDefinition, library: ModelLibrary) {
    guard let definition = try typed().subcircuits.first(where: { $0.name.lowercased() == name.lowercased() }) else {
      throw .library(source: source, line: 0, text: name, reason: "there is no such subcircuit")
    }
    let held = try definition.holdingStates(named: definition.name + Self.heldSuffix, source: source)
    var lines = ["*", "* \(comment)"]
    NgspiceWriter().writeSubcircuit(held, to: &lines)
    return (definition, held, try ModelLibrary(text: text + "\n" + lines.joined(separator: "\n"), source: source))
  }

  /// Appended to the name of a device's subcircuit to name its held form.
  public static let heldSuffix = "_held"
}

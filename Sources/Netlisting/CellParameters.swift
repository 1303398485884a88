import CrossbarPrimitives

extension NetlistBody {
  /// Most cells whose parameters get names of their own; a larger array would be a list of parameters and little else.
  private static let mostNamedCells = 256

  /// Gives every parameter of every cell a name, so that a reviewer can sweep one: `XCELL_0_3 … v_set={v_set_0_3}` with
  /// `.param v_set_0_3=1.22` above.
  /// - Returns: the names and values, in the order of the cells; empty for larger arrays, which keep their numbers.
  mutating func nameCellParameters() -> [Card.Assignment] {
    var named: [Card.Assignment] = []
    let groups = libraries.indices.filter { libraries[$0].isCircuit }
    let cards = cards + groups.flatMap { libraries[$0].typed?.subcircuits.flatMap(\.cards) ?? [] }
    guard cards.count(where: { Self.place(of: $0) != nil }) <= Self.mostNamedCells else { return [] }
    self.cards = self.cards.map { Self.naming($0, &named) }
    for index in groups {
      guard var typed = libraries[index].typed else { continue }
      for number in typed.subcircuits.indices {
        typed.subcircuits[number].cards = typed.subcircuits[number].cards.map { Self.naming($0, &named) }
      }
      libraries[index].typed = typed
    }
    return named
  }

  /// The place of a memristor or cell with parameters; nil for other cards.
  private static func place(of card: Card) -> ArrayPlace? {
    guard case .instance = card.kind, let place = ArrayPlace(of: card.name), place.kind == CellPart.memristor.rawValue
    else { return nil }
    return place
  }

  private static func naming(_ card: Card, _ named: inout [Card.Assignment]) -> Card {
    guard let place = place(of: card), case .instance(let nodes, let subcircuit, let parameters) = card.kind else { return card }
    let references = parameters.map { parameter -> Card.Assignment in
      guard case .number = parameter.value else { return parameter }
      let name = parameter.name.lowercased() + place.suffix
      named.append(Card.Assignment(name, parameter.value))
      return Card.Assignment(parameter.name, .parameter(name))
    }
    return Card(card.name, .instance(nodes, subcircuit: subcircuit, references))
  }
}

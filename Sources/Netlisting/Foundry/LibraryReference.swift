import CrossbarPrimitives

extension ModelLibrary {
  /// A foundry's library by reference: a deck reads it from its own files and holds none of its text.
  ///
  /// Engines are given the transistor as plain numbers instead; this form is for decks that others run.
  init(reference foundry: FoundryTransistor) {
    let interface = Subcircuit(
      terminals: foundry.terminals.map(\.rawValue),
      parameters: [foundry.widthParameter, foundry.lengthParameter, Self.multiplier].map { $0.lowercased() }
        + foundry.parameters.map { $0.name.lowercased() })
    let name = foundry.name.lowercased()
    self.init(
      source: foundry.words, text: NgspiceWriter().referenceLines(foundry).joined(separator: "\n"),
      subcircuits: foundry.kind == .subcircuit ? [name: interface] : [:], models: foundry.kind == .card ? [name: "nmos"] : [:],
      isGenerated: false, reference: foundry,
      data: .failure(
        .library(source: foundry.words, line: 1, text: "", reason: "it is read by the simulator itself, and not known here")))
  }

  /// The instance parameter for the number of equal transistors in parallel, which all simulators give every subcircuit.
  static let multiplier = "m"
}

extension DeckExport {
  /// The same deck with a foundry's transistor as the foundry has it: the library is read from its files, and every
  /// instance states its size.
  /// - Parameters:
  ///   - flat: the library of the transistor of plain numbers, whose instances are replaced.
  ///   - size: that of every instance.
  /// - Throws: `NetlistError` if an element of the new circuit is invalid.
  public func carrying(
    _ foundry: FoundryTransistor, of size: FoundryTransistor.Size, inPlaceOf flat: ModelLibrary
  ) throws(NetlistError) -> DeckExport {
    var circuit = Circuit(title: deck.circuit.title, comments: deck.circuit.comments)
    for library in deck.circuit.libraries { circuit.include(library == flat ? ModelLibrary(reference: foundry) : library) }
    for element in deck.circuit.elements {
      guard case .subcircuit(let nodes, let name, let parameters) = element.kind, flat.subcircuits[name.lowercased()] != nil,
        nodes.count == 4
      else {
        try circuit.add(element)
        continue
      }
      let multiplier = parameters.first.map(\.value) ?? 1
      try circuit.add(foundry.instance(element.name, nodes, of: size, multiplier: multiplier))
    }
    var export = self
    export.deck.circuit = circuit
    return export
  }
}

extension FoundryTransistor {
  /// - Parameters:
  ///   - name: begins with `XM`; a model card's instance has the name without the `X`.
  ///   - nodes: drain, gate, source and bulk.
  fileprivate func instance(_ name: String, _ nodes: [Node], of size: Size, multiplier: Double) -> Element {
    switch kind {
    case .subcircuit:
      let byTerminal = Dictionary(zip(Terminal.allCases, nodes), uniquingKeysWith: { first, _ in first })
      return Element(
        name,
        .subcircuit(
          terminals.map { byTerminal[$0] ?? .ground }, name: self.name,
          parameters: parameters(of: size) + (multiplier == 1 ? [] : [.init(ModelLibrary.multiplier, multiplier)])))
    case .card:
      return Element(
        String(name.dropFirst()),
        .mosfet(
          drain: nodes[0], gate: nodes[1], source: nodes[2], bulk: nodes[3],
          // In the library's own unit, which a scale turns into metres.
          .init(
            model: self.name, width: .meters(size.width / sizeUnit), length: .meters(size.length / sizeUnit),
            multiplier: multiplier, parameters: parameters)))
    }
  }
}

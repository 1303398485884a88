import CrossbarPrimitives

extension Deck {
  /// Rejects decks on which simulators crash, hang or give wrong results silently.
  ///
  /// The passes run in the order below, and the first problem found is thrown. Engines call this before they simulate.
  /// - Throws: `NetlistError` with the name of the offending element, node, source or probe.
  public func validate() throws(NetlistError) {
    if circuit.elements.isEmpty { throw .noElements }
    try checkLibraries()
    for element in circuit.elements {
      try checkValue(element)
      try checkReference(element)
    }
    try checkConnections()
    try checkVoltageLoops()
    try checkAnalysis()
    try checkOptions()
    try checkProbes()
  }

  /// Each name of a model or subcircuit is defined by one library, so that an element's reference is unambiguous.
  private func checkLibraries() throws(NetlistError) {
    var definedIn: [String: String] = [:]
    for library in circuit.libraries {
      for name in Array(library.models.keys) + Array(library.subcircuits.keys) {
        if let first = definedIn[name] { throw .libraryConflict(name: name, first: first, second: library.source) }
        definedIn[name] = library.source
      }
    }
  }

  /// Values are finite, and sizes, resistances and capacitances greater than zero.
  private func checkValue(_ element: Element) throws(NetlistError) {
    func refuse(_ reason: String) -> NetlistError { .badValue(element: element.name, reason: reason) }
    func positive(_ value: Double, _ what: String) throws(NetlistError) {
      if !(value > 0 && value.isFinite) { throw refuse("its \(what) is \(value); allowed is more than zero, and finite") }
    }
    switch element.kind {
    case .resistor(_, _, let resistance): try positive(resistance.si, "resistance in ohm")
    case .capacitor(_, _, let capacitance): try positive(capacitance, "capacitance in F")
    case .voltageSource(_, _, let stimulus), .currentSource(_, _, let stimulus):
      if let problem = stimulus.problem() { throw refuse(problem) }
    case .mosfet(_, _, _, _, let mosfet):
      try positive(mosfet.width.si, "width in m")
      try positive(mosfet.length.si, "length in m")
      try positive(mosfet.multiplier, "multiplier")
    case .subcircuit(_, _, let parameters):
      for parameter in parameters where !parameter.value.isFinite {
        throw refuse("its parameter \(parameter.name) is \(parameter.value); allowed is any finite number")
      }
    case .diode: break
    }
  }

  /// Models, subcircuits and parameters exist, and an instance has as many nodes as its subcircuit has terminals.
  private func checkReference(_ element: Element) throws(NetlistError) {
    switch element.kind {
    case .diode(_, _, let model): try checkModel(model, of: ["d"], element)
    case .mosfet(_, _, _, _, let mosfet): try checkModel(mosfet.model, of: ["nmos", "pmos"], element)
    case .subcircuit(let nodes, let name, let parameters):
      guard let definition = circuit.libraries.lazy.compactMap({ $0.subcircuits[name.lowercased()] }).first else {
        let known = circuit.libraries.flatMap(\.subcircuits.keys).sorted()
        throw .unknownSubcircuit(name, element: element.name, known: known)
      }
      guard nodes.count == definition.terminals.count else {
        throw .terminalCount(
          element: element.name, subcircuit: name, expected: definition.terminals.count, found: nodes.count)
      }
      for parameter in parameters where !definition.parameters.contains(parameter.name.lowercased()) {
        throw .unknownParameter(parameter.name, element: element.name, known: definition.parameters)
      }
    default: break
    }
  }

  /// - Parameter types: the model types that the element accepts, lower case.
  private func checkModel(_ model: String, of types: [String], _ element: Element) throws(NetlistError) {
    let defined = circuit.libraries.flatMap(\.models)
    guard defined.contains(where: { $0.key == model.lowercased() && types.contains($0.value) }) else {
      let known = defined.filter { types.contains($0.value) }.map(\.key).sorted()
      throw .unknownModel(model, element: element.name, known: known)
    }
  }

  /// Each node connects two terminals or more, and a path for direct current leads from it to ground: without one its voltage
  /// is undetermined.
  private func checkConnections() throws(NetlistError) {
    var uses: [Node: Int] = [:]
    var islands = DisjointNodes()
    for element in circuit.elements {
      for node in element.terminals { uses[node, default: 0] += 1 }
      let conducting = element.conductingTerminals
      for node in conducting.dropFirst() { _ = islands.join(conducting[0], node) }
    }
    for element in circuit.elements {
      for node in element.terminals where node != .ground {
        if uses[node] == 1 { throw .danglingNode(node.name, element: element.name) }
        if !islands.areJoined(node, .ground) { throw .floatingNode(node.name, element: element.name) }
      }
    }
  }

  /// No voltage source closes a loop of voltage sources, which would leave its current undetermined.
  private func checkVoltageLoops() throws(NetlistError) {
    var joined = DisjointNodes()
    for element in circuit.elements {
      if case .voltageSource(let plus, let minus, _) = element.kind, !joined.join(plus, minus) {
        throw .voltageLoop(element: element.name)
      }
    }
  }

  /// The analysis ends: at most ten million points or steps, and a sweep step that the arithmetic resolves.
  private func checkAnalysis() throws(NetlistError) {
    switch analysis {
    case .operatingPoint: break
    case .sweep(let source, let start, let stop, let step):
      guard sources.contains(source.lowercased()) else {
        throw .badAnalysis("the swept source '\(source)' is not an independent source of the circuit")
      }
      guard start.isFinite, stop.isFinite, step.isFinite, step != 0, (stop - start) / step >= 0 else {
        throw .badAnalysis("a sweep from \(start) to \(stop) in steps of \(step) never ends")
      }
      guard (stop - start) / step < 1e7 else { throw .badAnalysis("a sweep of more than ten million points") }
      // ngspice sums steps and compares with a fixed 2e-13: a finer step overshoots, or changes nothing and never ends.
      let smallest = 1e-12 * max(1, abs(start), abs(stop))
      guard abs(step) >= smallest else {
        throw .badAnalysis("a sweep in steps of \(step); allowed is \(smallest) or more from \(start) to \(stop)")
      }
    case .transient(let stop, let maximumStep):
      guard stop.si > 0, stop.si.isFinite else { throw .badAnalysis("it stops at \(stop); allowed is more than zero") }
      guard maximumStep.si > 0, maximumStep <= stop else {
        throw .badAnalysis("its largest step is \(maximumStep); allowed is more than zero and at most \(stop)")
      }
      guard stop / maximumStep < 1e7 else { throw .badAnalysis("a transient of more than ten million steps") }
    }
  }

  /// Tolerances are greater than zero, and the temperature is above absolute zero.
  private func checkOptions() throws(NetlistError) {
    for (name, value) in [
      ("relative tolerance", options.relativeTolerance), ("current tolerance", options.currentTolerance),
      ("voltage tolerance", options.voltageTolerance), ("charge tolerance", options.chargeTolerance),
      ("minimum conductance", options.minimumConductance), ("truncation relaxation", options.truncationRelaxation),
    ] where !(value > 0 && value.isFinite) {
      throw .badAnalysis("its \(name) is \(value); allowed is more than zero, and finite")
    }
    guard options.temperature > -273.15, options.temperature.isFinite else {
      throw .badAnalysis("its temperature is \(options.temperature) Celsius; allowed is more than -273.15")
    }
  }

  /// Each probe names a node, voltage source or instance that the circuit has. Whether an instance has the inner node is
  /// left to the simulator.
  private func checkProbes() throws(NetlistError) {
    if probes.isEmpty { throw .noProbes }
    let nodes = Set(circuit.elements.flatMap(\.terminals))
    let voltageSources = sources
    let instances = Set(
      circuit.elements.compactMap { element -> String? in
        if case .subcircuit = element.kind { element.name.lowercased() } else { nil }
      })
    for probe in probes {
      switch probe {
      case .voltage(let node):
        if node == .ground { throw .unknownProbe("\(probe)", reason: "the reference node is at 0 V by definition") }
        if !nodes.contains(node) { throw .unknownProbe("\(probe)", reason: "the circuit has no such node") }
      case .current(let source):
        if !voltageSources.contains(source.lowercased()) || !source.lowercased().hasPrefix("v") {
          throw .unknownProbe("\(probe)", reason: "the circuit has no such voltage source")
        }
      case .inner(let instance, let node):
        if !instances.contains(instance.lowercased()) {
          throw .unknownProbe("\(probe)", reason: "the circuit has no such subcircuit instance")
        }
        // A node of a nested instance is named by the path of all instances above it.
        let path = node.split(separator: ".", omittingEmptySubsequences: false)
        if !path.allSatisfy({ Circuit.isName(String($0)) }) {
          throw .unknownProbe("\(probe)", reason: "'\(node)' is no node name")
        }
      }
    }
  }

  /// Lower-case names of the independent sources.
  private var sources: Set<String> {
    Set(
      circuit.elements.compactMap {
        switch $0.kind {
        case .voltageSource, .currentSource: $0.name.lowercased()
        default: nil
        }
      })
  }
}

/// Disjoint sets of nodes that can be merged (union-find with path halving).
private struct DisjointNodes {
  private var parents: [Node: Node] = [:]

  private mutating func root(_ node: Node) -> Node {
    var current = node
    while let parent = parents[current], parent != current {
      let grandparent = parents[parent] ?? parent
      parents[current] = grandparent
      current = grandparent
    }
    return current
  }

  /// Merges the sets of two nodes; false if they were in one set already.
  mutating func join(_ a: Node, _ b: Node) -> Bool {
    let (rootA, rootB) = (root(a), root(b))
    if rootA == rootB { return false }
    parents[rootA] = rootB
    return true
  }

  mutating func areJoined(_ a: Node, _ b: Node) -> Bool { root(a) == root(b) }
}

extension SubcircuitDefinition {
  /// The direct current from the first terminal to the second, A, as a function of the voltage between them, V.
  ///
  /// Nil unless the subcircuit has two terminals and only formula sources and resistors carry current between them. Inner nodes
  /// may be set by formulas. The function returns nil where a formula cannot be evaluated.
  /// - Parameter values: the values of all its parameters, as `values(of:)` returns them.
  func conduction(_ values: [String: Double]) -> ((Double) -> Double?)? {
    guard terminals.count == 2 else { return nil }
    let (first, second) = (terminals[0], terminals[1])
    func spans(_ a: Node, _ b: Node) -> Bool { a == first && b == second || a == second && b == first }
    var currents: [(isForward: Bool, formula: CircuitExpression)] = []
    var inner: [Node: CircuitExpression] = [:]
    for card in cards {
      switch card.kind {
      case .behaviouralCurrent(let from, let to, let formula) where spans(from, to):
        currents.append((from == first, formula))
      case .resistor(let a, let b, let resistance) where spans(a, b):
        currents.append((true, .binary(.voltage(first, second), .divide, resistance)))
      case .behaviouralVoltage(let node, .ground, let formula) where !terminals.contains(node): inner[node] = formula
      // Between inner nodes: not evaluated, so a formula that reads such a node's voltage has no value.
      case .behaviouralCurrent(let a, let b, _) where !terminals.contains(a) && !terminals.contains(b),
        .resistor(let a, let b, _) where !terminals.contains(a) && !terminals.contains(b):
        break
      default: return nil
      }
    }
    return { voltage in
      // Holds nil for a node while it is evaluated, so that a loop of formulas has no value instead of never ending.
      var potentials: [Node: Double?] = [:]
      func potential(_ node: Node, _ reference: Node?) -> Double? {
        if node == first, reference == second { return voltage }
        if node == second, reference == first { return -voltage }
        if let reference { return potential(node, nil).flatMap { value in potential(reference, nil).map { value - $0 } } }
        if node == .ground { return 0 }
        if let known = potentials[node] { return known }
        potentials[node] = .some(nil)
        let value = inner[node]?.value(parameters: values, voltage: potential)
        potentials[node] = value
        return value
      }
      let terms = currents.compactMap { term in
        term.formula.value(parameters: values, voltage: potential).map { term.isForward ? $0 : -$0 }
      }
      return terms.count == currents.count ? terms.reduce(0, +) : nil
    }
  }

  /// The current from the first terminal to the second of a held device (see `holdingStates`), A.
  ///
  /// Nil if a formula has no value at this voltage, or if the device has no `conduction`.
  /// - Parameters:
  ///   - voltage: first terminal against second, V.
  ///   - parameters: what the instance sets, by lower-case name.
  public func current(at voltage: Double, parameters: [String: Double]) -> Double? {
    values(of: parameters).flatMap(conduction).flatMap { $0(voltage) }
  }
}

import CrossbarPrimitives

/// Writes decks in Spectre's own language (Spectre Circuit Simulator Reference; Components and Device Models Reference).
/// Tests check the text against a grammar; Spectre itself is not run.
///
/// Letter case matters in Spectre, and the section under `simulator lang=spice` folds names to lower case: all names are
/// written in lower case.
package struct SpectreWriter: SpiceWriter {
  package init() {}

  package var dialect: Dialect { .spectre }

  /// Rejects models without an equivalent in Spectre: it has level 1 of MOSFETs and diodes.
  package func translate(_ body: inout NetlistBody) throws(NetlistError) {
    for model in body.libraries.flatMap({ $0.typed?.models ?? [] }) {
      let level = model.parameters.first { $0.name.lowercased() == "level" }?.value ?? 1
      let isKnown = ["nmos", "pmos"].contains(model.type) && level == 1 || model.type == "d" && level == 1
      guard isKnown else {
        throw .inexpressible(
          dialect: dialect.rawValue,
          reason: "the model '\(model.name)' is of type \(model.type), level \(formatNumber(level)); allowed are level 1 of "
            + "nmos and pmos (mos1) and d (diode)")
      }
    }
    for card in body.cards {
      if case .tabulatedCurrent = card.kind {
        throw .inexpressible(dialect: dialect.rawValue, reason: "\(card.name) is a tabulated source")
      }
    }
  }

  package func writeTitle(_ title: String, to lines: inout [String]) {
    lines += ["// \(title)", "simulator lang=spectre"]
  }

  package func writeInclude(_ fileName: String, to lines: inout [String]) { lines.append("include \"\(fileName)\"") }

  package func writeParameters(_ parameters: [Card.Assignment], to lines: inout [String]) {
    for parameter in parameters { lines.append("parameters \(parameter.name)=\(formatValue(parameter.value))") }
  }

  package func writeReference(_ foundry: FoundryTransistor, to lines: inout [String]) {
    lines += foundry.files.map { file in "include \"\(file.path)\"" + (file.section.map { " section=\($0)" } ?? "") }
  }

  package func writeLibrary(_ library: NetlistBody.Library, to lines: inout [String]) {
    // An included file starts in SPICE's language unless it says otherwise.
    if lines.isEmpty { lines.append("simulator lang=spectre") }
    for model in library.typed?.models ?? [] { writeModel(model, to: &lines) }
    for definition in library.typed?.subcircuits ?? [] { writeSubcircuit(definition, to: &lines) }
  }

  /// Level 1 of `nmos` and `pmos` is Spectre's `mos1`, and `d` its `diode`; other models do not pass `translate`.
  package func writeModel(_ model: ModelCard, to lines: inout [String]) {
    let kind =
      switch model.type {
      case "nmos": "mos1 type=n"
      case "pmos": "mos1 type=p"
      default: "diode"
      }
    let parameters = model.parameters.filter { $0.name.lowercased() != "level" }
    append(
      "model \(model.name) \(kind)" + parameters.map { " \($0.name.lowercased())=\(formatNumber($0.value))" }.joined(),
      to: &lines)
  }

  package func writeSubcircuit(_ definition: SubcircuitDefinition, to lines: inout [String]) {
    let name = definition.name.lowercased()
    append("subckt \(name) (\(definition.terminals.map(Self.node).joined(separator: " ")))", to: &lines)
    if !definition.parameters.isEmpty {
      append("parameters\(formatAssignments(definition.parameters).lowercased())", to: &lines)
    }
    for local in definition.locals { append("parameters \(local.name.lowercased())=\(formatValue(local.value))", to: &lines) }
    for card in definition.cards { writeCard(card, to: &lines) }
    lines.append("ends \(name)")
  }

  package func writeCard(_ card: Card, to lines: inout [String]) {
    let head = "\(card.name.lowercased()) (\(card.nodes.map(Self.node).joined(separator: " ")))"
    switch card.kind {
    case .resistor(_, _, let value): append("\(head) resistor r=\(formatValue(value))", to: &lines)
    case .capacitor(_, _, let value, let initial):
      append("\(head) capacitor c=\(formatValue(value))\(initial.map { " ic=\(formatValue($0))" } ?? "")", to: &lines)
    case .voltageSource(_, _, let stimulus): append("\(head) vsource \(formatStimulus(stimulus))", to: &lines)
    case .currentSource(_, _, let stimulus): append("\(head) isource \(formatStimulus(stimulus))", to: &lines)
    case .behaviouralCurrent(_, _, let formula): append("\(head) bsource i=\(formatFormula(formula))", to: &lines)
    case .behaviouralVoltage(_, _, let formula): append("\(head) bsource v=\(formatFormula(formula))", to: &lines)
    case .diode(_, _, let model): append("\(head) \(model.lowercased())", to: &lines)
    case .mosfet(_, _, _, _, let model, let parameters), .instance(_, let model, let parameters):
      append("\(head) \(model.lowercased())\(formatAssignments(parameters).lowercased())", to: &lines)
    case .tabulatedCurrent: preconditionFailure("refused by translate")
    }
  }

  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    append(
      "simulatorOptions options reltol=\(formatNumber(options.relativeTolerance)) "
        + "iabstol=\(formatNumber(options.currentTolerance)) vabstol=\(formatNumber(options.voltageTolerance)) "
        + "gmin=\(formatNumber(options.minimumConductance)) temp=\(formatNumber(options.temperature)) "
        + "tnom=\(formatNumber(Temperature.nominal.celsius))", to: &lines)
  }

  /// A `save` of the probes; the current of a source is that of its terminal `p`.
  package func writeProbes(_ deck: Deck, to lines: inout [String]) {
    let names = deck.probes.map { probe in
      switch probe {
      case .voltage(let node): Self.node(node)
      case .current(let source): "\(source.lowercased()):p"
      case .inner(let instance, let node): "\(instance).\(node)".lowercased()
      }
    }
    append("save " + names.joined(separator: " "), to: &lines)
  }

  /// An operating point becomes a short transient with constant sources, which is measured at its end.
  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {
    switch deck.analysis {
    case .operatingPoint:
      lines.append("// the sources are constant: the end of this transient is the operating point")
      lines.append("bias tran stop=\(formatNumber(Self.biasTime.si))")
    case .sweep(let source, let start, let stop, let step):
      append(
        "sweep dc dev=\(source.lowercased()) param=dc start=\(formatNumber(start)) stop=\(formatNumber(stop)) "
          + "step=\(formatNumber(step))", to: &lines)
    case .transient(let stop, let maximumStep):
      append(
        "operation tran stop=\(formatNumber(stop.si)) maxstep=\(formatNumber(maximumStep.si)) "
          + "method=\(deck.options.integration == .gear ? "gear2only" : "traponly") skipdc=yes ic=all", to: &lines)
    }
  }

  /// `.measure` statements of the SPICE language, since Spectre's own has none.
  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    guard !measures.isEmpty else { return }
    let stop = if case .transient(let stop, _) = deck.analysis { stop } else { Self.biasTime }
    lines.append("simulator lang=spice")
    for measure in measures { lines.append(transientMeasure(measure, keyword: ".measure tran", stop: stop)) }
    lines.append("simulator lang=spectre")
  }

  package func writeClosing(to lines: inout [String]) {}

  package func formatValue(_ expression: CircuitExpression) -> String {
    expression.text(
      number: formatNumber, parameter: { $0.lowercased() },
      voltage: { "v(\(Self.node($0))\($1.map { ",\(Self.node($0))" } ?? ""))" })
  }

  package func formatFormula(_ expression: CircuitExpression) -> String { formatValue(expression) }

  package func formatStimulus(_ stimulus: Stimulus) -> String {
    switch stimulus {
    case .constant(let value): return "dc=\(formatNumber(value))"
    case .pulse(let amplitude, let delay, let edge, let width):
      let period = pulsePeriod(delay: delay, edge: edge, width: width)
      return "type=pulse val0=0 val1=\(formatNumber(amplitude)) delay=\(formatNumber(delay.si)) "
        + "rise=\(formatNumber(edge.si)) fall=\(formatNumber(edge.si)) width=\(formatNumber(width.si)) "
        + "period=\(formatNumber(period.si))"
    case .piecewiseLinear(let points):
      let wave = points.map { "\(formatNumber($0.time.si)) \(formatNumber($0.value))" }.joined(separator: " ")
      return "type=pwl wave=[\(wave)]"
    }
  }

  /// The length of that transient: the circuit has resistances and transistors without charge, so it settles at once.
  private static let biasTime = Time.microseconds(1)

  /// A node's name in lower case.
  private static func node(_ node: Node) -> String { node.name.lowercased() }
}

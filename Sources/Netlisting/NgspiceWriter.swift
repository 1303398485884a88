import CrossbarPrimitives

/// Writes decks in the dialect of ngspice 39 and later (ngspice user's manual, version 39).
///
/// Both library and process engines use it, so it is also the path of every simulation.
package struct NgspiceWriter: SpiceWriter {
  /// Further words for `.options`, such as `klu` if the engine has that matrix solver.
  package var engineOptions: [String]

  package init(engineOptions: [String] = []) { self.engineOptions = engineOptions }

  package var dialect: Dialect { .ngspice }

  /// The deck as an engine reads it, line by line. The deck must have passed `Deck.validate`; nothing is checked here.
  package func lines(_ deck: Deck) -> [String] { engineLines(deck, measures: []) }

  /// The deck as a file that prints each probe when it is run by hand, such as a deck that failed. It need not be valid.
  /// - Parameter time: when to print in a transient; nil for its end.
  package func text(_ deck: Deck, at time: Time? = nil) -> String {
    let kind: Measure.Kind = if case .transient(let stop, _) = deck.analysis { .at(time ?? stop) } else { .value }
    let measures = deck.probes.map { Measure(kind, of: $0, meaning: "its value") }
    return engineLines(deck, measures: measures).joined(separator: "\n") + "\n"
  }

  package func problem(reading foundry: FoundryTransistor) -> String? {
    foundry.files.first { $0.path.contains(where: \.isWhitespace) }.map { "it cannot read a path with blanks, '\($0.path)'" }
  }

  /// One `.options` card, with the temperature; `tnom` keeps ngspice's default.
  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    let values: [(String, Double)] = [
      ("reltol", options.relativeTolerance), ("abstol", options.currentTolerance), ("vntol", options.voltageTolerance),
      ("chgtol", options.chargeTolerance), ("trtol", options.truncationRelaxation), ("gmin", options.minimumConductance),
      ("temp", options.temperature),
    ]
    let words = values.map { "\($0)=\(formatNumber($1))" } + ["method=\(options.integration.rawValue)"] + engineOptions
    lines.append(".options " + words.joined(separator: " "))
  }

  /// A `.save` for each probe, so that ngspice stores nothing else; `.save all` for many probes of an operating point.
  package func writeProbes(_ deck: Deck, to lines: inout [String]) {
    // ngspice compares each name with each vector: 20 s for a 64 x 64 array. Saving all vectors at one point costs nothing.
    if deck.analysis == .operatingPoint, deck.probes.count > Self.fewProbes { return lines.append(".save all") }
    for probe in deck.probes { lines.append(".save \(formatProbe(probe))") }
  }

  /// Up to this number of probes, an operating point saves them by name.
  private static let fewProbes = 100

  /// `.op`, `.dc` or `.tran`.
  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {
    switch deck.analysis {
    case .operatingPoint: lines.append(".op")
    case .sweep(let source, let start, _, let step):
      // Half a step past the last point: ngspice sums steps, and rounding of the sum must not decide whether that point exists.
      let stop = start + (Double(deck.analysis.sweepPointCount ?? 1) - 0.5) * step
      lines.append(".dc \(source) \(formatNumber(start)) \(formatNumber(stop)) \(formatNumber(step))")
    case .transient(let stop, let maximumStep):
      // The print step only limits the first step; initial states come from the memristors' own capacitors (uic).
      let step = formatNumber(maximumStep.si)
      lines.append(".tran \(step) \(formatNumber(stop.si)) 0 \(step) uic")
    }
  }

  /// `.meas` cards for a transient; otherwise a `.control` section that runs the analysis and prints each measure.
  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    if case .transient(let stop, _) = deck.analysis {
      for measure in measures { lines.append(transientMeasure(measure, keyword: ".meas tran", stop: stop)) }
    } else if !measures.isEmpty {
      // ngspice has no .meas of an operating point.
      lines += [".control", "set numdgt=14", "run"]
      for measure in measures {
        // The index in brackets selects the last point of a sweep.
        let vector = formatProbe(measure.probe)
        let last = deck.analysis == .operatingPoint ? vector : "\(vector)[length(\(vector))-1]"
        lines += ["let \(measure.name) = \(last)", "print \(measure.name)"]
      }
      lines += ["quit", ".endc"]
    }
  }

  /// Formulas stand in braces; ngspice replaces them by numbers when it reads the deck.
  package func formatValue(_ expression: CircuitExpression) -> String {
    if case .number(let value) = expression { return formatNumber(value) }
    return "{\(expression.text(number: formatNumber, parameter: { $0 }, voltage: Self.voltage))}"
  }

  /// ngspice substitutes parameters before it parses a formula, so they stand in braces. Its own quantities, such as `time`, do
  /// not.
  package func formatFormula(_ expression: CircuitExpression) -> String {
    let parameter = { CircuitExpression.quantities.contains($0.lowercased()) ? $0 : "{\($0)}" }
    return expression.text(number: formatNumber, parameter: parameter, voltage: Self.voltage)
  }

  /// The name under which ngspice stores the probe's values: `out`, `v1#branch` or `xcell_0_7.w`.
  package func vectorName(_ probe: Probe) -> String {
    switch probe {
    case .voltage(let node): node.name.lowercased()
    case .current(let source): "\(source.lowercased())#branch"
    case .inner(let instance, let node): "\(instance.lowercased()).\(node.lowercased())"
    }
  }

  /// A node's voltage in a formula, `V(a)` or `V(a,b)`: the notation of all dialects but Spectre's.
  static func voltage(_ node: Node, _ reference: Node?) -> String {
    "V(\(node.name)\(reference.map { ",\($0.name)" } ?? ""))"
  }
}

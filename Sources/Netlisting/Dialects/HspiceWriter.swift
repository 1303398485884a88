import CrossbarPrimitives

/// Writes decks for HSPICE (HSPICE User Guide: Simulation and Analysis; Reference Manual: Commands and Control Options).
/// Tests check the text against a grammar taken from the manuals; HSPICE itself is not run.
package struct HspiceWriter: SpiceWriter {
  package init() {}

  package var dialect: Dialect { .hspice }

  package func writeInclude(_ fileName: String, to lines: inout [String]) { lines.append(".include '\(fileName)'") }

  package func writeReference(_ foundry: FoundryTransistor, to lines: inout [String]) {
    lines += foundry.files.map { file in file.section.map { ".lib '\(file.path)' \($0)" } ?? ".include '\(file.path)'" }
  }

  /// Parameters follow the terminals directly.
  package var subcircuitParameterWord: String { "" }

  /// Behavioural sources are `G` elements with `cur=` and `E` elements with `vol=`.
  package func writeCard(_ card: Card, to lines: inout [String]) {
    let nodes = card.nodes.map(\.name).joined(separator: " ")
    switch card.kind {
    case .behaviouralCurrent(_, _, let formula):
      append("G\(card.name.dropFirst()) \(nodes) cur=\(formatFormula(formula))", to: &lines)
    case .behaviouralVoltage(_, _, let formula):
      append("E\(card.name.dropFirst()) \(nodes) vol=\(formatFormula(formula))", to: &lines)
    default: writeBasicCard(card, to: &lines)
    }
  }

  /// `delmax` limits the time step, and `ingold=2` with `measdgt=10` prints measures as exponents with ten digits.
  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    var words = [
      "reltol=\(formatNumber(options.relativeTolerance))", "abstol=\(formatNumber(options.currentTolerance))",
      "vntol=\(formatNumber(options.voltageTolerance))", "chgtol=\(formatNumber(options.chargeTolerance))",
      "gmin=\(formatNumber(options.minimumConductance))", "gmindc=\(formatNumber(options.minimumConductance))",
      "method=\(options.integration.rawValue)", "trtol=\(formatNumber(options.truncationRelaxation))", "ingold=2", "measdgt=10",
      "post=2", "probe=1",
      "tnom=\(formatNumber(Temperature.nominal.celsius))",
    ]
    if case .transient(_, let maximumStep) = deck.analysis { words.append("delmax=\(formatNumber(maximumStep.si))") }
    append(".option " + words.joined(separator: " "), to: &lines)
    lines.append(".temp \(formatNumber(options.temperature))")
  }

  /// A `.probe` of the probes; `post` and `probe` in the options write their waveforms, and those alone, to a file (.tr0).
  package func writeProbes(_ deck: Deck, to lines: inout [String]) {
    let kind = if case .transient = deck.analysis { "tran" } else { "dc" }
    append(".probe \(kind) " + deck.probes.map(formatProbe).joined(separator: " "), to: &lines)
  }

  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {
    if case .transient(let stop, let maximumStep) = deck.analysis {
      lines.append(".tran \(formatNumber(maximumStep.si)) \(formatNumber(stop.si)) uic")
    } else {
      writeSweep(of: deck, keyword: ".dc", to: &lines)
    }
  }

  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    writeMeasures(measures, of: deck, transient: ".measure tran", sweep: ".measure dc", to: &lines)
  }

  /// Formulas stand in single quotes, with parameters by their bare names.
  package func formatFormula(_ expression: CircuitExpression) -> String {
    "'\(expression.text(number: formatNumber, parameter: { $0 }, voltage: NgspiceWriter.voltage))'"
  }

  package func formatStimulus(_ stimulus: Stimulus) -> String { stimulusText(stimulus, isPeriodic: true) }
}

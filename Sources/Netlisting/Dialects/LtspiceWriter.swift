import CrossbarPrimitives

/// Writes decks for LTspice (LTspice help, "LTspice netlist syntax", "Dot commands", "Circuit elements"). Tests check the
/// text against a grammar; LTspice itself is not run.
package struct LtspiceWriter: SpiceWriter {
  package init() {}

  package var dialect: Dialect { .ltspice }

  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    append(
      ".options reltol=\(formatNumber(options.relativeTolerance)) abstol=\(formatNumber(options.currentTolerance)) "
        + "vntol=\(formatNumber(options.voltageTolerance)) chgtol=\(formatNumber(options.chargeTolerance)) "
        + "trtol=\(formatNumber(options.truncationRelaxation)) gmin=\(formatNumber(options.minimumConductance)) "
        + "method=\(options.integration.rawValue) tnom=\(formatNumber(Temperature.nominal.celsius))",
      to: &lines)
    // Without these LTspice compresses its waveforms and keeps them in single precision before it measures them.
    lines.append(".options plotwinsize=0 numdgt=15 measdgt=10")
    lines.append(".temp \(formatNumber(options.temperature))")
  }

  package func problem(reading foundry: FoundryTransistor) -> String? {
    foundry.files.first { $0.section != nil }.map { "its .lib has no sections, and '\($0.path)' is read by one" }
  }

  package func writeProbes(_ deck: Deck, to lines: inout [String]) {
    append(".save " + deck.probes.map(formatProbe).joined(separator: " "), to: &lines)
  }

  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {
    if case .transient(let stop, let maximumStep) = deck.analysis {
      lines.append(".tran 0 \(formatNumber(stop.si)) 0 \(formatNumber(maximumStep.si)) uic")
    } else {
      writeSweep(of: deck, keyword: ".dc", to: &lines)
    }
  }

  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    writeMeasures(measures, of: deck, transient: ".meas TRAN", sweep: ".meas DC", to: &lines)
  }

  /// As in ngspice's dialect: formulas in braces.
  package func formatValue(_ expression: CircuitExpression) -> String { NgspiceWriter().formatValue(expression) }

  /// As in ngspice's dialect: parameters in braces.
  package func formatFormula(_ expression: CircuitExpression) -> String { NgspiceWriter().formatFormula(expression) }

  /// A constant is written without `DC`.
  package func formatStimulus(_ stimulus: Stimulus) -> String {
    if case .constant(let value) = stimulus { return formatNumber(value) }
    return stimulusText(stimulus, isPeriodic: true)
  }
}

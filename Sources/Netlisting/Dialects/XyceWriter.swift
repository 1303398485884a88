import CrossbarPrimitives

/// Writes decks for Xyce (Xyce Reference Guide, chapters "Netlist Commands" and "Devices"). Tests check the text against a
/// grammar; Xyce itself is not run.
package struct XyceWriter: SpiceWriter {
  package init() {}

  package var dialect: Dialect { .xyce }

  package func writeInclude(_ fileName: String, to lines: inout [String]) { lines.append(".INCLUDE \"\(fileName)\"") }

  package func writeOptions(_ deck: Deck, to lines: inout [String]) {
    let options = deck.options
    lines.append(
      ".OPTIONS DEVICE GMIN=\(formatNumber(options.minimumConductance)) TEMP=\(formatNumber(options.temperature)) "
        + "TNOM=\(formatNumber(Temperature.nominal.celsius))")
    // Xyce has one absolute tolerance for all unknowns; filament states are among the voltages.
    let absolute = options.voltageTolerance
    lines.append(
      ".OPTIONS TIMEINT METHOD=\(options.integration.rawValue.uppercased()) "
        + "RELTOL=\(formatNumber(options.relativeTolerance)) ABSTOL=\(formatNumber(absolute))")
  }

  /// The analysis and a `.PRINT` of the probes, without which Xyce writes no results.
  package func writeAnalysis(_ deck: Deck, to lines: inout [String]) {
    if case .transient(let stop, let maximumStep) = deck.analysis {
      let step = formatNumber(maximumStep.si)
      lines.append(".TRAN \(step) \(formatNumber(stop.si)) 0 \(step) UIC")
    } else {
      writeSweep(of: deck, keyword: ".DC", to: &lines)
    }
    // Xyce writes no results without a .PRINT; measures go to a file of their own.
    let kind = if case .transient = deck.analysis { "TRAN" } else { "DC" }
    append(".PRINT \(kind) " + deck.probes.map(formatProbe).joined(separator: " "), to: &lines)
  }

  package func writeMeasures(_ measures: [Measure], of deck: Deck, to lines: inout [String]) {
    writeMeasures(measures, of: deck, transient: ".MEASURE TRAN", sweep: ".MEASURE DC", to: &lines)
  }

  /// Formulas stand in braces, with parameters by their bare names.
  package func formatFormula(_ expression: CircuitExpression) -> String {
    "{\(expression.text(number: formatNumber, parameter: { $0 }, voltage: NgspiceWriter.voltage))}"
  }

  package func formatStimulus(_ stimulus: Stimulus) -> String { stimulusText(stimulus, isPeriodic: true) }
}

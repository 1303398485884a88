import CrossbarPrimitives

/// Writes a deck as text in one SPICE dialect.
///
/// The requirements are small so that a dialect overrides only what it says differently: `write…` appends lines,
/// `format…` returns text. The defaults are what SPICE 3 and its descendants share.
public protocol SpiceWriter: Sendable {
  func writeHeader(_ deck: Deck, to lines: inout [String])
  func writeLibrary(_ library: ModelLibrary, to lines: inout [String])
  func writeElement(_ element: Element, to lines: inout [String])
  func writeOptions(_ deck: Deck, to lines: inout [String])
  func writeProbes(_ deck: Deck, to lines: inout [String])
  func writeAnalysis(_ analysis: Analysis, to lines: inout [String])
  func writeClosing(_ deck: Deck, to lines: inout [String])
  func formatNumber(_ value: Double) -> String
  func formatStimulus(_ stimulus: Stimulus) -> String
  func formatProbe(_ probe: Probe) -> String
}

extension SpiceWriter {
  /// The deck, line by line. The deck is taken as validated.
  public func lines(_ deck: Deck) -> [String] {
    var lines: [String] = []
    writeHeader(deck, to: &lines)
    for library in deck.circuit.libraries { writeLibrary(library, to: &lines) }
    for element in deck.circuit.elements { writeElement(element, to: &lines) }
    writeOptions(deck, to: &lines)
    writeProbes(deck, to: &lines)
    writeAnalysis(deck.analysis, to: &lines)
    writeClosing(deck, to: &lines)
    return lines
  }

  /// The deck as the text of a file.
  public func text(_ deck: Deck) -> String { lines(deck).joined(separator: "\n") + "\n" }

  public func writeHeader(_ deck: Deck, to lines: inout [String]) {
    // The first line is the title whatever it holds; a comment character keeps every reader from taking it for a card.
    lines.append("* " + singleLine(deck.circuit.title))
    for comment in deck.circuit.comments { lines.append("* " + singleLine(comment)) }
  }

  public func writeLibrary(_ library: ModelLibrary, to lines: inout [String]) {
    // By bytes, since every deck of a study is written here: splitting by characters takes ten times as long.
    lines.append(contentsOf: library.text.utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) })
  }

  public func writeElement(_ element: Element, to lines: inout [String]) {
    let head = ([element.name] + element.terminals.map(\.name)).joined(separator: " ")
    switch element.kind {
    case .resistor(_, _, let resistance): lines.append("\(head) \(formatNumber(resistance.si))")
    case .capacitor(_, _, let capacitance): lines.append("\(head) \(formatNumber(capacitance))")
    case .voltageSource(_, _, let stimulus), .currentSource(_, _, let stimulus):
      lines.append("\(head) \(formatStimulus(stimulus))")
    case .diode(_, _, let model): lines.append("\(head) \(model)")
    case .mosfet(_, _, _, _, let mosfet):
      let multiplier = mosfet.multiplier == 1 ? "" : " m=\(mosfet.multiplier)"
      lines.append(
        "\(head) \(mosfet.model) w=\(formatNumber(mosfet.width.si)) l=\(formatNumber(mosfet.length.si))\(multiplier)")
    case .subcircuit(_, let name, let parameters):
      let values = parameters.map { " \($0.name)=\(formatNumber($0.value))" }.joined()
      lines.append("\(head) \(name)\(values)")
    }
  }

  public func formatNumber(_ value: Double) -> String { SpiceNumber.shortest(value) }

  public func formatStimulus(_ stimulus: Stimulus) -> String {
    switch stimulus {
    case .constant(let value): "DC \(formatNumber(value))"
    case .pulse(let amplitude, let delay, let edge, let width):
      "PULSE(0 " + [amplitude, delay.si, edge.si, edge.si, width.si].map(formatNumber).joined(separator: " ") + ")"
    case .piecewiseLinear(let points):
      "PWL(" + points.map { "\(formatNumber($0.time.si)) \(formatNumber($0.value))" }.joined(separator: " ") + ")"
    }
  }

  private func singleLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }
}

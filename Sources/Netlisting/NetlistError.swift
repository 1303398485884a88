import CrossbarPrimitives

/// Why a circuit or deck was refused before any simulator saw it.
public enum NetlistError: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  case elementName(String, letter: String)
  case nodeName(String, element: String)
  case duplicateElement(String)
  case noElements
  case badValue(element: String, reason: String)
  case unknownModel(String, element: String, known: [String])
  case unknownSubcircuit(String, element: String, known: [String])
  case terminalCount(element: String, subcircuit: String, expected: Int, found: Int)
  case unknownParameter(String, element: String, known: [String])
  case danglingNode(String, element: String)
  case floatingNode(String, element: String)
  case voltageLoop(element: String)
  case badAnalysis(String)
  case noProbes
  case unknownProbe(String, reason: String)
  case library(source: String, line: Int, text: String, reason: String)
  case libraryConflict(name: String, first: String, second: String)
  /// A dialect has no words for something in the deck.
  case inexpressible(dialect: String, reason: String)

  public var description: String {
    // The text of a line is cut apart from the reason, so that neither crowds out the other.
    guard case .library(let source, let line, let text, let reason) = self else { return printable(words) }
    let quotation = text.isEmpty ? "" : "\n    \(excerpt(text))"
    return "\(printable(source, limit: 300, longestWord: 300)), line \(line): \(printable(reason, limit: 1000))\(quotation)"
  }

  private var words: String {
    switch self {
    case .elementName(let name, let letter):
      "element name '\(name)': it must begin with '\(letter)' and go on with letters, digits or '_', 64 in all at most"
    case .nodeName(let name, let element):
      "node name '\(name)' of element \(element): it must begin with a letter and go on with letters, digits or '_', and cannot be gnd (say Node.ground), time or temper"
    case .duplicateElement(let name): "element \(name) is there twice (names are compared without regard to case)"
    case .noElements: "the circuit has no elements"
    case .badValue(let element, let reason): "element \(element): \(reason)"
    case .unknownModel(let model, let element, let known):
      "element \(element) uses the model '\(model)', which no library defines; defined: \(list(known))"
    case .unknownSubcircuit(let name, let element, let known):
      "element \(element) uses the subcircuit '\(name)', which no library defines; defined: \(list(known))"
    case .terminalCount(let element, let subcircuit, let expected, let found):
      "element \(element) connects \(found) nodes to the subcircuit '\(subcircuit)', which has \(expected)"
    case .unknownParameter(let parameter, let element, let known):
      "element \(element) sets the parameter '\(parameter)', which its subcircuit does not have; it has: \(list(known))"
    case .danglingNode(let node, let element): "node \(node) is connected to element \(element) alone"
    case .floatingNode(let node, let element):
      "node \(node) of element \(element) has no path for direct current to ground"
    case .voltageLoop(let element): "voltage source \(element) closes a loop of voltage sources"
    case .badAnalysis(let reason): "analysis: \(reason)"
    case .noProbes: "nothing is probed: name at least one voltage or current"
    case .unknownProbe(let probe, let reason): "probe \(probe): \(reason)"
    case .library(let source, let line, _, let reason): "\(source), line \(line): \(reason)"
    case .libraryConflict(let name, let first, let second): "'\(name)' is defined both in \(first) and in \(second)"
    case .inexpressible(let dialect, let reason): "this deck cannot be written for \(dialect): \(reason)"
    }
  }
}

private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

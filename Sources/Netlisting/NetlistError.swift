import CrossbarPrimitives

/// Why a circuit or deck was rejected before a simulator saw it, or why a netlist could not be read.
///
/// Each case carries the offending name or value, and where there is a choice, what is allowed.
public enum NetlistError: Error, Equatable, Codable, Sendable, CustomStringConvertible {
  /// The name is not one that SPICE can hold, or does not begin with the letter of its kind.
  case elementName(String, letter: String)
  /// The name is not one that SPICE can hold, or means something else to ngspice.
  case nodeName(String, element: String)
  /// The name is taken; letter case does not matter.
  case duplicateElement(String)
  /// The circuit is empty; a deck needs at least one element.
  case noElements
  /// A resistance, size, source or parameter is outside of what is allowed.
  case badValue(element: String, reason: String)
  /// No library defines the model with a type that the element accepts; `known` lists those that would do.
  case unknownModel(String, element: String, known: [String])
  /// No library defines the subcircuit; `known` lists those that are defined.
  case unknownSubcircuit(String, element: String, known: [String])
  /// An instance gives more or fewer nodes than its subcircuit has terminals.
  case terminalCount(element: String, subcircuit: String, expected: Int, found: Int)
  /// An instance sets a parameter that its subcircuit does not have; `known` lists those it has.
  case unknownParameter(String, element: String, known: [String])
  /// A node is connected to one terminal only, often because of a misspelt name.
  case danglingNode(String, element: String)
  /// A node has no path for direct current to ground, so that its voltage is undetermined.
  case floatingNode(String, element: String)
  /// The voltage source closes a loop of voltage sources.
  case voltageLoop(element: String)
  /// The analysis would never end, cannot yield a measure, or has a tolerance or temperature out of range.
  case badAnalysis(String)
  /// The deck asks for no result.
  case noProbes
  /// The circuit lacks the probed node, source or instance.
  case unknownProbe(String, reason: String)
  /// A line of a library or deck that is not understood or not allowed. `line` counts from 1, and is 0 where no line is known;
  /// `text` is the line to quote, and is empty where it must not be shown.
  case library(source: String, line: Int, text: String, reason: String)
  /// Two libraries define the same name.
  case libraryConflict(name: String, first: String, second: String)
  /// The dialect has no equivalent for something in the deck.
  case inexpressible(dialect: String, reason: String)

  public var description: String {
    // The quoted line and the reason are cut to length separately, so that neither crowds out the other.
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

/// The names for a message, or "none".
private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

import CrossbarPrimitives
import Foundation
import Netlisting

/// ngspice's listing of a circuit whose subcircuits are flattened and whose parameters are numbers.
struct ExpandedListing {
  /// `.model` cards in their order, by name without regard to case (ngspice lists in lower case).
  let models: [CardTokens]
  let elements: [CardTokens]
  /// Of `.option scale`: what a 1 in a transistor's size means, in m.
  let scale: Double
  /// Of `.option tnom`: the temperature that models without one of their own were measured at.
  let nominalTemperature: Double?

  /// - Parameter lines: as ngspice prints them, `stdout  29 : .model …`.
  init(_ lines: [String]) {
    let cards = lines.compactMap { line in
      line.firstMatch(of: /^(?:std\w+\s+)?\s*\d+\s*:\s(.*)$/).map { CardTokens(LogicalLine(number: 0, text: String($0.1))) }
    }
    models = cards.filter { $0.words.first == ".model" }
    elements = cards.filter { $0.words.first?.first?.isLetter ?? false }
    let options = cards.filter { $0.words.first?.hasPrefix(".option") ?? false }
    scale = options.compactMap { $0.number("scale") }.last ?? 1
    nominalTemperature = options.compactMap { $0.number("tnom") }.last
  }
}

extension CardTokens {
  /// The number that a parameter is given last.
  func number(_ name: String) -> Double? { assignments.last { $0.name == name }.flatMap { SpiceNumber.parse($0.text) } }
}

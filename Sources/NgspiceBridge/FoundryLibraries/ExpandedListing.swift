import CrossbarPrimitives
import Foundation

/// ngspice's listing of a circuit whose subcircuits are flattened and whose parameters are numbers.
struct ExpandedListing {
  /// An element or model card: its words, the assignments among them apart.
  struct Card {
    let text: String
    let words: [String]
    let assignments: [(name: String, value: String)]

    init(_ text: String) {
      self.text = text
      let joined = text.replacing(/\s*=\s*/, with: "=").replacing(/[(),]/, with: " ")
      let all = joined.split { $0.isWhitespace }.map(String.init)
      words = all.filter { !$0.contains("=") }
      assignments = all.filter { $0.contains("=") }.map { word in
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts[1])
      }
    }

    func number(_ name: String) -> Double? {
      assignments.last { $0.name == name }.flatMap { SpiceNumber.parse($0.value) }
    }
  }

  /// `.model` cards in their order, by name without regard to case (ngspice lists in lower case).
  let models: [Card]
  let elements: [Card]
  /// Of `.option scale`: what a 1 in a transistor's size means, in m.
  let scale: Double
  /// Of `.option tnom`: the temperature that models without one of their own were measured at.
  let nominalTemperature: Double?

  /// - Parameter lines: as ngspice prints them, `stdout  29 : .model …`.
  init(_ lines: [String]) {
    let cards = lines.compactMap { line in line.firstMatch(of: /^(?:std\w+\s+)?\s*\d+\s*:\s(.*)$/).map { Card(String($0.1)) } }
    models = cards.filter { $0.words.first == ".model" }
    elements = cards.filter { $0.words.first?.first?.isLetter ?? false }
    let options = cards.filter { $0.words.first?.hasPrefix(".option") ?? false }
    scale = options.compactMap { $0.number("scale") }.last ?? 1
    nominalTemperature = options.compactMap { $0.number("tnom") }.last
  }
}

import CrossbarPrimitives
import Foundation
import Netlisting

/// ngspice's listing of a circuit (`listing expand`), in which subcircuits are flattened and parameters are numbers.
struct ExpandedListing {
  /// The `.model` cards in their order; names are in lower case, as ngspice lists them.
  let models: [CardTokens]
  /// The elements in their order; those of subcircuits have names such as `m.xsize0.x1.mn`.
  let elements: [CardTokens]
  /// The value of `.option scale`, m: the unit of sizes in a transistor's card. 1 if the library does not set it.
  let scale: Double
  /// The value of `.option tnom`, °C: the temperature at which models without one of their own were measured. Nil if the library
  /// does not set it.
  let nominalTemperature: Double?

  /// - Parameter lines: as ngspice prints them, such as `stdout  29 : .model …`; other lines are ignored.
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
  /// The number that is assigned to a name; the last one counts. Nil for a name without a number.
  func number(_ name: String) -> Double? { assignments.last { $0.name == name }.flatMap { SpiceNumber.parse($0.text) } }
}

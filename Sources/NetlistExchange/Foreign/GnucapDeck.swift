import CrossbarPrimitives
import Netlisting

/// A foreign deck as gnucap is given it: any of gnucap's commands may stand in a deck behind a dot, so that only those which
/// describe a circuit and analyse it are let through, with their results in a file that nothing else writes.
struct GnucapDeck {
  static let figureFile = "figures"

  let copy: DeckCopy
  let text: String

  private static let analyses: Set<String> = [".dc", ".op", ".tran"]
  private static let allowed: Set<String> = analyses.union([
    ".ends", ".eom", ".macro", ".model", ".opt", ".option", ".options", ".param", ".parameter", ".print", ".subckt", ".title",
  ])

  /// - Throws: as `DeckCopy`.
  init(_ text: String, path: String) throws {
    var copy = try DeckCopy(text, path: path, allowed: Self.allowed)
    var mark = ">"
    for card in copy.cards {
      let word = card.text.firstWord
      guard word.hasPrefix(".") else { continue }
      if let character = card.text.first(where: { "<>|`!".contains($0) }) {
        throw copy.refuse(card, "'\(character)' names a file or a program and is not allowed here")
      }
      if word == ".title" { copy.blank(card) }
      guard Self.analyses.contains(word) else { continue }
      copy.replace(card, with: "\(card.text) \(mark) \(Self.figureFile)")
      mark = ">>"
    }
    self.copy = copy
    self.text = (copy.lines + [".end", ""]).joined(separator: "\n")
  }

  /// A heading line `# i(VSL0) …`, whose figure is `i_vsl0`, and below it a line that begins with the temperature, or what is swept; the last such line
  /// counts.
  static func figures(in file: String) -> [String: Double] {
    var figures: [String: Double] = [:]
    var names: [[String]] = []
    for line in file.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      if first.hasPrefix("#") {
        // The scale has no name; a name may stand directly behind the mark.
        names = line.dropFirst().split(whereSeparator: \.isWhitespace).map { [$0.lowercased(), Measure.name(of: $0)] }
      } else if words.count == names.count + 1 {
        for (name, text) in zip(names, words.dropFirst()) {
          for name in name { figures[name] = SpiceNumber.parse(text) }
        }
      }
    }
    return figures
  }
}

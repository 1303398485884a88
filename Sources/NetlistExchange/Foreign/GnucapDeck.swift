import CrossbarPrimitives
import Netlisting

/// A foreign deck in the form in which gnucap gets it.
///
/// In a gnucap deck, any command may follow a dot. So only the cards that describe a circuit and analyse it are let through.
/// The results of the analyses go to a file to which nothing else writes.
struct GnucapDeck {
  /// The name of the file of results, in the private folder.
  static let figureFile = "figures"

  /// The included files are taken from here; `text` replaces the deck.
  let copy: DeckCopy
  /// The deck as gnucap gets it.
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

  /// The figures in a file of results, by lower-case name.
  ///
  /// A heading such as `# i(VSL0) …` names the columns after the first, and each figure is known by that name and as `i_vsl0`.
  /// Rows follow that begin with the temperature or the value that is swept; the last row counts.
  static func figures(in file: String) -> [String: Double] {
    var figures: [String: Double] = [:]
    var names: [[String]] = []
    for line in file.split(whereSeparator: \.isNewline) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard let first = words.first else { continue }
      if first.hasPrefix("#") {
        // The scale has no name; a name may follow the mark directly.
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

import Foundation
import Netlisting

/// A foreign deck as ngspice is given it: its circuit and harmless commands, and commands of ours that write each figure to
/// a file when the deck prints or measures it. What the deck prints is not read, for a deck can print anything.
struct NgspiceDeck {
  let copy: DeckCopy
  let text: String
  /// The file that ngspice writes, beside the deck.
  var figureFile: String { "\(mark).raw" }
  /// Begins the names that are ours; nobody could foresee it.
  private let mark: String
  private let names: [String]

  private static let allowed: Set<String> = [
    ".ac", ".control", ".csparam", ".dc", ".disto", ".else", ".elseif", ".endc", ".endif", ".ends", ".eom", ".four", ".func",
    ".global", ".ic", ".if", ".macro", ".meas", ".measure", ".model", ".nodeset", ".noise", ".op", ".opt", ".option", ".options",
    ".param", ".params", ".plot", ".print", ".probe", ".pz", ".save", ".sens", ".subckt", ".temp", ".tf", ".title", ".tran",
    ".width",
  ]

  /// - Parameter figures: names of the figures that are expected.
  /// - Throws: as `DeckCopy`; `NetlistError.library` for a figure that comes from no analysis.
  init(_ text: String, path: String, figures: [String]) throws {
    var copy = try DeckCopy(text, path: path, allowed: Self.allowed)
    names = Array(Set(figures.map { $0.lowercased() })).sorted()
    mark = "mx" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(12)
    var section = FigureSection(mark: mark, names: names)
    for card in copy.cards {
      switch card.text.firstWord {
      case ".meas", ".measure":
        try section.add(measure: card, of: copy)
        copy.blank(card)
      case ".print", ".plot", ".four", ".width": copy.blank(card)
      case let word where ControlCommands.analyses.contains(String(word.dropFirst())):
        section.analyses.append(String(word.dropFirst()))
      case ".csparam": section.addConstant(card.text.dropFirst(".csparam".count))
      default: break
      }
    }
    self.copy = copy
    let commands = try section.lines(copy.commands, of: copy)
    self.text = (copy.lines + section.parameterCards + [".control"] + commands + [".endc", ".end", ""]).joined(separator: "\n")
  }

  /// The figures in what ngspice wrote, by lower-case name.
  func figures(in file: String) throws(FigureFile.Problem) -> [String: Double] {
    let vectors = try FigureFile(file).vectors
    var figures: [String: Double] = [:]
    for (index, name) in names.enumerated() where vectors["\(mark)n\(index)"] == 1 {
      if let value = vectors["\(mark)f\(index)"], value.isFinite { figures[name] = value }
    }
    return figures
  }
}

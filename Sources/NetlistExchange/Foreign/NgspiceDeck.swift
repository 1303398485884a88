import CircuitSimulation
import Foundation
import Netlisting

/// A foreign deck in the form in which ngspice gets it: its circuit, its harmless commands, and commands of ours that store
/// each figure when the deck prints or measures it.
///
/// The figures are read from a file of our own. What the deck prints is not read, because a deck can print anything.
struct NgspiceDeck {
  /// The included files are taken from here; `text` replaces the deck.
  let copy: DeckCopy
  /// The deck as ngspice gets it.
  let text: String
  /// The file that ngspice writes, in the private folder.
  var figureFile: String { "\(mark).raw" }
  /// The prefix of all names of ours. It is random, so that a deck cannot write figures under them.
  private let mark: String
  /// The names of the expected figures: lower case, distinct and sorted.
  private let names: [String]

  /// Dot cards that are let through, or blanked because they only print.
  private static let allowed: Set<String> = [
    ".ac", ".control", ".csparam", ".dc", ".disto", ".else", ".elseif", ".endc", ".endif", ".ends", ".eom", ".four", ".func",
    ".global", ".ic", ".if", ".macro", ".meas", ".measure", ".model", ".nodeset", ".noise", ".op", ".opt", ".option", ".options",
    ".param", ".params", ".plot", ".print", ".probe", ".pz", ".save", ".sens", ".subckt", ".temp", ".tf", ".title", ".tran",
    ".width",
  ]

  /// - Parameter figures: the names of the expected figures; letter case does not matter.
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

  /// The figures in the file that ngspice wrote, by lower-case name. Only finite single numbers count; a vector of several
  /// values is no figure.
  func figures(in file: [UInt8]) throws(RawPlot.Problem) -> [String: Double] {
    let plot = try RawPlot(file)
    var vectors: [String: Double] = [:]
    for (index, name) in plot.names.enumerated() where plot.imaginaryParts[index].first == 0 {
      vectors[name] = plot.values[index].first
    }
    var figures: [String: Double] = [:]
    for (index, name) in names.enumerated() where vectors["\(mark)n\(index)"] == 1 {
      if let value = vectors["\(mark)f\(index)"], value.isFinite { figures[name] = value }
    }
    return figures
  }
}

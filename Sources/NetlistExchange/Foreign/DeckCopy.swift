import Foundation
import Netlisting

/// A foreign deck and the files that it includes, as they are copied into a private folder to be run there.
///
/// Lines are copied unchanged, but the included files get new names, and every line that does more than describe a circuit is
/// rejected. `NgspiceDeck` and `GnucapDeck` then adapt the copy to their simulator.
struct DeckCopy {
  /// Where the original lies; included files are found relative to it.
  let path: String
  /// The lines of the copy. Line n of the deck is line n here, so that a simulator's messages fit the original.
  private(set) var lines: [String]
  /// The cards outside of `.control`, in the order of the deck.
  private(set) var cards: [LogicalLine] = []
  /// The commands of the `.control` sections, which are blanked in the copy.
  private(set) var commands: [LogicalLine] = []
  /// The included files, vetted, by the names that they have in the private folder.
  private(set) var files: [(name: String, text: String)] = []
  /// The new name of each included file, by its path.
  private var names: [String: String] = [:]
  /// The paths of the files that are being read; a file among them that is included again includes itself.
  private var open: Set<String> = []
  /// Which sections of files each section reads. A library may read other sections of its own file, but none that leads
  /// back to where it is read: ngspice would never come to an end.
  private var sections: [Section: Set<Section>] = [:]
  /// The section in which the line being vetted stands; nil outside of sections.
  private var section: Section?

  /// A section of an included file.
  private struct Section: Hashable {
    let path, name: String
  }
  /// The dot cards that may stand in a deck.
  private let allowed: Set<String>

  /// Copies and vets a deck and all that it includes.
  /// - Parameters:
  ///   - path: where the deck lies.
  ///   - allowed: the dot cards that are allowed, besides those that include files.
  /// - Throws: `NetlistError.library` with a line that is rejected, such as an `.include` of a file that is not there.
  init(_ text: String, path: String, allowed: Set<String>) throws {
    self.path = path
    self.allowed = allowed
    lines = physicalLines(withPlainLineEnds(text)).map(String.init)
    try refuseHidden(lines, source: path, isIncluded: false)
    lines[0] = "* a deck to be checked"
    var isControl = false
    for line in logicalLines(lines.joined(separator: "\n")) {
      let word = line.text.firstWord
      switch word {
      case ".end":
        // What follows `.end` is another deck, or nothing.
        lines.removeLast(lines.count - line.number + 1)
        return
      case ".control" where allowed.contains(".control"): (isControl, lines[line.number - 1]) = (true, "*")
      case ".endc" where isControl: (isControl, lines[line.number - 1]) = (false, "*")
      case _ where isControl:
        if let problem = ControlCommands.problem(in: line.text) { throw refuse(line, problem) }
        commands.append(line)
        blank(line)
      default:
        let replacement = try vetted(line, of: path)
        if let replacement { replace(line, with: replacement) }
        cards.append(line)
      }
    }
  }

  /// Replaces a card by a text, and its continuation lines by comments.
  mutating func replace(_ line: LogicalLine, with text: String) {
    blank(line)
    lines[line.number - 1] = text
  }

  /// Replaces a card and its continuation lines by comments, so that the numbers of later lines stay.
  mutating func blank(_ line: LogicalLine) {
    lines[line.number - 1] = "*"
    var index = line.number
    while index < lines.count {
      let trimmed = lines[index].drop { $0.isWhitespace }
      guard trimmed.hasPrefix("+") || trimmed.hasPrefix("*") || trimmed.isEmpty else { break }
      if trimmed.hasPrefix("+") { lines[index] = "*" }
      index += 1
    }
  }

  /// An error that quotes a line of the deck itself.
  func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: path, line: line.number, text: line.text, reason: reason)
  }

  // MARK: Vetting

  /// An error for a line of the deck or of an included file. Lines of included files are not quoted: a deck may name any file of
  /// this machine.
  private func refusal(_ line: LogicalLine, of source: String, _ reason: String) -> NetlistError {
    source == path
      ? refuse(line, reason)
      : .library(
        source: source, line: line.number, text: "", reason: "this line is not run: it does more than describe a circuit")
  }

  /// Rejects lines that ngspice would run as commands or would not read to their end, comments included.
  private func refuseHidden(_ lines: [String], source: String, isIncluded: Bool) throws(NetlistError) {
    for (index, line) in lines.enumerated() {
      guard let problem = problem(inVerbatim: line) else { continue }
      throw .library(source: source, line: index + 1, text: isIncluded ? "" : line, reason: problem)
    }
  }

  /// Checks a line.
  /// - Returns: the line to write into the copy instead; nil for the line itself.
  private mutating func vetted(_ line: LogicalLine, of source: String) throws -> String? {
    let word = line.text.firstWord
    let lower = line.text.lowercased()
    if ["file", "d_process", "d_cosim"].contains(where: lower.contains),
      lower.firstRange(of: /file\w*\s*=|\bd_process\b|\bd_cosim\b/) != nil
    {
      throw refusal(line, of: source, "a model that reads a file or starts a program is not run")
    }
    guard word.hasPrefix(".") else {
      guard word.first?.isASCII == true, word.first?.isLetter == true else {
        throw refusal(line, of: source, "this is neither an element nor a card")
      }
      return nil
    }
    let tokens = CardTokens(line)
    if let trap = tokens.trap { throw refusal(line, of: source, trap) }
    let words = tokens.words
    switch (word, words.count) {
    case (".include", 2), (".inc", 2), (".lib", 3):
      let copy = try copied(words[1].withoutQuotes, besides: source, line, section: words.count == 3 ? words[2] : nil)
      return ([word, copy] + words.dropFirst(2)).joined(separator: " ")
    case (".lib", 2) where source != path:
      section = Section(path: source, name: words[1].withoutQuotes.lowercased())
      return nil
    case (".endl", _) where source != path:
      section = nil
      return nil
    case (".include", _), (".inc", _), (".lib", _):
      throw refusal(line, of: source, "wanted is .include file, or .lib file section; a file with spaces stands in quotes")
    default:
      guard allowed.contains(word) else {
        throw refusal(line, of: source, "'\(word)' is not run; allowed are \(allowed.sorted().joined(separator: ", "))")
      }
      if source != path, word.hasPrefix(".control") || word == ".endc" { throw refusal(line, of: source, "") }
      return nil
    }
  }

  /// Copies an included file, and the files that it includes in turn.
  /// - Returns: the name of the copy.
  /// - Throws: an error at the line that includes the file.
  private mutating func copied(
    _ name: String, besides source: String, _ line: LogicalLine, section wanted: String?
  ) throws -> String {
    let place = IncludedFiles.path(of: name, besides: source)
    let read = wanted.map { Section(path: place, name: $0.withoutQuotes.lowercased()) }
    if let section, let read {
      sections[section, default: []].insert(read)
      guard !leads(from: read, to: section) else { throw refusal(line, of: source, "'\(name)' includes itself") }
    }
    guard !open.contains(place) || section != nil && read != nil else {
      throw refusal(line, of: source, "'\(name)' includes itself")
    }
    if let copy = names[place] { return copy }
    let text: String
    do { text = try IncludedFiles.text(place) } catch {
      // If an included file names it, the reason is not shown either.
      throw refusal(line, of: source, "\(error)")
    }
    let copy = "included\(names.count + 1).lib"
    names[place] = copy
    open.insert(place)
    let outer = section
    section = nil
    defer {
      open.remove(place)
      section = outer
    }
    var copied = physicalLines(withPlainLineEnds(text)).map(String.init)
    try refuseHidden(copied, source: place, isIncluded: true)
    for inner in logicalLines(copied.joined(separator: "\n")) {
      if let replacement = try vetted(inner, of: place) { copied[inner.number - 1] = replacement }
    }
    files.append((copy, copied.joined(separator: "\n") + "\n"))
    return copy
  }

  /// Whether a section reads another one, directly or through others.
  private func leads(from first: Section, to last: Section) -> Bool {
    var (seen, waiting): (Set<Section>, [Section]) = ([first], [first])
    while let next = waiting.popLast() {
      if next == last { return true }
      for other in sections[next] ?? [] where seen.insert(other).inserted { waiting.append(other) }
    }
    return false
  }
}

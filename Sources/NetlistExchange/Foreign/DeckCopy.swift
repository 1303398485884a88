import Foundation
import Netlisting

/// A deck and the files that it includes as they are copied into a private folder to be run there: line by line as they
/// stand, but under names of our own, and without a line that does more than describe a circuit.
struct DeckCopy {
  let path: String
  /// Its lines, with other ends; line n of the deck is line n of the copy.
  private(set) var lines: [String]
  /// Cards and commands, in order.
  private(set) var cards: [LogicalLine] = []
  private(set) var commands: [LogicalLine] = []
  /// What is copied beside it.
  private(set) var files: [(name: String, text: String)] = []
  private var names: [String: String] = [:]
  private var open: Set<String> = []
  private let allowed: Set<String>

  /// - Parameter allowed: the cards that begin with a dot, besides those that include files.
  /// - Throws: `NetlistError.library` with the line that is refused; `DeviceError.file` for a file that is not there.
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
        // What comes after it is another deck, or nothing.
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

  /// Puts text in place of a card, and comments in place of its continuation lines.
  mutating func replace(_ line: LogicalLine, with text: String) {
    blank(line)
    lines[line.number - 1] = text
  }

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

  func refuse(_ line: LogicalLine, _ reason: String) -> NetlistError {
    .library(source: path, line: line.number, text: line.text, reason: reason)
  }

  // MARK: Vetting

  /// Nothing of an included file is quoted: a deck may name any file of this machine.
  private func refusal(_ line: LogicalLine, of source: String, _ reason: String) -> NetlistError {
    source == path
      ? refuse(line, reason)
      : .library(
        source: source, line: line.number, text: "", reason: "this line is not run: it does more than describe a circuit")
  }

  private func refuseHidden(_ lines: [String], source: String, isIncluded: Bool) throws(NetlistError) {
    for (index, line) in lines.enumerated() {
      guard let problem = problem(inVerbatim: line) else { continue }
      throw .library(source: source, line: index + 1, text: isIncluded ? "" : line, reason: problem)
    }
  }

  /// - Returns: what is to stand in the copy, where it is not the line itself.
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
    let words = CardTokens(line).words
    switch (word, words.count) {
    case (".include", 2), (".inc", 2), (".lib", 3):
      let copy = try copied(words[1].withoutQuotes, besides: source, line)
      return ([word, copy] + words.dropFirst(2)).joined(separator: " ")
    case (".lib", 2) where source != path, (".endl", _) where source != path: return nil
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

  /// The name under which an included file is copied.
  private mutating func copied(_ name: String, besides source: String, _ line: LogicalLine) throws -> String {
    let place = IncludedFiles.path(of: name, besides: source)
    guard !open.contains(place) else { throw refusal(line, of: source, "'\(name)' includes itself") }
    if let copy = names[place] { return copy }
    let text: String
    do { text = try IncludedFiles.text(place) } catch {
      // What an included file includes is part of what stands in it.
      throw refusal(line, of: source, "\(error)")
    }
    let copy = "included\(names.count + 1).lib"
    names[place] = copy
    open.insert(place)
    defer { open.remove(place) }
    var copied = physicalLines(withPlainLineEnds(text)).map(String.init)
    try refuseHidden(copied, source: place, isIncluded: true)
    for inner in logicalLines(copied.joined(separator: "\n")) {
      if let replacement = try vetted(inner, of: place) { copied[inner.number - 1] = replacement }
    }
    files.append((copy, copied.joined(separator: "\n") + "\n"))
    return copy
  }
}

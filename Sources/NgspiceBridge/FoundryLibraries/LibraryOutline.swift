import CrossbarPrimitives
import Foundation
import Netlisting

/// What a foundry's library offers, read from its text without evaluating anything: sections, subcircuits and models.
///
/// It serves messages only. ngspice itself says what a library means.
struct LibraryOutline {
  /// Names of the sections of the library's own file, in the order in which they are defined there.
  private(set) var sections: [String] = []
  /// Subcircuits of all files: name in lower case, number of terminals, and parameters in lower case.
  private(set) var subcircuits: [(name: String, terminals: Int, parameters: [String])] = []
  /// Models of all files: name in lower case, with the number of a bin if it has one, and type.
  private(set) var models: [(name: String, type: String)] = []
  /// The limits of bins whose bounds are plain numbers, m: by the model's name without the bin's number.
  private(set) var bins: [String: [Bin]] = [:]

  /// One bin of a model.
  struct Bin {
    var lengths, widths: ClosedRange<Double>
  }

  /// Files read at most; libraries of foundries have some dozens.
  private static let mostFiles = 200
  private var seen: Set<String> = []

  /// Files that cannot be read are left out.
  init(_ transistor: FoundryTransistor) {
    read(transistor.library.path, isOwn: true)
    for file in transistor.preceding { read(file.path, isOwn: false) }
  }

  private mutating func read(_ path: String, isOwn: Bool) {
    guard seen.count < Self.mostFiles, seen.insert(path).inserted, let data = try? InputFile.bytes(path, atMost: 1 << 28)
    else { return }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    for card in Self.cards(of: withPlainLineEnds(String(decoding: data, as: UTF8.self))) {
      let tokens = CardTokens(LogicalLine(number: 0, text: card))
      switch tokens.keyword {
      case ".lib", ".include", ".inc":
        guard let word = tokens.words.dropFirst().first else { continue }
        // '.lib name' begins a section, '.lib file name' reads one.
        if tokens.keyword == ".lib", tokens.words.count == 2, isOwn { sections.append(word.withoutQuotes) }
        guard tokens.keyword != ".lib" || tokens.words.count > 2 else { continue }
        let name = word.withoutQuotes
        read(
          (name.hasPrefix("/") ? URL(fileURLWithPath: name) : folder.appendingPathComponent(name)).standardizedFileURL.path,
          isOwn: false)
      case ".subckt":
        guard tokens.words.count > 1 else { continue }
        subcircuits.append((tokens.words[1].lowercased(), tokens.words.count - 2, tokens.assignments.map(\.name)))
      case ".model":
        guard tokens.words.count > 2 else { continue }
        let name = tokens.words[1].lowercased()
        models.append((name, tokens.words[2].lowercased()))
        if let dot = name.lastIndex(of: "."), let bin = Bin(tokens) { bins[String(name[..<dot]), default: []].append(bin) }
      default: continue
      }
    }
  }

  /// The cards that matter here, with their continuation lines. All others are skipped unread, since libraries are large.
  private static func cards(of text: String) -> [String] {
    let keywords = [".lib", ".inc", ".subckt", ".model"]
    var cards: [String] = []
    var isKept = false
    for line in physicalLines(text) {
      let start = line.drop { $0 == " " || $0 == "\t" }
      switch start.utf8.first {
      case UInt8(ascii: "+") where isKept: cards[cards.count - 1] += " " + start.dropFirst()
      case UInt8(ascii: "."):
        let word = start.prefix(8).lowercased()
        isKept = keywords.contains(where: word.hasPrefix)
        if isKept { cards.append(String(start)) }
      case UInt8(ascii: "*"), UInt8(ascii: "+"), nil: continue
      default: isKept = false
      }
    }
    return cards
  }
}

extension LibraryOutline.Bin {
  /// Nil unless all four bounds are plain numbers.
  init?(_ model: CardTokens) {
    func range(_ low: String, _ high: String) -> ClosedRange<Double>? {
      guard let low = model.number(low), let high = model.number(high), low <= high else { return nil }
      return low...high
    }
    guard let lengths = range("lmin", "lmax"), let widths = range("wmin", "wmax") else { return nil }
    self.init(lengths: lengths, widths: widths)
  }

  func holds(width: Double, length: Double) -> Bool { widths.contains(width) && lengths.contains(length) }
}

/// An S-expression as KiCad writes its files (KiCad developer documentation, "S-Expression format").
indirect enum SExpression: Equatable {
  /// A bare word or number.
  case word(String)
  /// In quotes, without them.
  case text(String)
  case list([SExpression])

  /// - Throws: `GrammarError` for anything else than one list.
  static func read(_ text: String) throws -> SExpression {
    var rest = Substring(text)
    func error(_ reason: String) -> GrammarError { GrammarError(line: String(rest.prefix(60)), reason: reason) }
    func expression() throws -> SExpression {
      guard let first = rest.first else { throw error("the text ends within a list") }
      rest = rest.dropFirst()
      switch first {
      case "(":
        var items: [SExpression] = []
        while true {
          rest = rest.drop(while: \.isWhitespace)
          if rest.first == ")" { break }
          items.append(try expression())
        }
        rest = rest.dropFirst()
        guard case .word? = items.first else { throw error("a list begins with no word") }
        return .list(items)
      case "\"":
        var content = ""
        while let next = rest.popFirst(), next != "\"" {
          guard next == "\\" else {
            guard next.isASCII, !next.isNewline else { throw error("a letter that is no printable ASCII") }
            content.append(next)
            continue
          }
          guard let escaped = rest.popFirst(), "\"\\".contains(escaped) else { throw error("an unknown escape") }
          content.append(escaped)
        }
        return .text(content)
      default:
        let word = String(first) + rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "_-+.".contains($0)) }
        guard word.first.map({ $0.isLetter || $0.isNumber || $0 == "-" }) == true else { throw error("'\(first)' is no word") }
        rest = rest.dropFirst(word.count - 1)
        return .word(word)
      }
    }
    let whole = try expression()
    guard case .list = whole, rest.allSatisfy(\.isWhitespace) else { throw error("something follows the list") }
    return whole
  }

  /// The lists in this one that begin with a word.
  subscript(_ word: String) -> [[SExpression]] {
    guard case .list(let items) = self else { return [] }
    return items.compactMap { item in
      if case .list(let inner) = item, inner.first == .word(word) { inner } else { nil }
    }
  }

  /// The content of a text or word.
  var content: String? {
    switch self {
    case .word(let text), .text(let text): text
    case .list: nil
    }
  }
}

/// A file of xschem: records of a letter, numbers or a text in braces, and attributes in braces (XSCHEM manual, "Developer info").
struct XschemFile {
  struct Record {
    let letter: Character
    /// Text in braces before the numbers, as a text's content; nil where there is none.
    let content: String?
    let numbers: [Double]
    let attributes: [String: String]
  }

  let records: [Record]

  /// How many numbers follow each letter, and whether a text comes first. Attributes end all but the first five.
  private static let forms: [Character: (hasText: Bool, numbers: Int)] = [
    "v": (false, 0), "G": (false, 0), "V": (false, 0), "S": (false, 0), "E": (false, 0), "L": (false, 5), "B": (false, 5),
    "T": (true, 6),
  ]

  init(_ text: String) throws {
    var rest = Substring(text)
    func error(_ reason: String) -> GrammarError { GrammarError(line: String(rest.prefix(60)), reason: reason) }
    func braces() throws -> String {
      guard rest.popFirst() == "{" else { throw error("a brace is missing") }
      let content = rest.prefix { $0 != "}" }
      guard !content.contains("{"), content.endIndex < rest.endIndex else { throw error("braces that do not match") }
      rest = rest[content.endIndex...].dropFirst()
      return String(content)
    }
    var records: [Record] = []
    while let letter = rest.popFirst() {
      guard let form = Self.forms[letter], rest.popFirst() == " " else { throw error("'\(letter)' begins no record") }
      var content: String?
      if form.hasText {
        content = try braces()
        guard rest.popFirst() == " " else { throw error("a blank is missing") }
      }
      var numbers: [Double] = []
      for _ in 0..<form.numbers {
        let word = rest.prefix { $0 != " " }
        guard let number = Double(word) else { throw error("'\(word)' is no number") }
        numbers.append(number)
        rest = rest.dropFirst(word.count + 1)
      }
      let attributes = letter == "v" ? [:] : try Self.attributes(try braces())
      if letter == "v" { _ = try braces() }
      guard rest.popFirst() == "\n" else { throw error("a record goes on after its attributes") }
      records.append(Record(letter: letter, content: content, numbers: numbers, attributes: attributes))
    }
    self.records = records
  }

  /// `name=value` with blanks or line ends between, the value in quotes where it holds either.
  static func attributes(_ text: String) throws -> [String: String] {
    var found: [String: String] = [:]
    var rest = text.drop(while: \.isWhitespace)
    while !rest.isEmpty {
      let name = String(rest.prefix { $0 != "=" && !$0.isWhitespace })
      rest = rest.dropFirst(name.count)
      guard !name.isEmpty, rest.popFirst() == "=" else { throw GrammarError(line: text, reason: "no attribute") }
      let isQuoted = rest.first == "\""
      if isQuoted { rest = rest.dropFirst() }
      let value = rest.prefix { isQuoted ? $0 != "\"" : !$0.isWhitespace }
      rest = rest[value.endIndex...]
      if isQuoted, rest.popFirst() != "\"" { throw GrammarError(line: text, reason: "an open quote") }
      guard found.updateValue(String(value), forKey: name) == nil else {
        throw GrammarError(line: text, reason: "'\(name)' is there twice")
      }
      rest = rest.drop(while: \.isWhitespace)
    }
    return found
  }

  func all(_ letter: Character) -> [Record] { records.filter { $0.letter == letter } }
}

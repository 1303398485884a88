import CrossbarPrimitives

/// A card split into words, where brackets and quotes hold together and `a = b` is one word `a=b`.
struct CardTokens {
  let line: LogicalLine
  let words: [String]

  init(_ line: LogicalLine) {
    self.line = line
    var words: [String] = []
    var word = ""
    var depth = 0
    var isQuoted = false
    var joinsNext = false
    for character in line.text {
      if character == "'" { isQuoted.toggle() }
      if !isQuoted {
        if "({".contains(character) { depth += 1 }
        if ")}".contains(character) { depth -= 1 }
      }
      let isSpace = character.isWhitespace && depth <= 0 && !isQuoted
      if isSpace {
        if !word.isEmpty, !joinsNext || word.last != "=" { words.append(word); word = "" }
        continue
      }
      if character == "=", depth <= 0, !isQuoted {
        // "a = b": take the word before back.
        if word.isEmpty, let last = words.popLast() { word = last }
        word.append("=")
        joinsNext = true
        continue
      }
      // "PULSE (…)": the bracket belongs to the word before.
      if character == "(", word.isEmpty, depth == 1, let last = words.last, ["pulse", "pwl"].contains(last.lowercased()) {
        words.removeLast()
        word = last
      }
      joinsNext = false
      word.append(character)
    }
    if !word.isEmpty { words.append(word) }
    self.words = words
  }

  /// The words that assign nothing, from number `start` on.
  func positional(from start: Int) -> [String] { words.dropFirst(start).filter { !$0.contains("=") } }

  /// The words that assign, as name in lower case and text.
  var assignments: [(name: String, text: String)] {
    words.compactMap { word in
      guard let equals = word.firstIndex(of: "=") else { return nil }
      return (word[..<equals].lowercased(), String(word[word.index(after: equals)...]))
    }
  }
}

/// A value without the braces or quotes around all of it; those of `{a}*2/{b}` are around its parts.
func unquoted(_ text: String) -> Substring {
  let inner = text.dropFirst().dropLast()
  for (open, close) in [("{", "}"), ("'", "'")] where text.hasPrefix(open) && text.hasSuffix(close) && text.count >= 2 {
    var depth = 0
    let isWhole = inner.allSatisfy { character in
      depth += character == "{" ? 1 : character == "}" ? -1 : 0
      return depth >= 0
    }
    if isWhole { return inner }
  }
  return text[...]
}

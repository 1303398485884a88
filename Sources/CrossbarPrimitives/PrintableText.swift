/// Makes text from outside fit for a message: control characters are shown as their codes, and long text is cut.
///
/// Every message that quotes a file, a name or another program's output passes through here. Otherwise a file could move
/// the terminal's cursor, recolour it, or hide text from the reader.
///
/// - Parameters:
///   - limit: characters (Unicode scalars) kept in all; an ellipsis marks the cut.
///   - longestWord: characters kept of each word.
public func printable(_ text: some StringProtocol, limit: Int = 1500, longestWord: Int = 60) -> String {
  var result = String.UnicodeScalarView()
  var count = 0
  var word = 0
  for scalar in text.unicodeScalars {
    guard count < limit else { return String(result) + "…" }
    let isSpace = scalar.properties.isWhitespace
    word = isSpace ? 0 : word + 1
    if word > longestWord {
      if word == longestWord + 1 { result.append("…") }
      continue
    }
    let shown = scalar == "\n" ? "\n" : scalar == "\t" ? " " : isControl(scalar) ? code(scalar) : nil
    if let shown { result.append(contentsOf: shown.unicodeScalars) } else { result.append(scalar) }
    count += shown?.count ?? 1
  }
  return String(result)
}

/// The beginning of a text on one line, for a message that quotes it; at most `limit` characters.
public func excerpt(_ line: some StringProtocol, limit: Int = 80) -> String {
  printable(line, limit: limit, longestWord: limit).replacing("\n", with: " ")
}

/// Whether a terminal acts on it, or it changes how the characters around it are displayed.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
  default: false
  }
}

/// Swift's own escape, such as `\u{1b}` for Escape.
private func code(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

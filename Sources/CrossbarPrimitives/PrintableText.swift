/// Foreign text made fit for a message: what a terminal would obey is shown as its code, and what is long is cut.
///
/// Every message that quotes a file, a name or another program's words passes through here.
/// - Parameters:
///   - limit: letters kept in all.
///   - longestWord: letters kept of each word.
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

/// The beginning of a line, for a message that quotes it: one line of some dozen letters.
public func excerpt(_ line: some StringProtocol, limit: Int = 80) -> String {
  printable(line, limit: limit, longestWord: limit).replacing("\n", with: " ")
}

/// What a terminal obeys, or what changes how the letters around it are read.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
  default: false
  }
}

private func code(_ scalar: Unicode.Scalar) -> String { "\\u{\(String(scalar.value, radix: 16))}" }

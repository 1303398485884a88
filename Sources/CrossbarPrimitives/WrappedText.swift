/// The text with its long lines broken between words. What is broken goes on below the line's first word.
///
/// Words that are longer than the width stay whole, and so do blanks within a line.
/// - Parameter width: in characters.
public func wrapped(_ text: String, to width: Int) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
    guard line.count > width else { return String(line) }
    let indentation = String(line.prefix { $0 == " " }.prefix(width / 2))
    var lines: [String] = []
    var current = ""
    // An empty word is a second blank.
    for word in line.drop(while: { $0 == " " }).split(separator: " ", omittingEmptySubsequences: false) {
      if !word.isEmpty, !current.isEmpty, indentation.count + current.count + 1 + word.count > width {
        lines.append(current)
        current = String(word)
      } else {
        current += (current.isEmpty ? "" : " ") + word
      }
    }
    return (lines + [current]).map { line in
      indentation + line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)]
    }.joined(separator: "\n")
  }.joined(separator: "\n")
}

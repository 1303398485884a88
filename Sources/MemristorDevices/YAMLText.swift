import CrossbarPrimitives
import Yams

/// Reads settings in YAML from untrusted text: with limits on depth, and without references.
///
/// Used for device descriptions and configuration files. Values stay `Yams` nodes, whose marks give the lines for
/// messages.
package enum YAMLText {
  /// What is wrong with the text, with the line in the words where it is known.
  package struct Problem: Error, Equatable {
    /// For people, to follow the name of the file.
    package let reason: String
  }

  /// The keys and values at the top level; nil for an empty text.
  ///
  /// Repeated keys are rejected, and so are references (`*name`), which can expand to more than memory holds.
  package static func mapping(_ text: String) throws(Problem) -> Node.Mapping? {
    try checkReferences(text)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Problem(reason: words(error))
    } catch {
      throw Problem(reason: excerpt("\(error)", limit: 200))
    }
    guard let root else { return nil }
    guard let mapping = root.mapping else { throw Problem(reason: "it has no keys with values, as in 'key: value'") }
    try checkDepth(root, left: 8)
    return mapping
  }

  /// Rejects references before parsing, since the parser itself would expand references to references.
  private static func checkReferences(_ text: String) throws(Problem) {
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      var before: UInt8?
      for byte in line {
        if byte == UInt8(ascii: "#") { break }
        // Only at the beginning of a value; elsewhere these are ordinary characters.
        if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&"), before.map({ ":-[,{?!".utf8.contains($0) }) ?? true {
          throw Problem(reason: "line \(index + 1): a reference to another value (& or *); write the value itself")
        }
        if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t") { before = byte }
      }
    }
  }

  /// Limits nesting, since the code that walks the nodes is recursive.
  private static func checkDepth(_ node: Node, left: Int) throws(Problem) {
    guard left > 0 else {
      throw Problem(
        reason: (node.mark.map { "line \($0.line): " } ?? "") + "more levels of brackets or indents than any setting has")
    }
    switch node {
    case .mapping(let mapping):
      for (key, value) in mapping {
        try checkDepth(key, left: left - 1)
        try checkDepth(value, left: left - 1)
      }
    case .sequence(let sequence): for value in sequence { try checkDepth(value, left: left - 1) }
    case .scalar, .alias: break
    }
  }

  /// The parser's error in our words, with its line.
  private static func words(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
      "line \(mark.line): this is no YAML: \(excerpt(problem, limit: 200))"
    case .duplicatedKeysInMapping(let duplicates, let context):
      "line \(context.mark.line) or behind it: the key '\(excerpt(duplicates.sorted().first ?? ""))' is there twice"
    case .reader(let problem, let offset, _, _):
      "this is no YAML: \(excerpt(problem, limit: 200))" + (offset.map { " at letter \($0 + 1)" } ?? "")
    default: "this is no YAML: \(excerpt("\(error)", limit: 200))"
    }
  }
}

/// A piece of an HTML page: text or an element with its children.
///
/// The output is also well-formed XML, so that any XML parser can check a page.
package indirect enum Markup: Hashable, Sendable {
  /// Escaped when it is written.
  case text(String)
  /// Attributes are already in the form `name="value"`.
  case element(String, attributes: [String], children: [Markup])

  /// An element; attributes that are nil or empty are left out.
  /// - Parameter attributes: values are escaped here.
  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], of children: [Markup] = []) -> Markup {
    let written = attributes.compactMap { name, value -> String? in
      guard let value, !value.isEmpty else { return nil }
      return "\(name)=\"\(escaped(value).replacing("\"", with: "&quot;"))\""
    }
    return .element(name, attributes: written, children: children)
  }

  /// An element that holds nothing but text.
  static func tag(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:], text: String) -> Markup {
    tag(name, attributes, of: [.text(text)])
  }

  /// The piece as HTML.
  package var html: String {
    var output = ""
    write(to: &output)
    return output
  }

  private func write(to output: inout String) {
    switch self {
    case .text(let text): output += Self.escaped(text)
    case .element(let name, let attributes, let children):
      output += "<" + ([name] + attributes).joined(separator: " ")
      // Elements without an end tag must close themselves for XML; all others must not, for HTML.
      if Self.voidElements.contains(name) {
        output += "/>\n"
        return
      }
      output += ">"
      for child in children { child.write(to: &output) }
      output += "</\(name)>"
      if Self.blocks.contains(name) { output += "\n" }
    }
  }

  /// HTML elements that have no end tag.
  private static let voidElements: Set = ["br", "img", "meta"]
  /// Elements after which a line break changes nothing but how the source reads.
  private static let blocks: Set = [
    "article", "details", "div", "figure", "figcaption", "footer", "h1", "h2", "head", "header", "html", "li", "main", "p",
    "pre", "section", "style", "table", "tbody", "thead", "title", "tr", "ul",
  ]

  /// Text as it stands between tags. Quotes stay, since HTML does not read escapes in a style sheet. Characters that
  /// neither HTML nor XML allows are shown as U+FFFD.
  static func escaped(_ text: String) -> String {
    var output = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output.append(contentsOf: "&amp;".unicodeScalars)
      case "<": output.append(contentsOf: "&lt;".unicodeScalars)
      case ">": output.append(contentsOf: "&gt;".unicodeScalars)
      case "\n", "\t": output.append(scalar)
      default: output.append(isAllowed(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return String(output)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .control && !scalar.properties.isNoncharacterCodePoint
  }
}

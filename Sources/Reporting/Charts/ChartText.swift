import CrossbarPrimitives

/// Quotes text for a gnuplot script.
///
/// All text given by users is drawn with `noenhanced`, so that underscores, carets, braces and backslashes print as they
/// are. What remains is to keep it inside its quotes and on one line.
enum ChartText {
  /// A string literal of the script. In single quotes gnuplot expands nothing, and a quote is written twice.
  static func quoted(_ text: String) -> String { "'" + oneLine(text).replacing("'", with: "''") + "'" }

  /// A string literal that is drawn, with the option that keeps gnuplot from reading markup into it.
  static func drawn(_ text: String) -> String { quoted(text) + " noenhanced" }

  /// Line breaks and other control characters become spaces.
  static func oneLine(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let breaksLine = scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
      line.append(breaksLine ? " " : scalar)
    }
    return String(line)
  }
}

extension Double {
  /// As gnuplot reads it: the shortest text that reads back as the same number.
  var chartText: String { SpiceNumber.shortest(self) }
}

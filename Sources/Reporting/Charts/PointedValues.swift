/// What a picture says under the pointer: invisible points with a text each, drawn over the curves by gnuplot itself.
///
/// In the SVG each of them is a `g` element of the class `value` with the text as its title, which browsers show; the page
/// lays the same texts over its pictures (`PicturePoints`). The PNG and what is printed show nothing of them.
enum PointedValues {
  /// About as many per picture; curves of more points are thinned evenly.
  static let most = 300
  /// Maps of more cells than this say nothing, since a few of their cells alone would be misleading.
  static let mostCells = 1500

  /// Functions of the script: a number in an SI unit that takes prefixes (`quantity`), and one in a unit that does not.
  ///
  /// gnuplot's own formats for mantissa and prefix disagree about 1e-6, which they make 1000 µ.
  static let settings = [
    "thousands(x) = x == 0 ? 0 : floor(log10(x) / 3 + 1e-9)",
    "prefixed(x, k, unit) = sprintf('%.4g ', x / 10.0**(3 * k)) . (k == 0 ? '' : word('a f p n µ m - k M G T', k + 7)) . unit",
    "quantity(x, unit) = x != x ? 'none' : (x < 0 ? '−' : '') "
      + ". prefixed(abs(x), abs(x) < 1e-18 ? 0 : abs(x) >= 1e15 ? 4 : thousands(abs(x)), unit)",
    "number(x, unit) = x != x ? 'none' : sprintf('%.4g', x) . unit",
  ]

  /// A part of a `plot` command.
  /// - Parameters:
  ///   - block: index in the data file.
  ///   - place: x and y, as two columns or formulas.
  ///   - words: formula of the text.
  ///   - step: only every n-th point of the block gets a text.
  ///   - modifier: follows the block, as `matrix` does; empty for none.
  ///   - axes: follows the columns; empty for the usual axes.
  static func plot(
    block: Int, _ modifier: String = "", every step: Int = 1, at place: (String, String), words: String, axes: String = ""
  ) -> String {
    let source = ["data index \(block)", modifier, step > 1 ? "every \(step)" : ""].filter { !$0.isEmpty }
    return source.joined(separator: " ") + " using \(place.0):\(place.1):(\(words)) \(axes)with labels hypertext noenhanced "
      + "point pointtype 7 pointsize 1 linecolor rgb '#ff000000' notitle"
  }

  /// Every n-th point of a curve, so that its texts are no more than its share of a picture with so many curves.
  static func step(points: Int, curves: Int) -> Int { max(1, points / max(20, most / max(1, curves))) }

  /// The words of several formulas, one after the other; empty ones take no place.
  static func joined(_ formulas: [String], separator: String = ", ") -> String {
    formulas.filter { !$0.isEmpty }.joined(separator: " . \(ChartText.quoted(separator)) . ")
  }

  /// For `sed`: makes gnuplot's reaction to the pointer, which needs a script of its own, a title as browsers show it.
  static let filter =
    #"s/<g onmousemove=\"gnuplot_svg.showHypertext(evt,'\(.*\)')\" onmouseout=\"[^\"]*\"><title> <\/title>/<g class=\"value\"><title>\1<\/title>/"#
}

extension ChartAxis {
  /// The formula that says what a column holds, as in `Voltage 1.2 V`. A unit in brackets behind the quantity goes behind
  /// the number.
  /// - Parameter column: in the SI unit, as a formula.
  func words(_ column: String) -> String {
    "\(ChartText.quoted((unit == nil ? Self.parted(quantity).name : quantity) + " ")) . \(number(column))"
  }

  /// The formula that says what a column holds as a number with its unit.
  func number(_ column: String) -> String {
    if let unit { return "quantity(\(column), \(ChartText.quoted(unit)))" }
    let unit = Self.parted(quantity).unit
    return "number(\(column), \(ChartText.quoted(unit.isEmpty ? "" : " " + unit)))"
  }

  /// A label such as `Gate voltage (V)`, parted into its name and its unit; the unit is empty where there is none.
  static func parted(_ label: String) -> (name: String, unit: String) {
    guard label.hasSuffix(")"), let open = label.lastIndex(of: "("), open > label.startIndex else { return (label, "") }
    let name = label[..<open].trimmingSuffix(" ")
    return (name, String(label[label.index(after: open)...].dropLast()))
  }
}

extension Substring {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var rest = self
    while rest.last == character { rest.removeLast() }
    return String(rest)
  }
}

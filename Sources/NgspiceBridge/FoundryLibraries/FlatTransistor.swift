import CrossbarPrimitives
import Netlisting

/// Writes one transistor of an expanded listing as a subcircuit that contains only numbers:
/// `access_transistor d g s b params: count=1`. `count` is the number of transistors in parallel.
struct FlatTransistor {
  /// The name of the subcircuit.
  static let name = "access_transistor"

  /// Why a transistor cannot be written so, with the line of the listing that is to blame.
  struct Obstacle: Error {
    let line: String
    let reason: String
  }

  private let index: Int
  private let listing: ExpandedListing
  private var lines: [String] = []
  /// The models that have been written, by their names in the listing.
  private var modelNames: [String] = []

  /// The text of the subcircuit.
  /// - Parameters:
  ///   - index: the number of the instance, which is `size0`, `size1`, … in the listing.
  ///   - name: of the subcircuit.
  ///   - comment: written above the subcircuit.
  /// - Throws: `Obstacle` for a kind of element, an expression or a node that cannot be taken over.
  static func text(
    _ index: Int, of listing: ExpandedListing, name: String = FlatTransistor.name, comment: String
  ) throws(Obstacle) -> String {
    var flat = FlatTransistor(index: index, listing: listing)
    let own = listing.elements.filter { flat.isOwn($0) }
    guard !own.isEmpty else { throw Obstacle(line: "", reason: "ngspice lists no elements of it") }
    for card in own { try flat.add(card) }
    return (["* \(comment)", ".subckt \(name) d g s b params: count=1"] + flat.lines + [".ends \(name)"])
      .joined(separator: "\n")
  }

  private init(index: Int, listing: ExpandedListing) {
    self.index = index
    self.listing = listing
  }

  /// The channel width of all of a transistor's nMOS together, m; nil if none of its elements has one.
  static func width(_ index: Int, of listing: ExpandedListing) -> Double? {
    let flat = FlatTransistor(index: index, listing: listing)
    let widths = listing.elements.filter { flat.isOwn($0) && $0.words[0].hasPrefix("m") }.compactMap { card in
      card.number("w").map { $0 * (card.number("m") ?? 1) * listing.scale }
    }
    return widths.isEmpty ? nil : widths.reduce(0, +)
  }

  /// Whether an element of the listing belongs to this transistor.
  private func isOwn(_ card: CardTokens) -> Bool {
    let name = card.words.first ?? ""
    return name == "msize\(index)" || name.dropFirst(2).hasPrefix("xsize\(index).")
  }

  // MARK: Elements

  /// Writes one element with nodes, models and sizes of the subcircuit's own.
  private mutating func add(_ card: CardTokens) throws(Obstacle) {
    if card.line.text.contains(where: { "{}'\"".contains($0) }) {
      throw Obstacle(line: card.line.text, reason: "ngspice leaves an expression in it that depends on the circuit")
    }
    let name = card.words[0]
    guard let letter = name.first, let nodeCount = Self.nodeCounts[letter], card.words.count > nodeCount else {
      throw Obstacle(
        line: card.line.text, reason: "elements that it may consist of are transistors (M), R, C, D and V without formulas")
    }
    // m.xsize0.x1.mn becomes m_x1_mn, and the bare msize0 itself m_size0.
    let path = name.contains(".") ? name.dropFirst(2 + "xsize\(index).".count) : name.dropFirst()
    var words = ["\(letter)_" + path.replacing(".", with: "_")]
    for node in card.words[1...nodeCount] { words.append(try self.node(node, card)) }
    let rest = Array(card.words.dropFirst(nodeCount + 1))
    for (place, word) in rest.enumerated() {
      let isModel = place == 0 && (letter == "m" || letter == "d" || SpiceNumber.parse(word) == nil && word != "dc")
      words.append(isModel ? try addModels(word, for: card) : word)
    }
    if letter == "m" { words += sizes(card) } else { try checkUnscaled(card) }
    let multiplier = card.number("m") ?? 1
    words += card.assignments.filter { $0.name != "m" && (letter != "m" || Self.exponents[$0.name] == nil) }
      .map { "\($0.name)=\($0.text)" }
    // Transistors in parallel carry a multiple of the current; elements that hold a voltage stay as they are.
    if letter != "v" { words.append(multiplier == 1 ? "m={count}" : "m={\(SpiceNumber.shortest(multiplier))*count}") }
    lines.append(words.joined(separator: " "))
  }

  /// The kinds of elements that a transistor may consist of, and the number of their nodes.
  private static let nodeCounts: [Character: Int] = ["m": 4, "r": 2, "c": 2, "d": 2, "v": 2]

  /// The sizes of a transistor to which `.option scale` applies, and the power of the scale: 1 for lengths, 2 for areas.
  private static let exponents = [
    "w": 1, "l": 1, "pd": 1, "ps": 1, "sa": 1, "sb": 1, "sd": 1, "sc": 1, "ad": 2, "as": 2,
  ]

  /// The assignments of sizes, in m and m².
  private func sizes(_ card: CardTokens) -> [String] {
    card.assignments.compactMap { name, value in
      guard let exponent = Self.exponents[name], let number = SpiceNumber.parse(value) else { return nil }
      let factor = exponent == 2 ? listing.scale * listing.scale : listing.scale
      return "\(name)=\(SpiceNumber.shortest(number * factor))"
    }
  }

  /// Rejects an element other than a transistor that has a width or length in a scaled library.
  private func checkUnscaled(_ card: CardTokens) throws(Obstacle) {
    if listing.scale != 1, card.assignments.contains(where: { ["w", "l"].contains($0.name) }) {
      throw Obstacle(line: card.line.text, reason: "the library sets a scale, and how it applies to this element is not known")
    }
  }

  /// The name within the subcircuit: a terminal, ground, or an inner node.
  private func node(_ name: String, _ card: CardTokens) throws(Obstacle) -> String {
    if name == "0" { return name }
    for terminal in ["d", "g", "s", "b"] where name == "\(terminal)\(index)" { return terminal }
    let inner = "xsize\(index)."
    guard name.hasPrefix(inner) else {
      throw Obstacle(line: card.line.text, reason: "the node '\(name)' is none of its own")
    }
    return "n_" + name.dropFirst(inner.count).replacing(".", with: "_").replacing("#", with: "_")
  }

  // MARK: Models

  /// Writes the model of an element, or those of its bins that the element's size may fall into. Each is written once.
  /// - Returns: the name by which the element refers to it.
  private mutating func addModels(_ name: String, for card: CardTokens) throws(Obstacle) -> String {
    let plain = Self.plain(name)
    let found = listing.models.filter { model in
      let own = model.words[1]
      return own == name || own.hasPrefix(name + ".") && own.dropFirst(name.count + 1).allSatisfy(\.isNumber)
    }.filter { isBin($0, for: card) }
    guard !found.isEmpty else { throw Obstacle(line: card.line.text, reason: "no model '\(name)' is there for its size") }
    for model in found where !modelNames.contains(model.words[1]) {
      modelNames.append(model.words[1])
      if model.line.text.contains(where: { "{}'\"".contains($0) }) {
        throw Obstacle(line: model.line.text, reason: "ngspice leaves an expression in it that depends on the circuit")
      }
      var values = model.assignments.map { "\($0.name)=\($0.text)" }
      if let nominal = listing.nominalTemperature, model.number("tnom") == nil {
        values.append("tnom=\(SpiceNumber.shortest(nominal))")
      }
      let suffix = model.words[1].dropFirst(name.count)
      lines.append(([".model", plain + suffix] + model.words.dropFirst(2) + values).joined(separator: " "))
    }
    return plain
  }

  /// A model's name with all characters but letters and digits replaced by `_`.
  private static func plain(_ name: String) -> String { "model_" + name.map { $0.isLetter || $0.isNumber ? $0 : "_" } }

  /// Whether a model has no bin, or one that contains the element's size; the bounds belong to the bin.
  private func isBin(_ model: CardTokens, for card: CardTokens) -> Bool {
    guard let lmin = model.number("lmin"), let lmax = model.number("lmax"), let wmin = model.number("wmin"),
      let wmax = model.number("wmax"), let length = card.number("l"), let width = card.number("w")
    else { return true }
    func holds(_ value: Double, _ low: Double, _ high: Double) -> Bool {
      value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
    }
    return holds(length * listing.scale, lmin, lmax)
      && holds(width * listing.scale / max(1, card.number("nf") ?? 1), wmin, wmax)
  }
}

import CrossbarPrimitives
import Foundation

/// A column's title taken apart: `Voltage (mV)`, `voltage_mV`, `V / mV`, `AV(2)`, `SMU-1 Current (A)`, `CH1 in V`.
struct ColumnTitle: Hashable {
  /// As written.
  let text: String
  /// Without unit and run, as written: for names of devices and for messages.
  let name: String
  /// The name's words in lower case, parted at blanks, underscores and hyphens.
  let words: [String]
  /// As written; nil for none.
  let unit: String?
  /// The number in parentheses with which instruments tell runs apart.
  let run: Int?

  /// - Parameter unitCell: what a row of units below says, which counts where the title has no unit itself.
  init(_ text: String, unitCell: String? = nil) {
    // Longer ones are no titles; looking for units in them could take long.
    let text = text.utf8.count <= 200 ? text : ""
    var rest = Substring(text)
    var unit: String?
    var run: Int?
    self.text = text
    if let number = Self.runNumber(&rest) { run = number }
    if let open = rest.firstIndex(where: { "([/".contains($0) }), !Self.isDerivative(rest) {
      unit = rest[rest.index(after: open)...].trimmingCharacters(in: CharacterSet(charactersIn: " )]\t"))
      rest = rest[..<open]
    } else if let (name, last) = Self.unitWord(of: rest) {
      (rest, unit) = (name, String(last))
    }
    // `abs(I)` has its name where others have their unit.
    if let inner = unit, ["abs", "mag", "magnitude", "log", "log10", "ln"].contains(trimmed(rest).lowercased()) {
      (rest, unit) = (Substring("\(rest) \(inner)"), nil)
    }
    // Some give units in place of names: `mV,uA`.
    if unit == nil, unitCell == nil, rest.count <= 6, Self.isUnit(rest) { unit = String(rest) }
    name = trimmed(rest)
    words = rest.lowercased().split { "_ -.|\t".contains($0) }.map(String.init)
    if unit?.isEmpty != false, let unitCell, !unitCell.isEmpty {
      unit = Self.plainUnit(unitCell)
    }
    self.unit = unit?.isEmpty == false ? unit : nil
    self.run = run
  }

  /// Takes the number of a run in parentheses off the end of a title.
  private static func runNumber(_ title: inout Substring) -> Int? {
    guard let last = title.last, ")]".contains(last), let open = title.lastIndex(where: { "([".contains($0) }) else { return nil }
    let digits = trimmed(title[title.index(after: open)...].dropLast())
    guard (1...6).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    title = title[..<open]
    return Int(digits)
  }

  /// A title's last word and what is before it, if that word is a unit: `Voltage, mV`, `CH1 in V`, `voltage_mV`. It is one
  /// only after a name: in `V` and `I` it is the name itself.
  private static func unitWord(of title: Substring) -> (name: Substring, unit: Substring)? {
    let words = title.split { "_ ,".contains($0) }
    guard words.count > 1, let last = words.last, isUnit(last) else { return nil }
    // Channel A is no ampere.
    if last == "A", lettered.contains(words[words.count - 2].lowercased()) { return nil }
    let before = words.count > 2 && words[words.count - 2] == "in" ? words[words.count - 3] : words[words.count - 2]
    return (title[..<before.endIndex], last)
  }

  /// Words that letters follow, to tell things of a kind apart.
  private static let lettered: Set<String> = ["channel", "ch", "chan", "device", "dev", "sample", "cell", "site", "die", "smu"]

  /// dI/dV and the like, whose stroke begins no unit.
  static func isDerivative(_ text: Substring) -> Bool {
    guard text.first == "d", let stroke = text.firstIndex(of: "/") else { return false }
    return text[text.index(after: stroke)...].first { $0 != " " } == "d"
  }

  // MARK: Units

  /// The unit as a power of ten in its quantity: 1e-3 V for mV. Nil for what is no unit of voltage, current, time or
  /// resistance.
  var scale: (unit: WrittenUnit, factor: Double)? { unit.flatMap(Self.scale) }

  /// A cell of a row of units without parentheses.
  static func plainUnit(_ text: String) -> String { text.trimmingCharacters(in: CharacterSet(charactersIn: " ()[]")) }

  /// Whether a cell of a row below the header may be a unit, or is empty.
  static func isUnitCell(_ text: String) -> Bool {
    let plain = plainUnit(text)
    return plain.isEmpty || plain.count <= 12 && (scale(plain) != nil || otherUnits.contains(plain.lowercased()))
  }

  /// Units of columns that are passed over, in lower case.
  private static let otherUnits: Set<String> = [
    "w", "mw", "s", "a.u.", "arb. units", "°c", "c", "k", "hz", "khz", "#", "-", "1", "units", "unit", "f", "pf", "ms", "us",
    "a/cm2",
    "ma/cm2", "count", "deg", "%",
  ]

  /// Whether a word is V or A with a prefix. Case matters here, since `ma` may be a name.
  private static func isUnit(_ word: Substring) -> Bool {
    guard let last = word.last else { return false }
    if "VA".contains(last) { return [.volts, .amperes].contains(scale(String(word))?.unit) }
    return ["s", "ms", "us", "µs", "μs", "ns", "ohm", "kohm", "Mohm", "Ω", "kΩ", "MΩ"].contains(word)
  }

  /// A unit of voltage, current, time or resistance with its factor. The M of `MΩ` is mega: nobody reports milliohms.
  static func scale(_ unit: String) -> (unit: WrittenUnit, factor: Double)? {
    guard unit.utf8.count <= 16 else { return nil }
    return units[unit] ?? units[unit.lowercased()]
  }

  /// Units by their spellings; those in small letters stand for any letter case.
  private static let units: [String: (unit: WrittenUnit, factor: Double)] = {
    let scales = [
      ("f", 1e-15), ("p", 1e-12), ("n", 1e-9), ("u", 1e-6), ("\u{B5}", 1e-6), ("\u{3BC}", 1e-6), ("m", 1e-3), ("", 1), ("k", 1e3),
      ("femto", 1e-15), ("pico", 1e-12), ("nano", 1e-9), ("micro", 1e-6), ("milli", 1e-3), ("kilo", 1e3),
    ]
    let names: [(WrittenUnit, [String])] = [
      (.volts, ["V", "v", "volt", "volts", "vdc", "v dc", "volt dc"]),
      (.amperes, ["A", "a", "amp", "amps", "ampere", "amperes", "adc", "a dc", "amp dc"]),
      (.seconds, ["s", "sec", "second", "seconds"]), (.ohms, ["ohm", "ohms", "\u{3A9}", "\u{2126}", "\u{3C9}"]),
    ]
    var units: [String: (unit: WrittenUnit, factor: Double)] = [:]
    for (unit, names) in names {
      for name in names {
        for (scale, factor) in scales { units[scale + name] = (unit, factor) }
        if unit == .ohms {
          for (scale, factor) in [("M", 1e6), ("meg", 1e6), ("mega", 1e6), ("g", 1e9), ("giga", 1e9), ("t", 1e12)] {
            units[scale + name] = (unit, factor)
          }
          for word in ["m", "M"] { units[word + name] = (unit, 1e6) }
        }
      }
    }
    return units
  }()
}

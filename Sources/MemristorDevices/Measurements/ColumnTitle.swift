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
    if let last = rest.last, ")]".contains(last), let match = rest.wholeMatch(of: /(.*?)\s*[(\[]\s*([0-9]{1,6})\s*[)\]]/) {
      run = Int(match.2)
      rest = match.1
    }
    if let open = rest.firstIndex(where: { "([/".contains($0) }), !Self.isDerivative(rest) {
      unit = rest[rest.index(after: open)...].trimmingCharacters(in: CharacterSet(charactersIn: " )]\t"))
      rest = rest[..<open]
    } else if rest.contains(" "), let match = rest.wholeMatch(of: /(.+?)(?:,|\s+in)\s+(\S+)/), Self.isUnit(match.2) {
      (rest, unit) = (match.1, String(match.2))
    } else {
      // The last word is a unit only after a name: in `V` and `I` it is the name itself.
      let words = rest.split { "_ ".contains($0) }
      if words.count > 1, let last = words.last, Self.isUnit(last) {
        unit = String(last)
        rest = rest[..<last.startIndex]
        while let last = rest.last, "_ ".contains(last) { rest.removeLast() }
      }
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
      unit = unitCell.trimmingCharacters(in: CharacterSet(charactersIn: " ()[]"))
    }
    self.unit = unit?.isEmpty == false ? unit : nil
    self.run = run
  }

  /// dI/dV and the like, whose stroke begins no unit.
  static func isDerivative(_ text: Substring) -> Bool {
    text.first == "d" && text.contains("/") && text.contains(/^d\w*\s*\/\s*d/)
  }

  // MARK: Units

  /// The unit as a power of ten in its quantity: 1e-3 V for mV. Nil for what is no unit of voltage, current, time or
  /// resistance.
  var scale: (unit: WrittenUnit, factor: Double)? { unit.flatMap(Self.scale) }

  /// Whether a cell of a row below the header may be a unit, or is empty.
  static func isUnitCell(_ text: String) -> Bool {
    let plain = text.trimmingCharacters(in: CharacterSet(charactersIn: " ()[]"))
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

  /// Instruments' words for units, in lower case.
  private static let unitWords: [String: (WrittenUnit, Double)] = [
    "volt": (.volts, 1), "volts": (.volts, 1), "volt dc": (.volts, 1), "vdc": (.volts, 1), "v dc": (.volts, 1),
    "millivolt": (.volts, 1e-3), "amp": (.amperes, 1), "amps": (.amperes, 1), "amp dc": (.amperes, 1), "adc": (.amperes, 1),
    "ampere": (.amperes, 1), "amperes": (.amperes, 1), "milliampere": (.amperes, 1e-3), "microampere": (.amperes, 1e-6),
    "nanoampere": (.amperes, 1e-9), "second": (.seconds, 1), "seconds": (.seconds, 1), "sec": (.seconds, 1),
    "mohm": (.ohms, 1e6), "mω": (.ohms, 1e6), "megohm": (.ohms, 1e6),
  ]

  /// A unit of voltage, current, time or resistance with its factor. The M of `MΩ` is mega: nobody reports milliohms.
  static func scale(_ unit: String) -> (unit: WrittenUnit, factor: Double)? {
    if let word = unitWords[unit.lowercased().replacing("\u{2126}", with: "ω")] { return word }
    guard unit.count <= 12, let last = unit.last, last.isLetter else { return nil }
    for quantity in [WrittenUnit.volts, .amperes, .seconds, .ohms] {
      guard let number = try? WrittenNumber("1 \(unit)", in: quantity), hasUnit(unit, quantity) else { continue }
      return (quantity, number.value)
    }
    return nil
  }

  /// Whether the letters name the quantity and are not a bare scale such as `m`.
  private static func hasUnit(_ unit: String, _ quantity: WrittenUnit) -> Bool {
    let plain = unit.lowercased()
    return switch quantity {
    case .volts: plain.hasSuffix("v") || plain.contains("volt")
    case .amperes: plain.hasSuffix("a") || plain.contains("amp")
    case .seconds: plain.hasSuffix("s") || plain.hasSuffix("sec")
    default: plain.contains("ohm") || plain.hasSuffix("ω") || plain.hasSuffix("\u{3C9}")
    }
  }
}

/// What a column holds, going by its title.
struct ColumnMeaning: Hashable {
  enum Quantity: Hashable { case voltage, current, time, device, cycle }

  var quantity: Quantity
  /// What is left of the name beside the quantity: the electrode or the number of a source, such as `1` or `anode`.
  var tag = ""
  /// How plainly it is said: 0 by name, 1 in an instrument's shorthand, 2 only by its unit.
  var rank = 0
  /// Whether a current is given as a magnitude.
  var isMagnitude = false

  /// Nil for columns of other things.
  init?(_ title: ColumnTitle) {
    let plain = title.words.joined(separator: " ")
    let absolute = title.text.contains("|") || title.words.contains { ["abs", "absolute", "mag", "magnitude"].contains($0) }
    let words = title.words.filter { !["abs", "absolute", "mag", "magnitude"].contains($0) }
    if title.words.contains(where: Self.otherThings.contains) || ColumnTitle.isDerivative(title.text[...]) { return nil }
    if let quantity = Self.names[plain] {
      self.quantity = quantity
      return
    }
    if let (quantity, tag) = Self.byWord(words) {
      (self.quantity, self.tag, isMagnitude) = (quantity, tag, absolute)
    } else if let (quantity, tag, absolute2) = Self.byShorthand(title.name) {
      (self.quantity, self.tag, rank, isMagnitude) = (quantity, tag, 1, absolute || absolute2)
    } else if let scale = title.scale {
      switch scale.unit {
      case .volts: quantity = .voltage
      case .amperes: quantity = .current
      case .seconds: quantity = .time
      default: return nil
      }
      (tag, rank, isMagnitude) = (plain, plain == "source" || plain == "reading" ? 1 : 2, absolute)
    } else if let quantity = Self.instrumentNames[plain] {
      (self.quantity, rank) = (quantity, 1)
    } else {
      return nil
    }
    if quantity != .current { isMagnitude = false }
  }

  /// Words of columns that are derived, or about how was measured.
  private static let otherThings: Set<String> = [
    "density", "limit", "compliance", "range", "resistance", "power", "log", "log10", "ln", "step", "status", "reset",
    "conductance",
    "noise", "std", "stdev", "sd", "error", "derivative", "differential", "capacitance", "charge", "field", "efield", "date",
    "temperature", "frequency", "delay",
  ]

  /// Whole names, in lower case.
  private static let names: [String: Quantity] = [
    "device": .device, "device id": .device, "dev": .device, "cell": .device, "sample": .device, "dut": .device, "die": .device,
    "site": .device, "device name": .device, "bauteil": .device, "dispositif": .device, "dispositivo": .device, "cycle": .cycle,
    "cycles": .cycle, "cycle index": .cycle, "cycle number": .cycle,
    "sweep": .cycle, "loop": .cycle, "run": .cycle, "repeat": .cycle, "iteration": .cycle, "time": .time, "t": .time,
    "timestamp": .time, "elapsed": .time, "elapsed time": .time, "relative time": .time, "zeit": .time, "temps": .time,
    "tiempo": .time, "x axis": .time,
  ]

  /// Names that some instruments give to what they force and what they measure, where no unit says more.
  private static let instrumentNames: [String: Quantity] = [
    "source": .voltage, "source value": .voltage, "reading": .current, "ch1": .voltage, "ch2": .voltage, "channel 1": .voltage,
    "channel 2": .voltage, "channel a": .voltage, "channel b": .voltage, "c1": .voltage, "c2": .voltage, "drive": .voltage,
    "drop": .voltage,
  ]

  private static let quantityWords: [String: Quantity] = [
    "voltage": .voltage, "volt": .voltage, "volts": .voltage, "bias": .voltage, "spannung": .voltage, "tension": .voltage,
    "voltaje": .voltage, "tensione": .voltage, "potential": .voltage, "v": .voltage, "u": .voltage, "current": .current,
    "curr": .current, "amps": .current, "amp": .current, "ampere": .current, "amperes": .current, "strom": .current,
    "courant": .current, "corriente": .current, "corrente": .current, "i": .current, "time": .time,
  ]

  /// `voltage`, `bias voltage`, `SMU-1 Current`, `V applied`: a word names the quantity, and the others are its tag.
  private static func byWord(_ words: [String]) -> (Quantity, tag: String)? {
    for word in words.reversed() where word.count > 1 || words.count == 1 || words.first == word {
      guard let quantity = quantityWords[word] else { continue }
      let rest = words.filter { quantityWords[$0] == nil }
      return (quantity, rest.joined(separator: " "))
    }
    return nil
  }

  /// `V1`, `I_2`, `AV`, `AnodeI`, `VTE`, `Itop`, `absI1`: a letter names the quantity, and the rest is its tag.
  private static func byShorthand(_ name: String) -> (Quantity, tag: String, isMagnitude: Bool)? {
    var name = Substring(name.filter { !$0.isWhitespace && $0 != "_" && $0 != "-" && $0 != "|" })
    var isAbsolute = false
    if name.count > 3, name.lowercased().hasPrefix("abs") {
      (name, isAbsolute) = (name.dropFirst(3), true)
    } else if name.count > 3, name.lowercased().hasSuffix("abs") {
      (name, isAbsolute) = (name.dropLast(3), true)
    }
    let letters: [Character: Quantity] = ["V": .voltage, "U": .voltage, "I": .current]
    guard let first = name.first, let last = name.last, name.count <= 16 else { return nil }
    if name.count == 1, let quantity = letters[Character(first.uppercased())] { return (quantity, "", isAbsolute) }
    let rest = name.dropFirst().lowercased()
    if let quantity = letters[Character(first.uppercased())], rest.allSatisfy(\.isNumber) || electrodes.contains(rest) {
      return (quantity, rest, isAbsolute)
    }
    // As Keithley's test environments name them: the instrument's letter, or the terminal, before V or I.
    guard let quantity = letters[last], name.count > 1 else { return nil }
    let head = name.dropLast()
    guard head.count == 1 && head.allSatisfy(\.isUppercase) || electrodes.contains(head.lowercased()) || isSourceUnit(head) else {
      return nil
    }
    return (quantity, head.lowercased(), isAbsolute)
  }

  /// `SMU1` and the like.
  private static func isSourceUnit(_ text: Substring) -> Bool {
    text.lowercased().hasPrefix("smu") && text.dropFirst(3).allSatisfy(\.isNumber)
  }

  /// What sources are connected to, in lower case.
  private static let electrodes: Set<String> = [
    "te", "be", "top", "bottom", "bot", "row", "col", "column", "bl", "sl", "wl", "g", "d", "s", "b", "m", "r", "in", "out",
    "app",
    "appl", "applied", "force", "forced", "sense", "src", "source", "meas", "measured", "set", "cell", "dev", "device", "dut",
    "mem",
    "anode", "cathode", "gate", "drain", "bulk", "sub", "bias", "smu", "prog", "hi", "lo", "high", "low", "leak",
  ]
}

import CrossbarPrimitives

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
      // T (°C) is no time.
      if quantity == .time, title.unit != nil, title.scale?.unit != .seconds { return nil }
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

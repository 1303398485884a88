/// The unit in which a number is expected; the raw value is the unit's name in help texts and messages.
package enum WrittenUnit: String, CaseIterable, Sendable {
  case volts = "V"
  /// Spreads of a voltage: a bare number is in millivolts.
  case millivolts = "mV"
  case amperes = "A"
  case ohms = "ohm"
  /// Lengths: a bare number is in micrometres, and `m` alone is refused as ambiguous.
  case micrometers = "um"
  /// Pulse widths: a bare number is in milliseconds.
  case milliseconds = "ms"
  case seconds = "s"
  case siemens = "S"
  /// Capacitances of wires and gates: a bare number is in femtofarads.
  case femtofarads = "fF"
  case voltsPerSecond = "V/s"
  /// Degrees Celsius.
  case celsius = "C"
  /// A ratio, a count, or a number whose unit only the reader knows.
  case none = ""

  /// With its article, for messages such as "expected a voltage".
  var quantity: String {
    switch self {
    case .volts, .millivolts: "a voltage"
    case .amperes: "a current"
    case .ohms: "a resistance"
    case .micrometers: "a length"
    case .milliseconds, .seconds: "a time"
    case .siemens: "a conductance"
    case .femtofarads: "a capacitance"
    case .voltsPerSecond: "a voltage per time"
    case .celsius: "a temperature"
    case .none: "a number"
    }
  }

  /// Spellings of the unit without a scale; the SI unit, even where another is expected. Those of times are accepted in
  /// small letters only, and siemens and farads only as listed: `S` is not `s`, and `f` is femto.
  fileprivate var names: [String] {
    switch self {
    case .volts, .millivolts: ["v", "volt", "volts"]
    case .amperes: ["a", "amp", "amps", "ampere", "amperes"]
    case .ohms: ["ohm", "ohms"]
    case .micrometers: ["m", "meter", "meters", "metre", "metres"]
    case .milliseconds, .seconds: ["s", "sec"]
    case .siemens: ["S", "siemens", "mho"]
    case .femtofarads: ["F", "farad", "farads"]
    case .voltsPerSecond: ["v/s"]
    case .celsius: ["c", "degc", "celsius"]
    case .none: []
    }
  }

  /// Whether letters after a number and its scale name this unit.
  fileprivate func matches(_ name: String) -> Bool {
    switch self {
    case .milliseconds, .seconds, .siemens, .femtofarads: names.contains(name)
    default: names.contains(name.lowercased())
    }
  }

  /// The expected unit as a power of ten of the SI unit: -3 for ms.
  fileprivate var exponent: Int {
    switch self {
    case .micrometers: -6
    case .milliseconds, .millivolts: -3
    case .femtofarads: -15
    default: 0
    }
  }

  /// Spellings that are accepted, for messages.
  fileprivate var examples: String {
    switch self {
    case .volts: "5, 0.5 or 500mV"
    case .millivolts: "5, 5mV or 0.005V"
    case .amperes: "1e-3, 1m or 100uA"
    case .ohms: "10000, 10k or 10kohm"
    case .micrometers: "60, 60u or 60um"
    case .milliseconds: "20, 20ms or 500us"
    case .seconds: "1, 1s or 20ms"
    case .siemens: "1e-4, 100u or 100uS"
    case .femtofarads: "0.5, 2fF or 1.5pF"
    case .voltsPerSecond: "1, 1V/s or 100mV/s"
    case .celsius: "85, 85C or -40"
    case .none: "0.5 or 1e-3"
    }
  }
}

/// A number as people write it: `5`, `1.5e3`, `100n`, `10k`, `500mV`, `60um`, `1meg`.
///
/// A bare number is in the expected unit. Letters after it are one of SPICE's scales (`f p n u m k meg g t`, of the SI
/// unit), the unit, or both, in any letter case. The exception is `M`: it is milli in SPICE and mega everywhere else, and
/// is refused. What can be read in two ways is refused with both readings:
///
///     try WrittenNumber("20us", in: .milliseconds).value  // 0.02
package struct WrittenNumber: Hashable, Sendable {
  /// The number in the expected unit as plain decimal text: `0.02` for `20us` in ms. It parses to `value`.
  package let text: String
  /// The number in the expected unit (not the SI unit, where these differ); finite.
  package let value: Double

  /// Why a text is refused.
  package struct Problem: Error, Equatable, Sendable {
    /// Words that follow the name of what was given: "is 'five', which is no number; expected ...".
    package let reason: String
  }

  /// - Parameters:
  ///   - unit: the expected unit.
  ///   - isWhole: whether only integers are accepted, as for a count.
  /// - Throws: `Problem`, with the text, and with examples of what is accepted.
  package init(_ written: some StringProtocol, in unit: WrittenUnit, isWhole: Bool = false) throws(Problem) {
    let trimmed = written.drop { $0 == " " }
    var shown: String { "is '\(excerpt(String(written), limit: 40))'" }
    func fault(_ reason: String) -> Problem { Problem(reason: "\(shown), \(reason)") }
    let examples = isWhole ? "a whole number such as 12" : "\(unit.quantity) such as \(unit.examples)"
    guard !trimmed.isEmpty else { throw Problem(reason: "is empty; expected \(examples)") }
    guard let number = String(trimmed).prefixMatch(of: /[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)/) else {
      throw fault("which is no number; expected \(examples)")
    }
    var rest = String(trimmed)[number.range.upperBound...]
    var exponent = 0
    if let match = rest.prefixMatch(of: /[eE](?<digits>[+-]?[0-9]{1,6})/) {
      exponent = Int(match.output.digits) ?? 0
      rest = rest[match.range.upperBound...]
    }
    while rest.last == " " { rest.removeLast() }
    if rest.hasPrefix("%") { throw fault("a percentage; write it as a share, such as 0.99 for 99%") }
    if rest.hasPrefix(",") { throw fault("which has a comma; expected \(examples), with a decimal point") }
    let shift: Int
    do { shift = try Self.shift(of: String(rest.drop { $0 == " " }), unit, number: String(number.output)) } catch {
      throw fault(error.reason + "; expected \(examples)")
    }
    let plain = exponent + shift == 0 ? String(number.output) : "\(number.output)e\(exponent + shift)"
    guard let value = Double(plain), value.isFinite else { throw fault("which is beyond all numbers") }
    self.value = value
    guard isWhole else {
      text = shift == 0 ? plain : SpiceNumber.shortest(value)
      return
    }
    if value != value.rounded() { throw fault("which is no whole number; expected \(examples)") }
    // A count is written in digits, however it was given. Beyond 2^53, where doubles are no longer exact, it stays as
    // given.
    text = abs(value) < 0x1p53 ? "\(Int(value))" : plain
  }

  /// The power of ten for the letters after a number, in the expected unit.
  private static func shift(of letters: String, _ unit: WrittenUnit, number: String) throws(Problem) -> Int {
    guard !letters.isEmpty else { return 0 }
    let plain = letters.replacing("µ", with: "u").replacing("μ", with: "u").replacing("Ω", with: "ohm").replacing(
      "\u{2126}", with: "ohm")
    let readings = readings(of: plain, unit)
    guard let reading = readings.first else { throw Problem(reason: misfit(plain, unit)) }
    if plain.hasPrefix("M"), reading.scale.lowercased() == "m" {
      throw Problem(reason: "whose M is milli in SPICE and mega elsewhere; write m or meg")
    }
    // A single letter is ambiguous: m is a metre or a thousandth of one, F a farad or femto, and k a thousand of the expected unit or of the
    // SI unit.
    if readings.count > 1 {
      let (small, large) = unit == .femtofarads ? ("fF", "F") : ("mm", "m")
      throw Problem(reason: "which can be \(number) \(small) or \(number) \(large); write the unit")
    }
    if !reading.hasUnit, unit.exponent != 0, reading.exponent > 0 {
      let si = unit.names[0]
      throw Problem(reason: "which can be \(number)\(plain) of \(unit.rawValue) or of \(si); write the unit")
    }
    return reading.exponent - unit.exponent
  }

  /// One way to read the letters after a number: a scale, its power of ten, and whether a unit follows.
  private struct Reading {
    let scale: String
    let exponent: Int
    let hasUnit: Bool
  }

  /// Longer names first: `meg` before `m`.
  private static let scales = [
    ("meg", 6), ("f", -15), ("p", -12), ("n", -9), ("u", -6), ("m", -3), ("k", 3), ("g", 9), ("t", 12), ("", 0),
  ]

  /// Every way in which the letters are a scale, the unit or both; empty for none.
  private static func readings(of letters: String, _ unit: WrittenUnit) -> [Reading] {
    scales.compactMap { scale, exponent in
      guard letters.lowercased().hasPrefix(scale) else { return nil }
      let rest = String(letters.dropFirst(scale.count))
      guard unit.matches(rest) || (rest.isEmpty && !scale.isEmpty) else { return nil }
      return Reading(scale: scale, exponent: exponent, hasUnit: !rest.isEmpty)
    }
  }

  /// What the letters are instead: another quantity's unit, or nothing known.
  private static func misfit(_ letters: String, _ unit: WrittenUnit) -> String {
    let other = WrittenUnit.allCases.first { other in readings(of: letters, other).contains(where: \.hasUnit) }
    if let other, other != unit, letters.count <= 12 { return "\(other.quantity)" }
    return "whose '\(excerpt(letters, limit: 20))' is no scale (f p n u m k meg g t)"
      + (unit.names.isEmpty ? "" : " and no unit of \(unit.quantity)")
  }
}

import CrossbarPrimitives
import Foundation

/// Values of settings and results as a person reads them, with the unit that their key ends in.
enum ValueText {
  /// Units that take SI prefixes, by how keys end.
  private static let prefixable: Set = ["V", "A", "ohm", "S", "s", "J", "W", "F", "Hz"]
  private static let plain = ["V_per_s": "V/s", "um": "µm", "ms": "ms", "K": "K"]

  /// A value that is neither list nor object: `0.1` of `read_voltage_V` is `100 mV`.
  static func text(_ value: JSONValue, key: String) -> String {
    switch value {
    case .null: "none"
    case .flag(let flag): flag ? "yes" : "no"
    case .text(let text): text
    case .whole(let number): unit(of: key) == nil ? "\(number)" : quantity(Double(number), key: key)
    case .number(let number): quantity(number, key: key)
    case .list, .object: ""
    }
  }

  /// Whether the text is one of a number, to be set flush right.
  static func isNumber(_ value: JSONValue) -> Bool {
    switch value {
    case .whole, .number: true
    default: false
    }
  }

  private static func quantity(_ value: Double, key: String) -> String {
    switch unit(of: key) {
    case .prefixable(let symbol): SIPrefix.text(value, unit: symbol, digits: 6)
    case .plain(let symbol): "\(number(value)) \(symbol)"
    case nil: number(value)
    }
  }

  private static func number(_ value: Double) -> String { String(format: "%.6g", value) }

  private enum Unit {
    case prefixable(String), plain(String)
  }

  private static func unit(of key: String) -> Unit? {
    for (ending, symbol) in plain where key.hasSuffix("_" + ending) { return .plain(symbol) }
    guard let last = key.split(separator: "_").last.map(String.init), last != key, prefixable.contains(last) else { return nil }
    return .prefixable(last)
  }
}

/// How long something took, for a person: `0.4 s`, `3 min 20 s`, `2 h 5 min`.
func durationText(seconds: Double) -> String {
  if seconds < 60 { return String(format: "%.1f s", seconds) }
  let whole = Int(min(seconds, 1e12).rounded())
  return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
}

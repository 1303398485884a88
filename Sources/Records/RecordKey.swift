import CrossbarPrimitives
import Synchronization

/// A type whose values are numbers in one unit, or are made of such numbers. The key of a property of that type ends in
/// the unit: a list of voltages is `levels_V`.
public protocol UnitBearing {
  /// As keys end in it, such as `V` or `um`; nil for plain numbers.
  static var keyUnit: String? { get }
}

/// A single number in some unit, which a record holds in the unit of its key.
protocol NumberWithUnit: UnitBearing {
  /// In the unit that `keyUnit` names, which need not be the SI unit: lengths are in µm.
  var numberInKeyUnit: Double { get }
  /// From a number in the unit that `keyUnit` names.
  init(numberInKeyUnit: Double)
}

extension Quantity: UnitBearing, NumberWithUnit {
  /// That of the dimension.
  public static var keyUnit: String? { Dimension.keyUnit }

  /// The number as files hold it.
  var numberInKeyUnit: Double { si * Dimension.keyUnitsPerUnit }

  /// Divides instead of multiplying by the inverse: 50 / 1e6 is exactly 5e-05, and 50 * 1e-6 is not.
  init(numberInKeyUnit: Double) { self.init(si: numberInKeyUnit / Dimension.keyUnitsPerUnit) }
}

/// A plain number, whose key ends in no unit.
extension Double: UnitBearing { public static var keyUnit: String? { nil } }
extension Optional: UnitBearing where Wrapped: UnitBearing { public static var keyUnit: String? { Wrapped.keyUnit } }
extension ClosedRange: UnitBearing where Bound: UnitBearing { public static var keyUnit: String? { Bound.keyUnit } }
extension Array: UnitBearing where Element: UnitBearing { public static var keyUnit: String? { Element.keyUnit } }

/// How the keys of files follow from the names of properties: words in lower case joined by underscores, then the unit.
package enum RecordKey {
  /// `readVoltage` of a `Voltage` is `read_voltage_V`, `rLRS` of a `Resistance` is `r_lrs_ohm`. A name that already ends
  /// in the unit stays.
  static func key(_ property: String, of type: Any.Type) -> String {
    let words = words(property)
    guard let unit = (type as? any UnitBearing.Type)?.keyUnit, !words.hasSuffix("_" + unit) else { return words }
    return "\(words)_\(unit)"
  }

  /// Names already split: tables ask for the same few names in every row.
  private static let known = Mutex<[String: String]>([:])

  /// `setSuccess` is `set_success`, `inputSHA256` is `input_sha256`; names that contain an underscore stay as they are.
  static func words(_ property: String) -> String {
    if let words = known.withLock({ $0[property] }) { return words }
    let words = split(property)
    known.withLock { $0[property] = words }
    return words
  }

  /// A word starts at a capital after a small letter, and at the last capital of a run of them that a small letter
  /// follows.
  private static func split(_ property: String) -> String {
    guard !property.contains("_") else { return property }
    let letters = Array(property)
    var text = ""
    for (index, letter) in letters.enumerated() {
      if letter.isUppercase, index > 0 {
        let followsSmall = !letters[index - 1].isUppercase
        let startsWord = index + 1 < letters.count && letters[index + 1].isLowercase
        if followsSmall || startsWord { text += "_" }
      }
      text += letter.lowercased()
    }
    return text
  }

  /// The unit that a key ends in; nil where it ends in none that is known.
  package static func unit(of key: String) -> String? { units.first { key.hasSuffix("_" + $0) } }

  /// Longer ones first, so that `V_per_s` is not taken for `s`. `ms` belongs to options given in milliseconds, which are
  /// not quantities.
  private static let units = ["V_per_s", "um2", "ohm", "um", "ms", "V", "A", "S", "s", "J", "K", "W", "F", "Hz"]

  /// As people see it: `setSuccess` is `Set success`.
  static func title(_ property: String) -> String {
    let words = words(property).replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

import CrossbarPrimitives
import Synchronization

/// A type whose values are numbers of one unit, or are made of such numbers: the key of a property of that type ends in the unit.
public protocol UnitBearing {
  /// As keys end in it: `V`, `um`; nil for plain numbers.
  static var keyUnit: String? { get }
}

/// A number of some unit.
protocol NumberWithUnit: UnitBearing {
  /// In the unit of `keyUnit`.
  var numberInKeyUnit: Double { get }
  init(numberInKeyUnit: Double)
}

extension Quantity: UnitBearing, NumberWithUnit {
  public static var keyUnit: String? { Dimension.keyUnit }

  var numberInKeyUnit: Double { si * Dimension.keyUnitsPerUnit }

  /// Divides, since 50 * 1e-6 is not 5e-05 and 50 / 1e6 is.
  init(numberInKeyUnit: Double) { self.init(si: numberInKeyUnit / Dimension.keyUnitsPerUnit) }
}

/// A plain number.
extension Double: UnitBearing { public static var keyUnit: String? { nil } }
extension Optional: UnitBearing where Wrapped: UnitBearing { public static var keyUnit: String? { Wrapped.keyUnit } }
extension ClosedRange: UnitBearing where Bound: UnitBearing { public static var keyUnit: String? { Bound.keyUnit } }
extension Array: UnitBearing where Element: UnitBearing { public static var keyUnit: String? { Element.keyUnit } }

/// How the keys of files follow from the names of properties.
enum RecordKey {
  /// `readVoltage` of a `Voltage` is `read_voltage_V`, `rLRS` of a `Resistance` is `r_lrs_ohm`.
  static func key(_ property: String, of type: Any.Type) -> String {
    let words = words(property)
    guard let unit = (type as? any UnitBearing.Type)?.keyUnit, !words.hasSuffix("_" + unit) else { return words }
    return "\(words)_\(unit)"
  }

  /// Tables ask for the same few names in every row.
  private static let known = Mutex<[String: String]>([:])

  /// `setSuccess` is `set_success`, `inputSHA256` is `input_sha256`; what has underscores already stays.
  static func words(_ property: String) -> String {
    if let words = known.withLock({ $0[property] }) { return words }
    let words = split(property)
    known.withLock { $0[property] = words }
    return words
  }

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

  /// The unit that a key ends in; nil for none.
  static func unit(of key: String) -> String? { units.first { key.hasSuffix("_" + $0) } }

  /// The longer ones first. `ms` is what options have, and no quantity.
  private static let units = ["V_per_s", "um2", "ohm", "um", "ms", "V", "A", "S", "s", "J", "K", "W", "F", "Hz"]

  /// As a person reads it: `setSuccess` is `Set success`.
  static func title(_ property: String) -> String {
    let words = words(property).replacing("_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}

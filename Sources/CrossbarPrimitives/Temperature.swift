/// A temperature of the surroundings, kept in degrees Celsius as simulators and options have it.
///
/// It is no `Quantity`, which keeps SI units: 27 °C would not come back as 27 from kelvin, and a deck states it.
public struct Temperature: Hashable, Comparable, Sendable {
  /// °C, above `absoluteZero`.
  public var celsius: Double

  /// Nothing is checked here.
  public static func celsius(_ value: Double) -> Temperature { Temperature(celsius: value) }

  /// The temperature at which SPICE takes a model's parameters to be measured unless the model says otherwise, and of a
  /// circuit for which none is asked: 27 °C.
  public static let nominal = Temperature(celsius: 27)

  /// 0 K, °C.
  public static let absoluteZero = -273.15

  /// The absolute temperature, K.
  public var kelvin: Double { celsius - Self.absoluteZero }

  public static func < (left: Temperature, right: Temperature) -> Bool { left.celsius < right.celsius }
}

extension Temperature: CustomStringConvertible {
  /// As in `85 C`.
  public var description: String { "\(SpiceNumber.shortest(celsius)) C" }
}

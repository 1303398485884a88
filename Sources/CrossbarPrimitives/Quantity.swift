/// A physical dimension, named so that the compiler tells a voltage from a current.
/// Each dimension is an enum without cases, used only as the type parameter of `Quantity`. A new one needs a
/// `unitSymbol`; the two key members matter where files do not use the SI unit.
public protocol PhysicalDimension: Sendable {
  /// The SI unit's symbol, as printed after a value: `V`, `ohm`.
  static var unitSymbol: String { get }
  /// The unit used in files, as the ending of a key or a column name: the `um` of `width_um`.
  static var keyUnit: String { get }
  /// How many file units make one SI unit: 1e6 for micrometres.
  static var keyUnitsPerUnit: Double { get }
}

extension PhysicalDimension {
  public static var keyUnit: String { unitSymbol }
  public static var keyUnitsPerUnit: Double { 1 }
}

/// A physical quantity: a `Double` in the SI unit of its dimension.
///
/// Only like quantities add and compare, so a voltage cannot be passed where a current is expected. Kernels take `si` out
/// and compute with plain doubles:
///
///     let current = Voltage.volts(1) / Resistance.kiloohms(10)  // 100 uA, a Current
@frozen
public struct Quantity<Dimension: PhysicalDimension>: Hashable, Comparable, Sendable {
  /// The value in the SI unit (V, A, ohm, S, s, m, J).
  public var si: Double

  /// From a number in the SI unit, infinities and NaN included.
  @inlinable public init(si: Double) { self.si = si }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.si < right.si }
  /// Sum of two quantities of one dimension.
  @inlinable public static func + (left: Self, right: Self) -> Self { Self(si: left.si + right.si) }
  /// Difference of two quantities of one dimension.
  @inlinable public static func - (left: Self, right: Self) -> Self { Self(si: left.si - right.si) }
  /// The opposite quantity, such as a voltage of the other polarity.
  @inlinable public static prefix func - (value: Self) -> Self { Self(si: -value.si) }
  /// Multiplied by a plain number.
  @inlinable public static func * (left: Self, right: Double) -> Self { Self(si: left.si * right) }
  /// Multiplied by a plain number that stands first.
  @inlinable public static func * (left: Double, right: Self) -> Self { Self(si: left * right.si) }
  /// Divided by a plain number; zero gives infinity or NaN, as with doubles.
  @inlinable public static func / (left: Self, right: Double) -> Self { Self(si: left.si / right) }
  /// The plain ratio of two like quantities.
  @inlinable public static func / (left: Self, right: Self) -> Double { left.si / right.si }
  /// 0 V, 0 A, 0 ohm and so on.
  @inlinable public static var zero: Self { Self(si: 0) }
}

extension Quantity: CustomStringConvertible {
  /// The shortest exact number with the SI unit, without a prefix: `0.0001 A`.
  public var description: String { "\(SpiceNumber.shortest(si)) \(Dimension.unitSymbol)" }
}

/// Saved as the bare SI number; the key it is saved under carries the unit.
extension Quantity: Codable {
  public init(from decoder: any Decoder) throws {
    si = try decoder.singleValueContainer().decode(Double.self)
  }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(si)
  }
}

/// Potential difference; files, too, have it in volts.
public enum VoltageDimension: PhysicalDimension { public static let unitSymbol = "V" }
/// Current, in amperes in files (keys end in `_A`).
public enum CurrentDimension: PhysicalDimension { public static let unitSymbol = "A" }
/// Resistance; the unit is spelt `ohm` in keys and messages.
public enum ResistanceDimension: PhysicalDimension { public static let unitSymbol = "ohm" }
/// Conductance, in siemens.
public enum ConductanceDimension: PhysicalDimension { public static let unitSymbol = "S" }
/// Pulse widths, rests and retention times, in seconds.
public enum TimeDimension: PhysicalDimension { public static let unitSymbol = "s" }
/// Gate widths and lengths of transistors. Files have them in micrometres, as is usual for transistors.
public enum LengthDimension: PhysicalDimension {
  public static let unitSymbol = "m"
  public static let keyUnit = "um"
  public static let keyUnitsPerUnit = 1e6
}
/// Silicon area, in files in square micrometres.
public enum AreaDimension: PhysicalDimension {
  public static let unitSymbol = "m2"
  public static let keyUnit = "um2"
  public static let keyUnitsPerUnit = 1e12
}
/// Rate of change of the voltage in a sweep.
public enum SweepRateDimension: PhysicalDimension {
  public static let unitSymbol = "V/s"
  public static let keyUnit = "V_per_s"
}
/// Capacitance of wires and gates, in farads.
public enum CapacitanceDimension: PhysicalDimension { public static let unitSymbol = "F" }
/// Energy, such as a write pulse takes, in joules.
public enum EnergyDimension: PhysicalDimension { public static let unitSymbol = "J" }

/// Electric potential difference; SI unit volt.
public typealias Voltage = Quantity<VoltageDimension>
/// Electric current; SI unit ampere.
public typealias Current = Quantity<CurrentDimension>
/// Electric resistance; SI unit ohm.
public typealias Resistance = Quantity<ResistanceDimension>
/// Electric conductance; SI unit siemens.
public typealias Conductance = Quantity<ConductanceDimension>
/// A duration, or an instant counted from the start of a simulation; SI unit second.
public typealias Time = Quantity<TimeDimension>
/// Width or length of a transistor's channel; SI unit metre, in files micrometre.
public typealias Length = Quantity<LengthDimension>
/// Capacitance of a wire or a gate; SI unit farad.
public typealias Capacitance = Quantity<CapacitanceDimension>
/// Energy, such as a write pulse takes; SI unit joule.
public typealias Energy = Quantity<EnergyDimension>
/// Silicon area; SI unit square metre, in files square micrometre.
public typealias Area = Quantity<AreaDimension>
/// Slope of a voltage ramp; SI unit volt per second.
public typealias SweepRate = Quantity<SweepRateDimension>

// Sub-units divide by a power of ten: 50 / 1e6 is exactly the literal 5e-05, and 50 * 1e-6 is not.
extension Quantity<VoltageDimension> {
  /// From a value in volts, the SI unit.
  public static func volts(_ value: Double) -> Self { Self(si: value) }
  /// From a value in millivolts; divides, so that 50 mV is exactly 0.05.
  public static func millivolts(_ value: Double) -> Self { Self(si: value / 1e3) }
}
extension Quantity<CurrentDimension> {
  /// From a value in amperes, the SI unit.
  public static func amperes(_ value: Double) -> Self { Self(si: value) }
  /// From a value in milliamperes; divides, so that 9 mA is exactly 0.009.
  public static func milliamperes(_ value: Double) -> Self { Self(si: value / 1e3) }
  /// From a value in microamperes; divides, so that 50 µA is exactly 5e-05.
  public static func microamperes(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<ResistanceDimension> {
  /// From a value in ohms, the SI unit.
  public static func ohms(_ value: Double) -> Self { Self(si: value) }
  /// From a value in units of 1e3 ohm.
  public static func kiloohms(_ value: Double) -> Self { Self(si: value * 1e3) }
  /// From a value in units of 1e6 ohm, which SPICE writes `MEG`.
  public static func megaohms(_ value: Double) -> Self { Self(si: value * 1e6) }
}
extension Quantity<ConductanceDimension> {
  /// From a value in siemens, the SI unit.
  public static func siemens(_ value: Double) -> Self { Self(si: value) }
  /// From a value in microsiemens; divides, so that 20 µS is exactly 2e-05.
  public static func microsiemens(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<TimeDimension> {
  /// From a value in seconds, the SI unit.
  public static func seconds(_ value: Double) -> Self { Self(si: value) }
  /// From a value in milliseconds; divides, so that 13 ms is exactly 0.013.
  public static func milliseconds(_ value: Double) -> Self { Self(si: value / 1e3) }
  /// From a value in microseconds; divides, so that 10 µs is exactly 1e-05.
  public static func microseconds(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<LengthDimension> {
  /// From a value in metres, the SI unit.
  public static func meters(_ value: Double) -> Self { Self(si: value) }
  /// From a value in micrometres; divides, so that 60 µm is exactly 6e-05.
  public static func micrometers(_ value: Double) -> Self { Self(si: value / 1e6) }
  /// The value in micrometres, the unit of keys that end in `_um`.
  public var micrometers: Double { si * 1e6 }
}
extension Quantity<AreaDimension> {
  /// From a value in square micrometres; divides, so that 11 µm² is exactly 1.1e-11.
  public static func squareMicrometers(_ value: Double) -> Self { Self(si: value / 1e12) }
  /// The value in square micrometres, the unit of keys that end in `_um2`.
  public var squareMicrometers: Double { si * 1e12 }
}
extension Quantity<SweepRateDimension> {
  /// From a value in volts per second, the SI unit.
  public static func voltsPerSecond(_ value: Double) -> Self { Self(si: value) }
}
extension Quantity<CapacitanceDimension> {
  /// From a value in farads, the SI unit.
  public static func farads(_ value: Double) -> Self { Self(si: value) }
  /// From a value in femtofarads; divides, so that 1 fF is exactly 1e-15.
  public static func femtofarads(_ value: Double) -> Self { Self(si: value / 1e15) }
}
extension Quantity<EnergyDimension> {
  /// From a value in joules, the SI unit.
  public static func joules(_ value: Double) -> Self { Self(si: value) }
}

/// Ohm's law, I = V / R. A resistance of zero gives an infinite current, as doubles do; nothing traps.
@inlinable public func / (voltage: Voltage, resistance: Resistance) -> Current {
  Current(si: voltage.si / resistance.si)
}
/// R = V / I; not a number where both are zero.
@inlinable public func / (voltage: Voltage, current: Current) -> Resistance {
  Resistance(si: voltage.si / current.si)
}
/// V = I R.
@inlinable public func * (current: Current, resistance: Resistance) -> Voltage {
  Voltage(si: current.si * resistance.si)
}
/// The time constant R C.
@inlinable public func * (resistance: Resistance, capacitance: Capacitance) -> Time {
  Time(si: resistance.si * capacitance.si)
}

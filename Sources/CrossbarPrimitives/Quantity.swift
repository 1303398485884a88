/// A physical dimension, named so that the compiler tells a voltage from a current.
public protocol PhysicalDimension: Sendable {
  /// The SI unit's symbol, as printed behind a value.
  static var unitSymbol: String { get }
  /// The unit in which files have it, as keys and columns end in it.
  static var keyUnit: String { get }
  /// How many of those units make one SI unit.
  static var keyUnitsPerUnit: Double { get }
}

extension PhysicalDimension {
  public static var keyUnit: String { unitSymbol }
  public static var keyUnitsPerUnit: Double { 1 }
}

/// A physical quantity: a `Double` in the SI unit of its dimension.
@frozen
public struct Quantity<Dimension: PhysicalDimension>: Hashable, Comparable, Sendable {
  /// The value in the SI unit (V, A, ohm, S, s, m, J).
  public var si: Double

  @inlinable public init(si: Double) { self.si = si }

  @inlinable public static func < (left: Self, right: Self) -> Bool { left.si < right.si }
  @inlinable public static func + (left: Self, right: Self) -> Self { Self(si: left.si + right.si) }
  @inlinable public static func - (left: Self, right: Self) -> Self { Self(si: left.si - right.si) }
  @inlinable public static prefix func - (value: Self) -> Self { Self(si: -value.si) }
  @inlinable public static func * (left: Self, right: Double) -> Self { Self(si: left.si * right) }
  @inlinable public static func * (left: Double, right: Self) -> Self { Self(si: left * right.si) }
  @inlinable public static func / (left: Self, right: Double) -> Self { Self(si: left.si / right) }
  /// The plain ratio of two like quantities.
  @inlinable public static func / (left: Self, right: Self) -> Double { left.si / right.si }
  @inlinable public static var zero: Self { Self(si: 0) }
}

extension Quantity: CustomStringConvertible {
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

public enum VoltageDimension: PhysicalDimension { public static let unitSymbol = "V" }
public enum CurrentDimension: PhysicalDimension { public static let unitSymbol = "A" }
public enum ResistanceDimension: PhysicalDimension { public static let unitSymbol = "ohm" }
public enum ConductanceDimension: PhysicalDimension { public static let unitSymbol = "S" }
public enum TimeDimension: PhysicalDimension { public static let unitSymbol = "s" }
/// Files have lengths in micrometres, as transistors are told.
public enum LengthDimension: PhysicalDimension {
  public static let unitSymbol = "m"
  public static let keyUnit = "um"
  public static let keyUnitsPerUnit = 1e6
}
/// Of silicon, in square micrometres.
public enum AreaDimension: PhysicalDimension {
  public static let unitSymbol = "m2"
  public static let keyUnit = "um2"
  public static let keyUnitsPerUnit = 1e12
}
/// How fast a voltage changes.
public enum SweepRateDimension: PhysicalDimension {
  public static let unitSymbol = "V/s"
  public static let keyUnit = "V_per_s"
}
public enum EnergyDimension: PhysicalDimension { public static let unitSymbol = "J" }

public typealias Voltage = Quantity<VoltageDimension>
public typealias Current = Quantity<CurrentDimension>
public typealias Resistance = Quantity<ResistanceDimension>
public typealias Conductance = Quantity<ConductanceDimension>
public typealias Time = Quantity<TimeDimension>
public typealias Length = Quantity<LengthDimension>
public typealias Energy = Quantity<EnergyDimension>
public typealias Area = Quantity<AreaDimension>
public typealias SweepRate = Quantity<SweepRateDimension>

// Sub-units divide by a power of ten, since 50 * 1e-6 is not 5e-05 but 50 / 1e6 is.
extension Quantity<VoltageDimension> {
  public static func volts(_ value: Double) -> Self { Self(si: value) }
  public static func millivolts(_ value: Double) -> Self { Self(si: value / 1e3) }
}
extension Quantity<CurrentDimension> {
  public static func amperes(_ value: Double) -> Self { Self(si: value) }
  public static func milliamperes(_ value: Double) -> Self { Self(si: value / 1e3) }
  public static func microamperes(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<ResistanceDimension> {
  public static func ohms(_ value: Double) -> Self { Self(si: value) }
  public static func kiloohms(_ value: Double) -> Self { Self(si: value * 1e3) }
  public static func megaohms(_ value: Double) -> Self { Self(si: value * 1e6) }
}
extension Quantity<ConductanceDimension> {
  public static func siemens(_ value: Double) -> Self { Self(si: value) }
  public static func microsiemens(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<TimeDimension> {
  public static func seconds(_ value: Double) -> Self { Self(si: value) }
  public static func milliseconds(_ value: Double) -> Self { Self(si: value / 1e3) }
  public static func microseconds(_ value: Double) -> Self { Self(si: value / 1e6) }
}
extension Quantity<LengthDimension> {
  public static func meters(_ value: Double) -> Self { Self(si: value) }
  public static func micrometers(_ value: Double) -> Self { Self(si: value / 1e6) }
  /// The value in micrometres, the unit of configuration keys that end in `_um`.
  public var micrometers: Double { si * 1e6 }
}
extension Quantity<AreaDimension> {
  public static func squareMicrometers(_ value: Double) -> Self { Self(si: value / 1e12) }
  public var squareMicrometers: Double { si * 1e12 }
}
extension Quantity<SweepRateDimension> {
  public static func voltsPerSecond(_ value: Double) -> Self { Self(si: value) }
}
extension Quantity<EnergyDimension> {
  public static func joules(_ value: Double) -> Self { Self(si: value) }
}

/// Ohm's law, so that a kernel never has to unwrap.
@inlinable public func / (voltage: Voltage, resistance: Resistance) -> Current {
  Current(si: voltage.si / resistance.si)
}
@inlinable public func / (voltage: Voltage, current: Current) -> Resistance {
  Resistance(si: voltage.si / current.si)
}
@inlinable public func * (current: Current, resistance: Resistance) -> Voltage {
  Voltage(si: current.si * resistance.si)
}

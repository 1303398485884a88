import CrossbarPrimitives

/// Quantities that a study may ask of any memristor, whatever its parameters are called. A device need not have all of
/// them.
///
/// The raw value is the spelling in a description (`role: set_voltage`).
public enum DeviceRole: String, Hashable, Codable, Sendable, CaseIterable {
  /// Voltage at which the device SETs, V.
  case setVoltage = "set_voltage"
  /// Magnitude of the voltage at which the device RESETs, V.
  case resetVoltage = "reset_voltage"
  /// Resistance of the low-resistance state at the read voltage, ohm.
  case lowResistance = "low_resistance"
  /// Resistance of the high-resistance state at the read voltage, ohm.
  case highResistance = "high_resistance"

  /// The usual symbol in the literature.
  public var symbol: String {
    switch self {
    case .setVoltage: "V_SET"
    case .resetVoltage: "V_RESET"
    case .lowResistance: "R_LRS"
    case .highResistance: "R_HRS"
    }
  }
}

/// A parameter of the device's subcircuit that its description gives a value or a distribution. Others keep the
/// subcircuit's default.
public struct DeviceParameter: Hashable, Sendable {
  /// Values are in `unit`; a log-normal distribution is of the logarithm of the value in `unit`.
  public enum Value: Hashable, Sendable {
    /// The same for all devices and cycles.
    case constant(Double)
    /// Differs between devices, and from cycle to cycle as far as the cycle share says.
    case distributed(ParameterDistribution)
  }

  /// As in the subcircuit; letter case does not matter.
  public var name: String
  /// Unit of the value, such as `V`; empty for a pure number.
  public var unit = ""
  /// In words, for people; may be empty.
  public var meaning = ""
  /// Where the value comes from: a paper, a figure, or that it is an assumption.
  public var source = ""
  /// What a study may ask for it as; nil for a parameter that only the equations know.
  public var role: DeviceRole?
  /// One for all devices, or a distribution over devices and cycles.
  public var value: Value
  /// Bounds of drawn values, which are moved to the nearer bound; nil for none.
  public var least, most: Double?
  /// Share of this parameter's variance that changes from cycle to cycle: 0 where a device keeps its value, 1 where each
  /// cycle is drawn afresh; nil for the device's `cycleShare`.
  public var ownCycleShare: Double?
  /// Which part of this parameter's variance cells of an array share; nil for the device's `shared`.
  public var ownShared: SharedVariance?

  /// A pure number without role or bounds; these are set afterwards.
  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  /// Nil for a constant.
  public var distribution: ParameterDistribution? {
    if case .distributed(let distribution) = value { distribution } else { nil }
  }

  /// The value `score` standard deviations from the median, within `least` and `most`; constants ignore the score.
  func value(standardScore score: Double) -> Double {
    let free =
      switch value {
      case .constant(let value): value
      case .distributed(let distribution): distribution.value(standardScore: score)
      }
    return bounded(free)
  }

  /// A value moved to the nearer bound if it is beyond one.
  func bounded(_ value: Double) -> Double { min(max(value, least ?? -.infinity), most ?? .infinity) }

  /// The value at score 0; for a constant the constant.
  public var median: Double { value(standardScore: 0) }

  /// The name with its unit, as a column header: `v_set_V`.
  public var key: String { unit.isEmpty ? name : "\(name)_\(unit)" }
}

/// An inner node of the subcircuit whose voltage is a state of the device, such as a gap, a filament's size or a
/// temperature.
///
/// Nodes have units of their own; studies use the fraction of the way from HRS (0) to LRS (1) instead.
public struct DeviceState: Hashable, Sendable {
  /// Name of the node in the subcircuit; a capacitor to ground integrates it.
  public var node: String
  /// Unit of the node's voltage as a number, such as `nm`; empty for a pure number.
  public var unit = ""
  /// In words, for people; may be empty.
  public var meaning = ""
  /// Name of the subcircuit's parameter for the initial value.
  public var initial: String
  /// Values without a filament (HRS) and with the full one (LRS), in `unit`. Either may be the larger.
  public var highResistance, lowResistance: Double
  /// Hard bounds of the state, in `unit`: a solver's steps beyond them are cut off.
  public var limits: ClosedRange<Double>
  /// Magnitude against which errors of the state are measured, in `unit`; nil for the distance from HRS to LRS.
  public var scale: Double?

  /// For people, such as `0 (HRS) to 1 (LRS)`.
  public var range: String {
    func text(_ value: Double) -> String { SpiceNumber.shortest(value) + (unit.isEmpty ? "" : " " + unit) }
    return "\(text(highResistance)) (HRS) to \(text(lowResistance)) (LRS)"
  }

  /// The node's value at a fraction of the way from HRS (0) to LRS (1).
  public func value(at fraction: Double) -> Double { highResistance + fraction * (lowResistance - highResistance) }

  /// The fraction of the way from HRS (0) to LRS (1); outside of 0 to 1 where `limits` reach further.
  public func fraction(of value: Double) -> Double {
    (min(max(value, limits.lowerBound), limits.upperBound) - highResistance) / (lowResistance - highResistance)
  }
}

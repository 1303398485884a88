import CrossbarPrimitives

/// What a study may ask of any memristor, whatever the names of its parameters. A device need not have them all.
public enum DeviceRole: String, Hashable, Codable, Sendable, CaseIterable {
  /// The voltage that SETs it, V.
  case setVoltage = "set_voltage"
  /// The magnitude of the voltage that RESETs it, V.
  case resetVoltage = "reset_voltage"
  /// Resistance of the low-resistance state, ohm.
  case lowResistance = "low_resistance"
  /// Resistance of the high-resistance state, ohm.
  case highResistance = "high_resistance"

  /// As the field writes it.
  public var symbol: String {
    switch self {
    case .setVoltage: "V_SET"
    case .resetVoltage: "V_RESET"
    case .lowResistance: "R_LRS"
    case .highResistance: "R_HRS"
    }
  }
}

/// A parameter of a device's equations that the description speaks of.
public struct DeviceParameter: Hashable, Sendable {
  public enum Value: Hashable, Sendable {
    case constant(Double)
    case distributed(ParameterDistribution)
  }

  /// As the subcircuit calls it.
  public var name: String
  /// Such as `V`; empty for a pure number.
  public var unit = ""
  public var meaning = ""
  /// Where the figures come from, or that they are an assumption.
  public var source = ""
  public var role: DeviceRole?
  public var value: Value
  /// No device has less or more than this.
  public var least, most: Double?
  /// Share of the variance that changes from cycle to cycle: 0 where a device keeps its value, 1 where nothing of it is its
  /// own; nil for the device's own `cycle_share`.
  public var ownCycleShare: Double?

  public init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }

  public var distribution: ParameterDistribution? {
    if case .distributed(let distribution) = value { distribution } else { nil }
  }

  /// The parameter so many standard deviations from its median.
  func value(standardScore score: Double) -> Double {
    let free =
      switch value {
      case .constant(let value): value
      case .distributed(let distribution): distribution.value(standardScore: score)
      }
    return min(max(free, least ?? -.infinity), most ?? .infinity)
  }

  public var median: Double { value(standardScore: 0) }

  /// The name with its unit, as a column of a table has it: `v_set_V`.
  public var key: String { unit.isEmpty ? name : "\(name)_\(unit)" }
}

/// An inner node whose voltage is a state of the device.
public struct DeviceState: Hashable, Sendable {
  public var node: String
  public var unit = ""
  public var meaning = ""
  /// The parameter that says where it starts.
  public var initial: String
  /// Its values without a filament, and with the full one: what is HRS and LRS to a study.
  public var highResistance, lowResistance: Double
  /// Beyond this no device is; a solver's steps that go there are cut off.
  public var limits: ClosedRange<Double>
  /// What counts as little of it, in its unit; nil for the way from HRS to LRS.
  public var scale: Double?

  /// Such as `0 (HRS) to 1 (LRS)`.
  public var range: String {
    func text(_ value: Double) -> String { SpiceNumber.shortest(value) + (unit.isEmpty ? "" : " " + unit) }
    return "\(text(highResistance)) (HRS) to \(text(lowResistance)) (LRS)"
  }

  /// The voltage of the node at a fraction of the way from HRS to LRS.
  public func value(at fraction: Double) -> Double { highResistance + fraction * (lowResistance - highResistance) }

  /// How far the state is on its way from HRS, 0, to LRS, 1; beyond either where its limits are.
  public func fraction(of value: Double) -> Double {
    (min(max(value, limits.lowerBound), limits.upperBound) - highResistance) / (lowResistance - highResistance)
  }
}

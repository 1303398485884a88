import CrossbarPrimitives

/// What is known of a kind of memristor beside its equations: the content of `models/<name>/<name>.yaml`.
public struct DeviceDescription: Hashable, Sendable {
  public struct Correlation: Hashable, Sendable {
    public var first, second: String
    /// Of the standard scores, -1 to 1.
    public var value: Double
  }

  /// Where a device's equations were held against measurements, or are known to be meant for.
  public struct ValidRange: Hashable, Sendable {
    /// Largest magnitude across the device.
    public var voltage: Voltage?
    public var pulseWidth: ClosedRange<Time>?
  }

  public var name: String
  public var title = ""
  /// Where the description was read: a path, or the name of a built-in device.
  public var source: String
  /// The file of the equations, beside the description.
  public var equationsFile: String
  public var subcircuit = ""
  /// A positive voltage at this terminal SETs.
  public var setTerminal = ""
  public var states: [DeviceState] = []
  public var parameters: [DeviceParameter] = []
  public var correlations: [Correlation] = []
  /// Where its resistances hold.
  public var readVoltage = Voltage.volts(0.1)
  /// Share of the variance of those parameters that vary that changes from cycle to cycle, 0 to 1.
  public var cycleShare = 0.0
  /// Share of fabricated devices that work; nil where it is not known.
  public var yield: Double?
  /// Programming cycles after which a device stays in its low-resistance state, evenly distributed.
  public var endurance: ClosedRange<Int>?
  /// A SET current from which the filament no longer dissolves.
  public var overprogrammingCurrent: Current?
  /// What makes a device one that always, or never, has a filament; nil where the equations cannot say it.
  public var stuckOn, stuckOff: [String: Double]?
  public var valid = ValidRange()
  /// Settings that make sense for it, as a configuration file has them; those of one command under its name.
  public var defaults = ""

  init(name: String, source: String) {
    self.name = name
    self.source = source
    equationsFile = name + ".sub"
  }

  /// A share for each parameter: 0 for what does not change from cycle to cycle.
  var cycleShares: [Double] { parameters.map { $0.distribution == nil ? 0 : $0.ownCycleShare ?? cycleShare } }

  /// The parameter of a name, in whatever letter case.
  func index(of parameter: String) -> Int? { parameters.firstIndex { $0.name.lowercased() == parameter.lowercased() } }

  /// What a study needs of a description, where it says so.
  public enum Knowledge: Sendable {
    case wear, yield, stuckOn, stuckOff
  }

  /// - Throws: `DeviceError.description` for a device of which that is not known.
  public func require(_ knowledge: Knowledge) throws(DeviceError) {
    let (isKnown, key, what) =
      switch knowledge {
      case .wear: (endurance != nil || overprogrammingCurrent != nil, "endurance_cycles", "what wears a device out")
      case .yield: (yield != nil, "yield", "how many devices work")
      case .stuckOn: (stuckOn != nil, "faults.stuck_on", "what makes a cell one that always has its filament")
      case .stuckOff: (stuckOff != nil, "faults.stuck_off", "what makes a cell one that never forms a filament")
      }
    if !isKnown {
      throw .description(source: source, reason: "it does not say \(what) ('\(key)'), which is asked for")
    }
  }

  /// What to say of a pulse that is beyond what the device's equations are known for; nil where it is within.
  public func warning(amplitude: Voltage, width: Time? = nil) -> String? {
    if let most = valid.voltage, amplitude > most {
      return "\(amplitude) is beyond the valid range of the device '\(name)', up to \(most)"
    }
    guard let width, let range = valid.pulseWidth, !range.contains(width) else { return nil }
    return "a pulse of \(width) is beyond the valid range of the device '\(name)', \(range.lowerBound) to \(range.upperBound)"
  }
}

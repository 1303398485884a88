import CrossbarPrimitives

/// What is known of a kind of memristor or selector besides its equations: the content of `models/<name>/<name>.yaml`.
///
/// `DescriptionReader` fills it in and checks it. `MemristorDevice` or `SelectorDevice` joins it with the equations; studies
/// read statistics and limits from it.
public struct DeviceDescription: Hashable, Sendable {
  /// What the device is for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// It stores a bit. The kind of a description that names none.
    case memristor
    /// It is in series with a memristor and conducts where its own cell is selected.
    case selector
  }

  /// Names of the parameters that say when a threshold selector switches; both are voltages.
  public struct Switching: Hashable, Sendable {
    /// Magnitude of the voltage at which it turns on.
    public var on: String
    /// Magnitude of the voltage below which it turns off again.
    public var hold: String
  }

  /// A correlation between two parameters, over devices and cycles alike.
  public struct Correlation: Hashable, Sendable {
    /// Names of the two parameters.
    public var first, second: String
    /// Correlation coefficient of the standard scores, -1 to 1.
    public var value: Double
  }

  /// The range in which the equations were compared with measurements or are meant to be used. Nil means that no limit is
  /// known.
  public struct ValidRange: Hashable, Sendable {
    /// Largest magnitude of the voltage across the device.
    public var voltage: Voltage?
    /// Shortest and longest pulse.
    public var pulseWidth: ClosedRange<Time>?
  }

  /// The device's name, for messages and records.
  public var name: String
  /// Memristor or selector.
  public var kind = Kind.memristor
  /// One line for people; may be empty.
  public var title = ""
  /// One line on where equations and values come from and under which licence; may be empty.
  public var reference = ""
  /// Where the description was read: a path, or the name of a built-in device.
  public var source: String
  /// File with the equations, relative to the description; `<name>.sub` unless the description says otherwise.
  public var equationsFile: String
  /// Name of the device's subcircuit in that file; two terminals.
  public var subcircuit = ""
  /// The terminal at which a positive voltage SETs. A selector's is the one that faces this side of the memristor; where its
  /// description names none, the first.
  public var setTerminal = ""
  /// Inner nodes that hold the device's state; the first is what a study sees. A memristor has at least one.
  public var states: [DeviceState] = []
  /// When a selector with states switches; nil for all other devices.
  public var switching: Switching?
  /// Constants and distributions, in the order of the description. Drawn values keep this order everywhere.
  public var parameters: [DeviceParameter] = []
  /// Pairs not listed are independent.
  public var correlations: [Correlation] = []
  /// The voltage at which R_LRS and R_HRS are defined.
  public var readVoltage = Voltage.volts(0.1)
  /// Share of the variance that changes from cycle to cycle, 0 (a device repeats itself) to 1 (devices do not differ).
  ///
  /// For every distributed parameter without a share of its own (`DeviceParameter.ownCycleShare`).
  public var cycleShare = 0.0
  /// Which part of the variance cells of an array share, for every distributed parameter without shares of its own.
  public var shared = SharedVariance()
  /// Share of fabricated devices that work, 0 to 1; nil if unknown.
  public var yield: Double?
  /// Programming cycles after which a device stays in LRS: drawn uniformly from this range; nil if unknown.
  public var endurance: ClosedRange<Int>?
  /// SET current above which the filament no longer dissolves; nil if unknown.
  public var overprogrammingCurrent: Current?
  /// The device whose speed this one has, since its own was not measured; nil where it was, or is published.
  public var speedOf: String?
  /// How the equations know the temperature of the surroundings; nil where they do not.
  public var ambientTemperature: AmbientTemperature?
  /// What is known of how writes and reads differ from each other. A device has it where it was asked for (`fluctuates`).
  public var fluctuations = Fluctuations()
  /// Whether the device's writes and reads fluctuate.
  public internal(set) var fluctuates = false
  /// Of the surroundings, where one was asked for (`at`); nil for what equations and parameters say.
  public internal(set) var temperature: Temperature?
  /// Parameter values that make a device one that always, or never, has a filament; nil where the equations cannot
  /// express it.
  public var stuckOn, stuckOff: [String: Double]?
  /// Names of the subcircuit's parameters that loops, and pulses, are fitted by; empty for those of `parameters`, and for
  /// none.
  public var fittedToLoops: [String] = []
  public var fittedToPulses: [String] = []
  /// Beyond it a run is warned about (`warning`), not refused.
  public var valid = ValidRange()
  /// YAML text of settings that suit this device, as in a configuration file; settings for one command stand under its
  /// name. Empty for none.
  public var defaults = ""

  init(name: String, source: String) {
    self.name = name
    self.source = source
    equationsFile = name + ".sub"
  }

  /// The cycle share of each parameter, in their order; 0 for constants.
  public var cycleShares: [Double] { parameters.map { $0.distribution == nil ? 0 : $0.ownCycleShare ?? cycleShare } }

  /// What cells share of each parameter, in their order; nothing of constants.
  public var sharedVariances: [SharedVariance] {
    parameters.map { $0.distribution == nil ? SharedVariance() : $0.ownShared ?? shared }
  }

  /// Position of a parameter by name, in any letter case; nil if there is none.
  func index(of parameter: String) -> Int? { parameters.firstIndex { $0.name.lowercased() == parameter.lowercased() } }

  /// Facts that some studies need and not every description gives.
  public enum Knowledge: Sendable {
    /// `wear` is the endurance or the over-programming current; the others are the properties of that name.
    case wear, yield, stuckOn, stuckOff
  }

  /// - Throws: `DeviceError.description` with the missing key if the description does not give this fact.
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

  /// A warning that the device switches at another one's speed; nil where its own is known.
  public var speedWarning: String? {
    speedOf.map {
      "how fast '\(name)' switches was not measured: its speed is that of '\($0)', until pulses of its own are fitted "
        + "(mxbar device fit --pulses)"
    }
  }

  /// A warning about a pulse outside of the range for which the equations are known to hold; nil inside of it.
  ///
  /// - Parameter width: nil to check the amplitude alone.
  public func warning(amplitude: Voltage, width: Time? = nil) -> String? {
    if let most = valid.voltage, amplitude > most {
      return "\(amplitude) is beyond the valid range of the device '\(name)', up to \(most)"
    }
    guard let width, let range = valid.pulseWidth, !range.contains(width) else { return nil }
    return "a pulse of \(width) is beyond the valid range of the device '\(name)', \(range.lowerBound) to \(range.upperBound)"
  }
}

import CrossbarPrimitives
import MemristorDevices
import Records

/// Everything that is known of a device, and what its loop shows.
public struct DeviceProfileFigures: Figures, Equatable {
  @Figure public var name = ""
  @Figure public var title = ""
  @Figure("Source of equations and values") public var reference = ""
  @Figure("File of the description") public var description = ""
  @Figure("File of the equations") public var equations = ""
  @Figure public var subcircuit = ""
  @Figure("Terminals, in the subcircuit's order") public var terminals: [String] = []
  @Figure("Terminal that a SET drives") public var setTerminal = ""
  @Figure("Why it cannot be compiled", .plain, "None where it can.") public var compilationRefusal: String? = nil
  public var states: [State] = []
  public var parameters: [Parameter] = []
  /// Parameters of the equations that the description leaves alone, each at its default.
  public var furtherParameters: [FurtherParameter] = []
  public var correlations: [Correlation] = []
  @Figure public var readVoltage = Voltage.zero
  @Figure("R_LRS of the median device at the read voltage") public var rLRS: Resistance? = nil
  @Figure("R_HRS of the median device at the read voltage") public var rHRS: Resistance? = nil
  @Figure public var hasSpread = false
  @Figure("Share of the variance from cycle to cycle", .percent) public var cycleShare: Double? = nil
  @Figure("Share of devices that work", .percent) public var yield: Double? = nil
  @Figure("Fewest cycles of endurance") public var fewestCycles: Int? = nil
  @Figure("Most cycles of endurance") public var mostCycles: Int? = nil
  @Figure public var overprogrammingCurrent: Current? = nil
  @Figure("Faults that its equations express") public var faults: [String] = []
  @Figure("How writes and reads differ", .plain, "Where a study asks for it.") public var fluctuations: [String] = []
  @Figure("Largest valid voltage") public var validVoltage: Voltage? = nil
  @Figure("Shortest valid pulse") public var shortestPulse: Time? = nil
  @Figure("Longest valid pulse") public var longestPulse: Time? = nil
  /// Settings that the device brings along, as YAML.
  @Figure("Settings that it brings along") public var defaults = ""
  @Figure("Loop of the median device") public var loop: Loop? = nil
  @Figure("Why there is no loop") public var loopFailure: String? = nil

  public init() {}

  /// An inner node that the device remembers by.
  public struct State: Figures, Equatable {
    @Figure public var node = ""
    @Figure public var unit = ""
    @Figure public var meaning = ""
    @Figure("Value in the high-resistance state") public var hrs = 0.0
    @Figure("Value in the low-resistance state") public var lrs = 0.0
    @Figure public var lowest = 0.0
    @Figure public var highest = 0.0

    public init() {}
  }

  /// A parameter that the description gives a value or a distribution.
  public struct Parameter: Figures, Equatable {
    @Figure public var name = ""
    @Figure public var unit = ""
    @Figure("What a study may ask for it as") public var role: String? = nil
    @Figure public var distribution = ""
    @Figure public var median = 0.0
    @Figure("Deviation", .plain, "Of the natural logarithm where log-normal; none for a constant.") public var sd: Double? = nil
    @Figure("Share of the variance from cycle to cycle", .percent) public var cycleShare: Double? = nil
    @Figure public var least: Double? = nil
    @Figure public var most: Double? = nil
    @Figure public var meaning = ""
    @Figure public var source = ""

    public init() {}
  }

  /// A parameter at the equations' own value.
  public struct FurtherParameter: Figures, Equatable {
    @Figure public var name = ""
    @Figure public var value: Double? = nil

    public init() {}
  }

  /// Two parameters that are not independent.
  public struct Correlation: Figures, Equatable {
    @Figure public var first = ""
    @Figure public var second = ""
    @Figure public var coefficient = 0.0

    public init() {}
  }

  /// What the loop shows; nil for what it does not.
  public struct Loop: Figures, Equatable {
    @Figure public var maxVoltage = Voltage.zero
    @Figure public var minVoltage = Voltage.zero
    @Figure public var sweepRate = SweepRate.zero
    @Figure("V_SET") public var vSET: Voltage? = nil
    @Figure("V_RESET", .plain, "Magnitude.") public var vRESET: Voltage? = nil
    @Figure("R_LRS") public var rLRS: Resistance? = nil
    @Figure("R_HRS") public var rHRS: Resistance? = nil

    public init() {}
  }
}

extension DeviceProfileFigures {
  init(_ device: MemristorDevice) {
    let description = device.description
    (name, title, reference) = (device.name, description.title, description.reference)
    (self.description, equations, subcircuit) = (description.source, device.library.source, device.equations.name)
    terminals = device.equations.terminals.map(\.name)
    setTerminal = description.setTerminal
    compilationRefusal = device.compilationRefusal
    states = description.states.map { state in
      var figures = State()
      (figures.node, figures.unit, figures.meaning) = (state.node, state.unit, state.meaning)
      (figures.hrs, figures.lrs) = (state.highResistance, state.lowResistance)
      (figures.lowest, figures.highest) = (state.limits.lowerBound, state.limits.upperBound)
      return figures
    }
    parameters = zip(device.parameters, description.cycleShares).map(Parameter.init)
    let values = device.equations.values(of: [:]) ?? [:]
    let named = Set(device.parameters.map { $0.name.lowercased() } + description.states.map { $0.initial.lowercased() })
    furtherParameters = device.equations.parameters.filter { !named.contains($0.name.lowercased()) }.map { parameter in
      var figures = FurtherParameter()
      (figures.name, figures.value) = (parameter.name, values[parameter.name.lowercased()])
      return figures
    }
    correlations = description.correlations.map { pair in
      var figures = Correlation()
      (figures.first, figures.second, figures.coefficient) = (pair.first, pair.second, pair.value)
      return figures
    }
    let median = device.median()
    readVoltage = device.readVoltage
    (rLRS, rHRS) = (median.lowResistance.finite, median.highResistance.finite)
    hasSpread = device.hasSpread
    cycleShare = hasSpread ? description.cycleShare : nil
    yield = description.yield
    (fewestCycles, mostCycles) = (description.endurance?.lowerBound, description.endurance?.upperBound)
    overprogrammingCurrent = description.overprogrammingCurrent
    faults = [("stuck_on", description.stuckOn), ("stuck_off", description.stuckOff)].compactMap { $1 == nil ? nil : $0 }
    fluctuations = description.fluctuations.words
    validVoltage = description.valid.voltage
    (shortestPulse, longestPulse) = (description.valid.pulseWidth?.lowerBound, description.valid.pulseWidth?.upperBound)
    defaults = description.defaults
  }
}

extension DeviceProfileFigures.Parameter {
  /// - Parameter share: of its variance that changes from cycle to cycle.
  init(_ parameter: DeviceParameter, share: Double) {
    (name, unit, role) = (parameter.name, parameter.unit, parameter.role?.rawValue)
    (meaning, source, median) = (parameter.meaning, parameter.source, parameter.median)
    (least, most) = (parameter.least, parameter.most)
    switch parameter.distribution {
    case .logNormal(let spread): (distribution, sd, cycleShare) = ("log-normal", spread.logStandardDeviation, share)
    case .normal(let spread): (distribution, sd, cycleShare) = ("normal", spread.standardDeviation, share)
    case nil: distribution = "constant"
    }
  }
}

extension DeviceProfileFigures.Loop {
  init(_ settings: SweepSettings, _ found: SweepParameters) {
    (maxVoltage, minVoltage, sweepRate) = (settings.maximumVoltage, settings.minimumVoltage, settings.sweepRate)
    (vSET, vRESET) = (found.setVoltage.map { .volts($0) }, found.resetVoltage.map { .volts($0) })
    (rLRS, rHRS) = (found.lowResistance.map { .ohms($0) }, found.highResistance.map { .ohms($0) })
  }
}

extension Resistance {
  /// Nil for a device that carries no current.
  fileprivate var finite: Resistance? { si.isFinite ? self : nil }
}

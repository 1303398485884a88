import CrossbarPrimitives
import MemristorDevices
import Records

/// Everything that is known of a selector, and its current at a few voltages.
public struct SelectorProfileFigures: Figures, Equatable {
  @Figure public var name = ""
  @Figure public var title = ""
  @Figure("Source of equations and values") public var reference = ""
  @Figure("File of the description") public var description = ""
  @Figure("File of the equations") public var equations = ""
  @Figure public var subcircuit = ""
  public var parameters: [DeviceProfileFigures.Parameter] = []
  @Figure("Voltage at which it turns on", .plain, "Magnitude, of the median device; none for one without a threshold.")
  public var threshold: Voltage? = nil
  @Figure("Voltage below which it turns off", .plain, "Likewise.") public var hold: Voltage? = nil
  @Figure public var hasSpread = false
  @Figure("Largest valid voltage") public var validVoltage: Voltage? = nil
  /// Of the median device.
  public var currents: [Point] = []

  public init() {}

  /// The current at one voltage with the state held.
  public struct Point: Figures, Equatable {
    @Figure public var voltage = Voltage.zero
    @Figure("Current", .plain, "Off, where it has states.") public var current = Current.zero
    @Figure("Current on", .plain, "None for a selector without states.") public var currentOn: Current? = nil

    public init() {}
  }

  /// Voltages up to which currents are shown where no valid range is known.
  private static let usualRange = Voltage.volts(2)
  private static let voltages = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.2, 1.5, 2, 3, 4, 5].map { Voltage.volts($0) }

  public init(_ device: SelectorDevice) {
    let (median, facts) = (device.median(), device.description)
    (name, title, reference) = (device.name, facts.title, facts.reference)
    (description, equations, subcircuit) = (facts.source, device.library.source, device.equations.name)
    parameters = zip(facts.parameters, facts.cycleShares).map(DeviceProfileFigures.Parameter.init)
    (threshold, hold) = (median.thresholdVoltage, median.holdVoltage)
    (hasSpread, validVoltage) = (facts.hasSpread, facts.valid.voltage)
    currents = Self.voltages.filter { $0 <= facts.valid.voltage ?? Self.usualRange }.map { voltage in
      var point = Point()
      (point.voltage, point.current) = (voltage, median.current(at: voltage, isOn: false))
      point.currentOn = device.state == nil ? nil : median.current(at: voltage, isOn: true)
      return point
    }
  }

  /// For the terminal.
  public var text: String {
    let switching =
      threshold.map { "on at \($0.prefixed)" + (hold.map { ", off again below \($0.prefixed)" } ?? "") + " (medians)" }
      ?? "no state: it always follows one curve"
    let facts: [(String, String)] = [
      ("source", reference.isEmpty ? "not said" : reference), ("description", description),
      ("equations", "\(equations), subcircuit \(subcircuit)"), ("switching", switching),
      ("spread", hasSpread ? "drawn for each cell" : "none is known: all selectors are alike"),
      ("valid", validVoltage.map { "up to \($0.prefixed)" } ?? "not known"),
    ]
    let hasStates = currents.contains { $0.currentOn != nil }
    let head = "  " + column("voltage", 12) + (hasStates ? column("current off", 14) + "current on" : "current")
    return
      ([name + (title.isEmpty ? "" : ": \(title)"), ""] + facts.map { "  " + column($0.0, 14) + $0.1 } + [""]
      + DeviceProfileFigures.Parameter.lines(parameters) + ["", head]
      + currents.map { point in
        "  " + column(point.voltage.prefixed, 12)
          + (point.currentOn.map { column(point.current.prefixed, 14) + $0.prefixed } ?? point.current.prefixed)
      }).joined(separator: "\n")
  }
}

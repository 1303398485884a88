import CrossbarPrimitives
import Records

/// One way of writing: what the pulses look like, and how far the gate opens in a SET.
public struct PulseSetting: Figures, Hashable {
  @Figure("Pulse amplitude", .plain, "Of SET and RESET.") public var amplitude = Voltage.zero
  @Figure("Pulse width", .plain, "Time at full height.") public var width = Time.zero
  @Figure("Gate voltage of the SET", .plain, "It sets the compliance current.") public var gateVoltage = Voltage.zero

  public init() {}

  public init(amplitude: Voltage, width: Time, gateVoltage: Voltage) {
    self.amplitude = amplitude
    self.width = width
    self.gateVoltage = gateVoltage
  }
}

/// Every combination of some amplitudes, widths and gate voltages, each rising.
///
/// Points are numbered by width, then amplitude, then gate voltage.
public struct PulseGrid: Hashable, Sendable {
  public let amplitudes: [Voltage]
  public let widths: [Time]
  public let gateVoltages: [Voltage]

  public init(amplitudes: [Voltage], widths: [Time], gateVoltages: [Voltage]) {
    precondition(!amplitudes.isEmpty && !widths.isEmpty && !gateVoltages.isEmpty, "a grid has a value on each axis")
    self.amplitudes = amplitudes.sorted()
    self.widths = widths.sorted()
    self.gateVoltages = gateVoltages.sorted()
  }

  public var count: Int { widths.count * amplitudes.count * gateVoltages.count }

  /// A point's place on each axis.
  struct Place: Hashable {
    var width, amplitude, gate: Int
  }

  func place(_ index: Int) -> Place {
    Place(
      width: index / (amplitudes.count * gateVoltages.count), amplitude: index / gateVoltages.count % amplitudes.count,
      gate: index % gateVoltages.count)
  }

  func index(_ place: Place) -> Int {
    (place.width * amplitudes.count + place.amplitude) * gateVoltages.count + place.gate
  }

  /// Those of all points, in their order.
  var settings: [PulseSetting] { (0..<count).map(setting) }

  public func setting(_ index: Int) -> PulseSetting {
    let place = place(index)
    return PulseSetting(
      amplitude: amplitudes[place.amplitude], width: widths[place.width], gateVoltage: gateVoltages[place.gate])
  }
}

import CrossbarPrimitives

/// One way of writing: what the pulses look like, and how far the gate opens in a SET.
public struct PulseSetting: Hashable, Sendable {
  /// Of SET and RESET pulses.
  public var amplitude: Voltage
  /// Time at full height.
  public var width: Time
  /// Word-line voltage of a SET, which sets the compliance current.
  public var gateVoltage: Voltage

  public init(amplitude: Voltage, width: Time, gateVoltage: Voltage) {
    self.amplitude = amplitude
    self.width = width
    self.gateVoltage = gateVoltage
  }
}

extension PulseSetting: Encodable {
  private enum CodingKeys: String, CodingKey {
    case amplitude = "amplitude_V"
    case width = "width_s"
    case gateVoltage = "gate_voltage_V"
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

  public func setting(_ index: Int) -> PulseSetting {
    let place = place(index)
    return PulseSetting(
      amplitude: amplitudes[place.amplitude], width: widths[place.width], gateVoltage: gateVoltages[place.gate])
  }
}

extension PulseGrid: Encodable {
  private enum CodingKeys: String, CodingKey {
    case amplitudes = "amplitudes_V"
    case widths = "widths_s"
    case gateVoltages = "gate_voltages_V"
  }
}

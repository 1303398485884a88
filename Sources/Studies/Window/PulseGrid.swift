import CrossbarPrimitives
import Records

/// One way of writing: amplitude and width of the pulses, and the gate voltage of the SET.
public struct PulseSetting: Figures, Hashable {
  @Figure("Pulse amplitude", .plain, "Of SET and RESET.") public var amplitude = Voltage.zero
  @Figure("Pulse width", .plain, "Time at full height.") public var width = Time.zero
  @Figure("Gate voltage of the SET", .plain, "It sets the compliance current.") public var gateVoltage = Voltage.zero

  public init() {}

  /// The amplitude is a magnitude, positive for the RESET too.
  public init(amplitude: Voltage, width: Time, gateVoltage: Voltage) {
    self.amplitude = amplitude
    self.width = width
    self.gateVoltage = gateVoltage
  }
}

/// Every combination of some amplitudes, widths and gate voltages, each in rising order.
///
/// Points are numbered by width, then amplitude, then gate voltage, which changes fastest.
public struct PulseGrid: Hashable, Sendable {
  /// Magnitudes of SET and RESET, rising.
  public let amplitudes: [Voltage]
  /// Of SET and RESET at full height, rising.
  public let widths: [Time]
  /// Of the word line in a SET, rising.
  public let gateVoltages: [Voltage]

  /// Sorts each axis.
  /// - Precondition: each axis has at least one value.
  public init(amplitudes: [Voltage], widths: [Time], gateVoltages: [Voltage]) {
    precondition(!amplitudes.isEmpty && !widths.isEmpty && !gateVoltages.isEmpty, "a grid has a value on each axis")
    self.amplitudes = amplitudes.sorted()
    self.widths = widths.sorted()
    self.gateVoltages = gateVoltages.sorted()
  }

  /// Points of the grid.
  public var count: Int { widths.count * amplitudes.count * gateVoltages.count }

  /// A point's index on each axis.
  struct Place: Hashable {
    var width, amplitude, gate: Int
  }

  /// The inverse of `index`.
  func place(_ index: Int) -> Place {
    Place(
      width: index / (amplitudes.count * gateVoltages.count), amplitude: index / gateVoltages.count % amplitudes.count,
      gate: index % gateVoltages.count)
  }

  func index(_ place: Place) -> Int {
    (place.width * amplitudes.count + place.amplitude) * gateVoltages.count + place.gate
  }

  /// Of all points, in the order of their numbers.
  var settings: [PulseSetting] { (0..<count).map(setting) }

  /// The setting of the point with this number.
  public func setting(_ index: Int) -> PulseSetting {
    let place = place(index)
    return PulseSetting(
      amplitude: amplitudes[place.amplitude], width: widths[place.width], gateVoltage: gateVoltages[place.gate])
  }
}

import CrossbarPrimitives
import Netlisting

/// A trapezoidal voltage pulse on the top electrode, and the rest at 0 V after it.
///
///     DevicePulse(amplitude: .volts(-5), width: .milliseconds(100))  // a RESET
public struct DevicePulse: Hashable, Sendable {
  /// Positive for a SET, negative for a RESET.
  public var amplitude: Voltage
  /// Time at full height, without the edges.
  public var width: Time
  /// Time at 0 V after the pulse.
  public var rest: Time

  /// The width must be positive, since the edges are a fraction of it.
  public init(amplitude: Voltage, width: Time, rest: Time = .zero) {
    self.amplitude = amplitude
    self.width = width
    self.rest = rest
  }

  /// Rise and fall times: a hundred-thousandth of the width, such as 1 us of a 100 ms pulse. A switching time includes
  /// the rise.
  var edge: Time { width / 1e5 }

  /// The end of the plateau, where currents are read, counted from the start of the pulse.
  public var plateauEnd: Time { edge + width }

  /// From the start of the rise to the end of the rest, which lasts one edge longer than `rest`.
  public var duration: Time { plateauEnd + edge * 2 + rest }

  /// The corners of the waveform, in V.
  var points: [Stimulus.Point] {
    [
      .init(time: .zero, value: 0), .init(time: edge, value: amplitude.si), .init(time: plateauEnd, value: amplitude.si),
      .init(time: plateauEnd + edge, value: 0), .init(time: duration, value: 0),
    ]
  }
}

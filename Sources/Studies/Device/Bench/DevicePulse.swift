import CrossbarPrimitives
import Netlisting

/// A trapezoidal voltage pulse on the top electrode, and the rest at 0 V after it.
public struct DevicePulse: Hashable, Sendable {
  /// Positive SETs, negative RESETs.
  public var amplitude: Voltage
  /// Time at full height.
  public var width: Time
  /// Time at 0 V after the pulse.
  public var rest: Time

  public init(amplitude: Voltage, width: Time, rest: Time = .zero) {
    self.amplitude = amplitude
    self.width = width
    self.rest = rest
  }

  /// Rise and fall: 1 us of a 100 ms pulse. A switching time includes the rise.
  var edge: Time { width / 1e5 }

  /// The end of the plateau, where currents are read.
  public var plateauEnd: Time { edge + width }

  /// The pulse and an edge of rest at least.
  public var duration: Time { plateauEnd + edge * 2 + rest }

  var points: [Stimulus.Point] {
    [
      .init(time: .zero, value: 0), .init(time: edge, value: amplitude.si), .init(time: plateauEnd, value: amplitude.si),
      .init(time: plateauEnd + edge, value: 0), .init(time: duration, value: 0),
    ]
  }
}

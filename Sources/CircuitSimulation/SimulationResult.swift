import Netlisting

/// The values of a deck's probes.
public struct SimulationResult: Equatable, Sendable {
  /// Time in s or the swept source's value; empty for an operating point.
  public var scale: [Double]
  /// One array a probe, in the deck's order; as long as `scale`, or one value for an operating point.
  public var values: [[Double]]
  /// Lines of the simulator's log that are neither harmless nor errors.
  public var warnings: [String]

  public init(scale: [Double], values: [[Double]], warnings: [String] = []) {
    self.scale = scale
    self.values = values
    self.warnings = warnings
  }

  /// The waveform of probe number `index`.
  public func waveform(_ index: Int) -> Waveform { Waveform(time: scale, values: values[index]) }

  /// The last (or only) value of probe number `index`.
  public func final(_ index: Int) -> Double { values[index][values[index].count - 1] }
}

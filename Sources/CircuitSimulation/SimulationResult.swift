import Netlisting

/// The values of a deck's probes, each asked for by its probe.
///
/// To ask for a probe that the deck did not have is an error of the program.
public struct SimulationResult: Equatable, Sendable {
  /// Time in s or the swept source's value; empty for an operating point.
  public let scale: [Double]
  /// In the deck's order.
  public let probes: [Probe]
  /// Lines of the simulator's log that are neither harmless nor errors.
  public var warnings: [String]
  /// By position, as engines and processes hand them on.
  package let values: [[Double]]
  private let positions: [Probe: Int]

  /// - Parameter values: one array a probe; as long as `scale`, or one value for an operating point.
  public init(scale: [Double], probes: [Probe], values: [[Double]], warnings: [String] = []) {
    precondition(probes.count == values.count, "a result has one array for each probe")
    self.scale = scale
    self.probes = probes
    self.values = values
    self.warnings = warnings
    positions = Dictionary(zip(probes, probes.indices)) { first, _ in first }
  }

  /// All values of a probe, V or A: one a point of the scale, or the only one of an operating point.
  public func values(of probe: Probe) -> [Double] {
    guard let position = positions[probe] else { preconditionFailure("\(probe) was not asked for, but \(probes)") }
    return values[position]
  }

  public func waveform(of probe: Probe) -> Waveform { Waveform(time: scale, values: values(of: probe)) }

  /// The last (or only) value of a probe.
  public func final(_ probe: Probe) -> Double {
    let values = values(of: probe)
    return values[values.count - 1]
  }
}

import Netlisting

/// The values of a deck's probes.
///
///     let result = try await engine.simulate(deck)
///     let voltages = result.values(of: .voltage("out"))
///
/// To ask for a probe that the deck does not have is a programming error and stops the program.
public struct SimulationResult: Equatable, Sendable {
  /// Time in s, or the value of the swept source in V or A; empty for an operating point.
  public let scale: [Double]
  /// In the order of the deck.
  public let probes: [Probe]
  /// Lines of the simulator's log that are neither harmless nor errors, in their order.
  public var warnings: [String]
  /// Probes × points, in the order of `probes`: the form in which engines and processes pass results on.
  package let values: [[Double]]
  /// The index of each probe in `values`.
  private let positions: [Probe: Int]

  /// - Parameters:
  ///   - values: probes × points; as many points as `scale` has, or one for an operating point.
  ///   - warnings: lines of the simulator's log.
  public init(scale: [Double], probes: [Probe], values: [[Double]], warnings: [String] = []) {
    precondition(probes.count == values.count, "a result has one array for each probe")
    self.scale = scale
    self.probes = probes
    self.values = values
    self.warnings = warnings
    positions = Dictionary(zip(probes, probes.indices)) { first, _ in first }
  }

  /// All values of a probe, V or A: one per point of the scale, or the single value of an operating point.
  public func values(of probe: Probe) -> [Double] {
    guard let position = positions[probe] else { preconditionFailure("\(probe) was not asked for, but \(probes)") }
    return values[position]
  }

  /// A transient's probe over time; the values of a sweep are over the source's value instead.
  public func waveform(of probe: Probe) -> Waveform { Waveform(time: scale, values: values(of: probe)) }

  /// The last value of a probe, or the single value of an operating point, V or A.
  public func final(_ probe: Probe) -> Double {
    let values = values(of: probe)
    return values[values.count - 1]
  }
}

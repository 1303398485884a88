import CrossbarPrimitives
import Foundation

/// An nMOS transistor by SPICE's level-1 equations (Shichman and Hodges 1968) as ngspice evaluates them, its bulk at 0 V:
/// body effect, channel-length modulation, drain and source by their voltages, and the two junctions to the bulk.
public struct Level1Transistor: Hashable, Sendable {
  /// Threshold voltage without body effect (VTO), V.
  public let threshold: Double
  /// KP W / L, A/V².
  public let gain: Double
  /// Body effect (GAMMA), V^½.
  public let bodyEffect: Double
  /// Surface potential (PHI), V.
  public let surfacePotential: Double
  /// Channel-length modulation (LAMBDA), 1/V.
  public let channelModulation: Double
  /// Saturation current of each junction (IS), A.
  public let saturationCurrent: Double
  /// The simulator's conductance in parallel with each junction (GMIN), S.
  public var minimumConductance = 1e-12

  /// The root of the surface potential.
  private let zeroBias: Double

  public init(
    threshold: Double, gain: Double, bodyEffect: Double, surfacePotential: Double, channelModulation: Double,
    saturationCurrent: Double
  ) {
    precondition(gain > 0 && surfacePotential > 0, "a transistor without gain or surface potential")
    self.threshold = threshold
    self.gain = gain
    self.bodyEffect = bodyEffect
    self.surfacePotential = surfacePotential
    zeroBias = surfacePotential.squareRoot()
    self.channelModulation = channelModulation
    self.saturationCurrent = saturationCurrent
  }

  /// k T / q at 27 degrees Celsius, V.
  private static let thermalVoltage = 1.380_649e-23 * 300.15 / 1.602_176_634e-19

  struct Channel {
    /// From drain to source, A.
    var current: Double
    /// What it gains with the drain's voltage and loses with the source's, S.
    var drainSlope: Double
    var sourceSlope: Double
  }

  /// The channel's current at the voltages of gate, drain and source against the bulk.
  @inline(__always) func channel(gate: Double, drain: Double, source: Double) -> Channel {
    guard drain >= source else {
      let mirrored = forward(gate: gate, drain: source, source: drain)
      return Channel(current: -mirrored.current, drainSlope: mirrored.sourceSlope, sourceSlope: mirrored.drainSlope)
    }
    return forward(gate: gate, drain: drain, source: source)
  }

  @inline(__always) private func forward(gate: Double, drain: Double, source: Double) -> Channel {
    // Above the bulk the depletion region widens with the root, below it ngspice goes on linearly.
    let isAbove = source >= 0
    let root = isAbove ? (surfacePotential + source).squareRoot() : max(0, zeroBias + source / (2 * zeroBias))
    let overdrive = gate - source - threshold - bodyEffect * (root - zeroBias)
    guard overdrive > 0 else { return Channel(current: 0, drainSlope: 0, sourceSlope: 0) }
    let bodySlope = root <= 0 ? 0 : bodyEffect / (2 * (isAbove ? root : zeroBias))
    let across = drain - source
    let modulated = gain * (1 + channelModulation * across)
    if overdrive <= across {
      let current = modulated * overdrive * overdrive / 2
      let transconductance = modulated * overdrive
      let output = gain * channelModulation * overdrive * overdrive / 2
      return Channel(current: current, drainSlope: output, sourceSlope: output + transconductance * (1 + bodySlope))
    }
    let current = modulated * across * (overdrive - across / 2)
    let transconductance = modulated * across
    let output = modulated * (overdrive - across) + channelModulation * gain * across * (overdrive - across / 2)
    return Channel(current: current, drainSlope: output, sourceSlope: output + transconductance * (1 + bodySlope))
  }

  /// What the junction of a node leaks to the bulk at a voltage, A, and its derivative, S.
  @inline(__always) func leakage(_ voltage: Double) -> (current: Double, slope: Double) {
    let conduction = minimumConductance * voltage
    guard voltage < 3 * Self.thermalVoltage else { return (conduction + saturationCurrent, minimumConductance) }
    let factor = exp(min(-voltage / Self.thermalVoltage, 700))
    return (
      conduction + saturationCurrent * (1 - factor), minimumConductance + saturationCurrent * factor / Self.thermalVoltage
    )
  }
}

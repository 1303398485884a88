import CrossbarPrimitives
import Foundation
import Netlisting

/// An nMOS of SPICE level 1 (Shichman and Hodges) with its bulk at ground, with ngspice's equations at one temperature.
///
/// Charges are neglected: a card without capacitances has only Meyer's channel charge, of a few femtofarads.
package struct CompiledTransistor: Sendable, Hashable {
  /// kp W/L, A/V².
  let gain: Double
  /// Threshold voltage at zero source-bulk voltage, V.
  let threshold: Double
  /// Body effect coefficient, √V.
  let bodyEffect: Double
  /// Surface potential, V.
  let surfacePotential: Double
  /// Channel-length modulation, 1/V.
  let lengthModulation: Double
  /// Saturation current of each junction, drain and source to bulk, A.
  let saturationCurrent: Double
  /// k T / q of the junctions, V.
  let thermalVoltage: Double

  /// ngspice's minimum conductance across each junction, S; not multiplied where transistors are lumped.
  static let minimumConductance = 1e-12

  /// A transistor that never conducts, in place of one that is not there.
  package static let absent = CompiledTransistor()

  /// The compliance of a source: with its gate at `limiterGate` it carries up to a current with less than 10 mV across, and
  /// never more, in both directions; with the gate at `openGate` it is next to nothing.
  /// - Parameter limit: A, above 0.
  package static func limiter(_ limit: Double) -> CompiledTransistor {
    CompiledTransistor(gain: 2 * limit / (limiterGate * limiterGate))
  }

  /// Gate voltages of a limiter that limits, and of one that is switched off, V.
  package static let limiterGate = 0.01
  package static let openGate = 10.0

  /// The square law alone, with a threshold of 0 V.
  private init(gain: Double) {
    (self.gain, threshold, bodyEffect, surfacePotential, lengthModulation, saturationCurrent) = (gain, 0, 0, 1, 0, 0)
    thermalVoltage = Silicon(.nominal).thermalVoltage
  }

  private init() {
    (gain, threshold, bodyEffect, surfacePotential, lengthModulation, saturationCurrent) = (0, 1, 0, 1, 0, 0)
    thermalVoltage = Silicon(.nominal).thermalVoltage
  }

  /// Reads a model card.
  /// - Parameters:
  ///   - width: of the channel, m.
  ///   - length: of the channel, m.
  ///   - temperature: of the transistor; the card's values were measured at its `tnom`.
  /// - Throws: `CompilationRefusal` for the first parameter that is unknown or has a value out of range, for a type
  ///   other than nmos, or a level other than 1; for a temperature at which the surface potential is not above 0.
  package init(
    _ card: ModelCard, width: Double, length: Double, temperature: Temperature = .nominal
  ) throws(CompilationRefusal) {
    func refuse(_ place: String, _ reason: String) -> CompilationRefusal {
      CompilationRefusal(device: card.name, place: place, reason: reason)
    }
    guard card.type.lowercased() == "nmos" else { throw refuse(card.type, "allowed is the type nmos") }
    // Defaults of ngspice's level 1.
    var values = [
      "level": 1, "vto": 0, "kp": 2e-5, "gamma": 0, "phi": 0.6, "lambda": 0, "is": 1e-14, "tnom": Temperature.nominal.celsius,
    ]
    for parameter in card.parameters {
      let name = parameter.name.lowercased() == "vt0" ? "vto" : parameter.name.lowercased()
      guard values.updateValue(parameter.value, forKey: name) != nil else {
        throw refuse(parameter.name, "allowed are level, vto, kp, gamma, phi, lambda, is and tnom")
      }
      if !parameter.value.isFinite { throw refuse(parameter.name, "its value is \(parameter.value)") }
      if name == "level", parameter.value != 1 { throw refuse(parameter.name, "it is \(parameter.value); allowed is 1") }
      if name == "phi" || name == "kp", !(parameter.value > 0) {
        throw refuse(parameter.name, "it is \(parameter.value); it must be above 0")
      }
      if ["gamma", "lambda", "is"].contains(name), parameter.value < 0 {
        throw refuse(parameter.name, "it is \(parameter.value); it must not be negative")
      }
      if name == "tnom", !(parameter.value > Temperature.absoluteZero) {
        throw refuse(parameter.name, "it is \(parameter.value) C; it must be above \(Temperature.absoluteZero) C")
      }
    }
    guard width > 0, length > 0, (width / length).isFinite else {
      throw refuse("w, l", "width \(width) m and length \(length) m must be above 0")
    }
    func value(_ name: String) -> Double { values[name] ?? 0 }
    let (nominal, actual) = (Silicon(.celsius(value("tnom"))), Silicon(temperature))
    let (phi, gamma) = (value("phi"), value("gamma"))
    bodyEffect = gamma
    lengthModulation = value("lambda")
    thermalVoltage = actual.thermalVoltage
    guard nominal.kelvin != actual.kelvin else {
      // Nothing is rounded where nothing changes.
      gain = value("kp") * (width / length)
      (threshold, surfacePotential, saturationCurrent) = (value("vto"), phi, value("is"))
      return
    }
    let ratio = actual.kelvin / nominal.kelvin
    let potential = ratio * (phi - nominal.potentialShift) + actual.potentialShift
    guard potential > 0 else {
      throw refuse(
        "phi",
        "the surface potential of \(phi) V at \(Temperature.celsius(value("tnom"))) is \(SpiceNumber.shortest((potential * 1e3).rounded() / 1e3)) V at \(temperature); it must be above 0"
      )
    }
    // The mobility falls with the temperature's power 3/2.
    gain = value("kp") / (ratio * ratio.squareRoot()) * (width / length)
    surfacePotential = potential
    threshold =
      value("vto") - gamma * phi.squareRoot() + 0.5 * (nominal.gap - actual.gap) + 0.5 * (potential - phi)
      + gamma * potential.squareRoot()
    saturationCurrent = value("is") * exp(nominal.gap / nominal.thermalVoltage - actual.gap / actual.thermalVoltage)
  }

  /// What ngspice's level 1 knows of silicon at a temperature (mos1temp.c, after Vladimirescu and Liu), with ngspice's
  /// constants (CODATA 2014).
  private struct Silicon {
    /// K.
    let kelvin: Double
    /// k T / q, V.
    let thermalVoltage: Double
    /// Band gap, eV.
    let gap: Double
    /// What the surface potential gains besides growing in proportion with the temperature, V: the intrinsic density's
    /// doing, 0 at 27 °C.
    let potentialShift: Double

    init(_ temperature: Temperature) {
      let boltzmann = 1.38064852e-23 / 1.6021766208e-19
      let reference = Temperature.nominal.kelvin
      kelvin = temperature.kelvin
      thermalVoltage = boltzmann * kelvin
      gap = 1.16 - 7.02e-4 * kelvin * kelvin / (kelvin + 1108)
      let exponent = 1.1150877 / (2 * boltzmann * reference) - gap / (2 * thermalVoltage)
      potentialShift = -2 * thermalVoltage * (1.5 * log(kelvin / reference) + exponent)
    }
  }

  /// The same transistor with another threshold and gain. Junctions stay those of the nominal one: the column's others are.
  /// - Parameters:
  ///   - shift: added to the threshold voltage, V.
  ///   - factor: of the gain, above 0.
  package func deviating(threshold shift: Double, gain factor: Double) -> CompiledTransistor {
    CompiledTransistor(self, gain: gain * factor, threshold: threshold + shift)
  }

  private init(_ other: CompiledTransistor, gain: Double, threshold: Double) {
    (self.gain, self.threshold) = (gain, threshold)
    (bodyEffect, surfacePotential) = (other.bodyEffect, other.surfacePotential)
    (lengthModulation, saturationCurrent) = (other.lengthModulation, other.saturationCurrent)
    thermalVoltage = other.thermalVoltage
  }

  /// Whether the channel conducts with the gate at ground and drain or source at this voltage, V.
  func leaks(from line: Double) -> Bool {
    let root = surfacePotential.squareRoot()
    let widened = line >= 0 ? (surfacePotential + line).squareRoot() : max(root + line / (2 * root), 0)
    return -line > threshold + bodyEffect * (widened - root)
  }
}

/// The transistors of eight cells, one per lane.
struct TransistorLanes {
  /// As in `CompiledTransistor`, whose units apply.
  var gain = all(1)
  var threshold = all(1)
  var bodyEffect = all(0)
  var surfacePotential = all(1)
  var rootOfPotential = all(1)
  /// Slope of √(surface potential + bias) at zero bias, 1/√V.
  var slopeAtZero = all(0.5)
  var lengthModulation = all(0)
  var saturationCurrent = all(0)
  /// q / (k T), 1/V; and the bias from which a junction counts as blocking, V.
  var inverseThermalVoltage = all(0)
  var blockingVoltage = all(0)

  mutating func set(_ lane: Int, _ transistor: CompiledTransistor) {
    gain[lane] = transistor.gain
    threshold[lane] = transistor.threshold
    bodyEffect[lane] = transistor.bodyEffect
    surfacePotential[lane] = transistor.surfacePotential
    rootOfPotential[lane] = transistor.surfacePotential.squareRoot()
    slopeAtZero[lane] = 0.5 / transistor.surfacePotential.squareRoot()
    lengthModulation[lane] = transistor.lengthModulation
    saturationCurrent[lane] = transistor.saturationCurrent
    inverseThermalVoltage[lane] = 1 / transistor.thermalVoltage
    blockingVoltage[lane] = 3 * transistor.thermalVoltage
  }

  /// The channel's current and what its derivatives need (ngspice's mos1load.c, after Vladimirescu and Liu, "The
  /// Simulation of MOS Integrated Circuits Using SPICE2", 1980). If the drain is below the source, the two change
  /// roles.
  struct Channel {
    /// From drain to source, A.
    var current: Lanes
    fileprivate var isReversed: LaneMask
    fileprivate var low: Lanes
    /// The root in the body effect, and the straight line that replaces it where the junction is forward biased.
    fileprivate var root: Lanes
    fileprivate var line: Lanes
    fileprivate var overdrive: Lanes
    fileprivate var modulated: Lanes
    /// The voltage across the channel, or in saturation the overdrive.
    fileprivate var effective: Lanes
    fileprivate var charge: Lanes
  }

  @inline(__always)
  func channel(drain: Lanes, gate: Lanes, source: Lanes) -> Channel {
    let isReversed = drain .< source
    let high = select(isReversed, source, drain)
    let low = select(isReversed, drain, source)
    let line = rootOfPotential + slopeAtZero * low
    let root = squareRoot(larger(surfacePotential + low, surfacePotential))
    let widened = select(low .< all(0), larger(line, all(0)), root)
    let overdrive = larger(gate - low - (threshold + bodyEffect * (widened - rootOfPotential)), all(0))
    let across = high - low
    let modulated = gain * (1.0 + lengthModulation * across)
    let effective = smaller(overdrive, across)
    let charge = effective * (overdrive - 0.5 * effective)
    let current = modulated * charge
    return Channel(
      current: select(isReversed, -current, current), isReversed: isReversed, low: low, root: root, line: line,
      overdrive: overdrive, modulated: modulated, effective: effective, charge: charge)
  }

  /// Derivatives of a channel's current with respect to the voltages against the bulk, S.
  struct Conductances {
    var byDrain: Lanes
    var bySource: Lanes
    var byGate: Lanes
  }

  @inline(__always)
  func conductances(_ channel: Channel) -> Conductances {
    let lineSlope = select(channel.line .< all(0), all(0), slopeAtZero)
    let slope = select(channel.low .< all(0), lineSlope, 0.5 / channel.root)
    let byGate = channel.modulated * channel.effective
    let byHigh =
      lengthModulation * gain * channel.charge + channel.modulated * (channel.overdrive - channel.effective)
    let byLow = -byGate * (1.0 + bodyEffect * slope) - byHigh
    return Conductances(
      byDrain: select(channel.isReversed, -byLow, byHigh), bySource: select(channel.isReversed, -byHigh, byLow),
      byGate: select(channel.isReversed, -byGate, byGate))
  }

  /// The current from a node through a number of junctions into the bulk, A.
  ///
  /// Below -3 kT/q of forward bias ngspice takes the saturation current for the whole.
  /// - Parameter leakage: ngspice's minimum conductance, once for each transistor however many it stands for, S.
  @inline(__always)
  func junctions(_ count: Lanes, leakage: Lanes, at voltage: Lanes) -> Lanes {
    let saturation = saturationCurrent * count
    let isBlocking = voltage .>= blockingVoltage
    let blocked = saturation + leakage * voltage
    if Swift.all(isBlocking) { return blocked }
    let growth = coarseExponential(-inverseThermalVoltage * voltage)
    return select(isBlocking, blocked, blocked - saturation * growth)
  }

  /// Its derivative, S, from the current: what that is short of a blocking junction's grows with the exponential.
  @inline(__always)
  func junctionConductance(_ count: Lanes, leakage: Lanes, at voltage: Lanes, _ current: Lanes) -> Lanes {
    let short = saturationCurrent * count + leakage * voltage - current
    return leakage + inverseThermalVoltage * short
  }
}

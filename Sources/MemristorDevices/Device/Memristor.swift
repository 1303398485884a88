import CrossbarPrimitives
import Netlisting

/// One individual device: a kind, and the values of its parameters.
///
/// It has no state; that belongs to the cell or the simulation, and is passed as a fraction from 0 (HRS) to 1 (LRS).
/// Drawn by `MemristorDevice.draw`:
///
///     let cell = device.draw(seed: 1, index: 0)
///     let current = cell.current(at: .volts(0.1), state: 1)
public struct Memristor: Hashable, Sendable {
  /// The kind, shared by all devices of it.
  public let device: MemristorDevice
  /// In the order of `device.parameters`, in their units.
  public var values: [Double]

  init(device: MemristorDevice, values: [Double]) {
    self.device = device
    self.values = values
  }

  /// The parameter with a role, in SI units; nil if the device has none. Setting it then has no effect.
  public subscript(role: DeviceRole) -> Double? {
    get { device.index(of: role).map { values[$0] } }
    set { if let index = device.index(of: role), let newValue { values[index] = newValue } }
  }

  /// Nil where V_SET is no parameter but follows from the equations.
  public var setVoltage: Voltage? { self[.setVoltage].map { .volts($0) } }
  /// Magnitude; nil where V_RESET is no parameter but follows from the equations.
  public var resetVoltage: Voltage? { self[.resetVoltage].map { .volts($0) } }
  /// With the full filament: the parameter, or else what the equations give at the read voltage.
  public var lowResistance: Resistance { self[.lowResistance].map { .ohms($0) } ?? resistance(state: 1) }
  /// Without a filament: the parameter, or else what the equations give at the read voltage.
  public var highResistance: Resistance { self[.highResistance].map { .ohms($0) } ?? resistance(state: 0) }

  /// The device as an instance of its subcircuit.
  ///
  /// - Parameters:
  ///   - state: initial state, 0 (HRS) to 1 (LRS).
  ///   - isHeld: whether the state stays there: cheaper, and suited to operating points.
  ///   - setTerminal: the node from which a positive voltage SETs, in a 1T1R cell the bit line's side.
  public func instance(state: Double, isHeld: Bool = false, from setTerminal: Node, to other: Node) -> Element.Kind {
    .subcircuit(
      device.isSetTerminalFirst ? [setTerminal, other] : [other, setTerminal],
      name: (isHeld ? device.heldEquations : device.equations).name,
      parameters: zip(device.parameters, values).map { .init($0.name, $1) }
        + [.init(device.memory.initial, device.memory.value(at: state))])
  }

  /// The values of `device.drawnColumns`, in the same order and in SI units.
  public var drawnValues: [Double] {
    zip(device.parameters, values).filter { $0.0.distribution != nil }.map(\.1)
  }

  /// This device as one that always has its filament; nil where the equations cannot express it.
  public var stuckOn: Memristor? { device.description.stuckOn.map(with) }
  /// This device as one that never forms a filament; nil where the equations cannot express it.
  public var stuckOff: Memristor? { device.description.stuckOff.map(with) }

  private func with(_ changes: [String: Double]) -> Memristor {
    var changed = self
    for (name, value) in changes {
      if let index = device.description.index(of: name) { changed.values[index] = value }
    }
    return changed
  }

  /// The current with the state held, by the subcircuit's own equations and without a simulator.
  ///
  /// - Parameters:
  ///   - voltage: from the terminal that a SET drives to the other one; the current flows the same way.
  ///   - state: 0 (HRS) to 1 (LRS).
  /// - Returns: not a number where the equations give no current.
  public func current(at voltage: Voltage, state: Double) -> Current {
    let given =
      zip(device.parameters, values).map { (name: $0.name, value: $1) }
      + [(name: device.memory.initial, value: device.memory.value(at: state))]
    return .amperes(
      TwoTerminalModel.heldCurrent(
        of: device.heldEquations, isSetTerminalFirst: device.isSetTerminalFirst, at: voltage.si, given: given))
  }

  /// V/I at the device's read voltage; infinite without a current.
  /// - Parameter state: 0 (HRS) to 1 (LRS).
  public func resistance(state: Double) -> Resistance {
    let current = current(at: device.readVoltage, state: state)
    return current > .zero ? device.readVoltage / current : .ohms(.infinity)
  }

  /// Smallest change of state that can flip a bit; smaller ones are within a solver's error.
  public static let resolution = 1e-6

  /// Whether a change of state takes the memristor's resistance, without transistor and wires, across a threshold.
  public func isFlipped(from before: Double, to after: Double, threshold: Resistance) -> Bool {
    abs(after - before) > Self.resolution && (resistance(state: before) < threshold) != (resistance(state: after) < threshold)
  }
}

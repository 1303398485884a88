import CrossbarPrimitives
import Netlisting

/// One device: the values of its parameters.
public struct Memristor: Hashable, Sendable {
  public let device: MemristorDevice
  /// In the order of the device's parameters.
  public var values: [Double]

  init(device: MemristorDevice, values: [Double]) {
    self.device = device
    self.values = values
  }

  /// The parameter that plays a role; nil for a device that has none.
  public subscript(role: DeviceRole) -> Double? {
    get { device.index(of: role).map { values[$0] } }
    set { if let index = device.index(of: role), let newValue { values[index] = newValue } }
  }

  /// The voltage that SETs it, where that is one of its parameters.
  public var setVoltage: Voltage? { self[.setVoltage].map { .volts($0) } }
  /// The magnitude of the voltage that RESETs it, where that is one of its parameters.
  public var resetVoltage: Voltage? { self[.resetVoltage].map { .volts($0) } }
  /// With the full filament: a parameter, or what its equations give at the read voltage.
  public var lowResistance: Resistance { self[.lowResistance].map { .ohms($0) } ?? resistance(state: 1) }
  /// Without a filament.
  public var highResistance: Resistance { self[.highResistance].map { .ohms($0) } ?? resistance(state: 0) }

  /// An instance between the bit line's side and the other, starting from a state of 0 (HRS) to 1 (LRS).
  /// - Parameter isHeld: whether it stays there: cheaper, and fit for operating points.
  public func instance(state: Double, isHeld: Bool = false, from setTerminal: Node, to other: Node) -> Element.Kind {
    .subcircuit(
      device.isSetTerminalFirst ? [setTerminal, other] : [other, setTerminal],
      name: (isHeld ? device.heldEquations : device.equations).name,
      parameters: zip(device.parameters, values).map { .init($0.name, $1) }
        + [.init(device.memory.initial, device.memory.value(at: state))])
  }

  /// The values of the device's `drawnColumns`, in SI units.
  public var drawnValues: [Double] {
    zip(device.parameters, values).filter { $0.0.distribution != nil }.map(\.1)
  }

  /// The device as one that always has its filament, or never has one; nil where its equations cannot say it.
  public var stuckOn: Memristor? { device.description.stuckOn.map(with) }
  public var stuckOff: Memristor? { device.description.stuckOff.map(with) }

  private func with(_ changes: [String: Double]) -> Memristor {
    var changed = self
    for (name, value) in changes {
      if let index = device.description.index(of: name) { changed.values[index] = value }
    }
    return changed
  }

  /// The current at a voltage from the terminal that a SET drives to the other, with the state held: of the equations as they
  /// stand in the subcircuit.
  /// - Parameter state: 0 (HRS) to 1 (LRS).
  public func current(at voltage: Voltage, state: Double) -> Current {
    let equations = device.heldEquations
    var given = Dictionary(
      zip(device.parameters, values).map { ($0.name.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
    given[device.memory.initial.lowercased()] = device.memory.value(at: state)
    let isFirst = device.isSetTerminalFirst
    let across = isFirst ? voltage.si : -voltage.si
    let current = equations.current(at: across, parameters: given) ?? .nan
    return .amperes(isFirst ? current : -current)
  }

  /// At the device's read voltage.
  /// - Parameter state: 0 (HRS) to 1 (LRS).
  public func resistance(state: Double) -> Resistance {
    let current = current(at: device.readVoltage, state: state)
    return current > .zero ? device.readVoltage / current : .ohms(.infinity)
  }

  /// No bit turns with a state that has moved by less than this: solvers resolve no less.
  public static let resolution = 1e-6

  /// Whether a state moved so far that the memristor alone is on the other side of a threshold.
  public func isFlipped(from before: Double, to after: Double, threshold: Resistance) -> Bool {
    abs(after - before) > Self.resolution && (resistance(state: before) < threshold) != (resistance(state: after) < threshold)
  }
}

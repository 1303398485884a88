import CompiledDevices
import CrossbarPrimitives
import Netlisting

/// A kind of selector: a two-terminal device in series with a memristor, which conducts where its cell is selected.
///
/// Its folder in `models/` is like a memristor's, with `kind: selector` in the description. It may have no state, as an
/// exponential selector, or be off and on, as a threshold selector. Individual selectors are `Selector`s.
public final class SelectorDevice: Sendable {
  /// Its parameters, states and thresholds, as the folder's YAML file has them.
  public let description: DeviceDescription
  /// The user's equations, followed by the form whose states are held.
  public let library: ModelLibrary
  /// The parsed subcircuit, and its form with held states.
  public let equations, heldEquations: SubcircuitDefinition
  /// Whether the subcircuit's first terminal faces the side that a SET drives.
  let isSetTerminalFirst: Bool
  /// The compiled equations, or the reason why they cannot be compiled.
  package let compiled: Result<CompiledDevice, CompilationRefusal>
  private let scores: CorrelatedScores

  /// The names of the built-in selectors, in alphabetical order.
  public static let names = ["selector-exponential", "selector-threshold"]

  /// A selector by the name of a built-in one, by its folder, or by the file of its description, as `MemristorDevice`.
  ///
  /// - Throws: `DeviceError`, or `NetlistError` for equations that do not describe a device.
  public convenience init(_ nameOrPath: String) throws {
    let found = try MemristorDevice.found(nameOrPath, .selector)
    try self.init(found.value, equations: found.equations())
  }

  /// - Throws: as `init(_:)`.
  init(_ description: DeviceDescription, equations: ModelLibrary) throws {
    let model = try TwoTerminalModel(description, equations: equations)
    self.description = description
    (library, self.equations, heldEquations) = (model.library, model.equations, model.heldEquations)
    (isSetTerminalFirst, compiled) = (model.isSetTerminalFirst, model.compiled)
    scores = CorrelatedScores(description)
    let median = Selector(device: self, values: description.parameters.map(\.median))
    if median.current(at: description.readVoltage, isOn: false).si.isNaN { throw model.currentOfNoVoltage }
  }

  /// That of the description, for messages and records.
  public var name: String { description.name }

  /// What it is on or off by; nil for a selector that always follows one curve.
  public var state: DeviceState? { description.states.first }

  /// The files that a name or path stands for, as `MemristorDevice.files`.
  public static func files(_ nameOrPath: String) -> [String] { MemristorDevice.files(nameOrPath) }

  /// The selector with every parameter at its median.
  public func median() -> Selector { Selector(device: self, values: description.parameters.map(\.median)) }

  /// Draws selector number `index`. The result depends on seed and index alone.
  public func draw(seed: UInt64, index: Int) -> Selector {
    Selector(
      device: self,
      values: zip(description.parameters, scores.scores(seed, "selector", index)).map { $0.value(standardScore: $1) })
  }
}

extension SelectorDevice: Hashable {
  public static func == (left: SelectorDevice, right: SelectorDevice) -> Bool {
    left === right || (left.description == right.description && left.library.text == right.library.text)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// One individual selector: a kind, and the values of its parameters. Whether it is on belongs to the cell or simulation.
public struct Selector: Hashable, Sendable {
  /// The kind, shared by all selectors of it.
  public let device: SelectorDevice
  /// In the order of the description's parameters, in their units.
  public var values: [Double]

  init(device: SelectorDevice, values: [Double]) { (self.device, self.values) = (device, values) }

  /// Magnitude of the voltage at which it turns on; nil for a selector without states.
  public var thresholdVoltage: Voltage? { value(device.description.switching?.on) }
  /// Magnitude of the voltage below which it turns off again; nil for a selector without states.
  public var holdVoltage: Voltage? { value(device.description.switching?.hold) }

  private func value(_ name: String?) -> Voltage? { name.flatMap(device.description.index).map { .volts(values[$0]) } }

  /// What an instance sets: the parameters and, for a selector with states, the state.
  private func parameters(isOn: Bool) -> [(name: String, value: Double)] {
    zip(device.description.parameters, values).map { ($0.name, $1) }
      + (device.state.map { [($0.initial, $0.value(at: isOn ? 1 : 0))] } ?? [])
  }

  /// The selector as an instance of its subcircuit.
  ///
  /// - Parameters:
  ///   - isOn: its state at the start; no matter for a selector without states.
  ///   - isHeld: whether the state stays there, as in operating points.
  ///   - setSide: the node towards the side that a SET drives.
  public func instance(isOn: Bool, isHeld: Bool, from setSide: Node, to other: Node) -> Element.Kind {
    .subcircuit(
      device.isSetTerminalFirst ? [setSide, other] : [other, setSide],
      name: (isHeld ? device.heldEquations : device.equations).name,
      parameters: parameters(isOn: isOn).map { .init($0.name, $0.value) })
  }

  /// The current with the state held, by the subcircuit's own equations and without a simulator.
  ///
  /// - Returns: not a number where the equations give no current.
  public func current(at voltage: Voltage, isOn: Bool) -> Current {
    .amperes(
      TwoTerminalModel.heldCurrent(
        of: device.heldEquations, isSetTerminalFirst: device.isSetTerminalFirst, at: voltage.si, given: parameters(isOn: isOn)))
  }

  /// Initial values of the compiled selector's states; empty for one without states or that cannot be compiled.
  package func compiledStates(isOn: Bool) -> [Double] {
    guard let state = device.state, let compiled = try? device.compiled.get() else { return [] }
    // A single state needs no initial values from the equations.
    if compiled.stateCount == 1 { return [state.value(at: isOn ? 1 : 0)] }
    var states = compiled.initialStates(parameters: values)
    if let index = compiled.equations.states.firstIndex(where: { $0.lowercased() == state.node.lowercased() }) {
      states[index] = state.value(at: isOn ? 1 : 0)
    }
    return states
  }
}

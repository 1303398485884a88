import CompiledDevices
import Netlisting

/// A description joined with its equations, checked to fit each other: what memristors and selectors have in common.
struct TwoTerminalModel {
  /// The parsed subcircuit, and its form with held states.
  let equations, heldEquations: SubcircuitDefinition
  /// The user's equations, followed by the form whose states are held.
  let library: ModelLibrary
  /// Whether the subcircuit's first terminal is the one that a SET drives.
  let isSetTerminalFirst: Bool
  /// The equations as native code, whose first terminal is the one that a SET drives and whose cells may differ in every
  /// parameter of the description; or the reason why they cannot be compiled. Such devices run in ngspice.
  let compiled: Result<CompiledDevice, CompilationRefusal>

  /// - Throws: `DeviceError.model` where description and equations do not match, `NetlistError` for equations that are
  ///   not those of a behavioural two-terminal device.
  init(_ description: DeviceDescription, equations library: ModelLibrary) throws {
    func refuse(_ reason: String) -> DeviceError { .model(source: library.source, reason: reason) }
    guard let subcircuit = library.subcircuits[description.subcircuit.lowercased()] else {
      throw refuse("it does not define the subcircuit '\(description.subcircuit)'")
    }
    guard subcircuit.terminals.count == 2 else {
      throw refuse("'\(description.subcircuit)' has \(subcircuit.terminals.count) terminals, expected two")
    }
    let setTerminal = (description.setTerminal.isEmpty ? subcircuit.terminals[0] : description.setTerminal).lowercased()
    guard subcircuit.terminals.contains(where: { $0.lowercased() == setTerminal }) else {
      throw refuse("'\(description.subcircuit)' has no terminal '\(description.setTerminal)' that a SET would drive")
    }
    let named =
      description.parameters.map(\.name) + description.states.map(\.initial)
      + [description.ambientTemperature?.parameter].compactMap { $0 }
    for parameter in named where !subcircuit.parameters.contains(parameter.lowercased()) {
      throw refuse("'\(description.subcircuit)' has no parameter '\(parameter)'")
    }
    (equations, heldEquations, self.library) = try library.withHeldForm(
      of: description.subcircuit,
      comment: "The same current with the state held: for operating points, and for cells that see no write voltage.")
    for state in description.states
    where !equations.cards.contains(where: { $0.isCapacitor(of: state.node) }) {
      throw refuse("'\(description.subcircuit)' has no state '\(state.node)': an inner node with a capacitor to ground")
    }
    isSetTerminalFirst = equations.terminals[0].name.lowercased() == setTerminal
    var definition = equations
    if !isSetTerminalFirst { definition.terminals.reverse() }
    do {
      compiled = .success(
        CompiledDevice(try DeviceEquations(definition, cellParameters: description.parameters.map(\.name))))
    } catch { compiled = .failure(error) }
  }

  /// The current with the states held, from the terminal that a SET drives to the other, A; not a number where the equations
  /// give none.
  /// - Parameter given: values of the subcircuit's parameters, by name.
  static func heldCurrent(
    of equations: SubcircuitDefinition, isSetTerminalFirst isFirst: Bool, at voltage: Double,
    given: [(name: String, value: Double)]
  ) -> Double {
    let given = Dictionary(given.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { _, last in last })
    let current = equations.current(at: isFirst ? voltage : -voltage, parameters: given) ?? .nan
    return isFirst ? current : -current
  }

  /// For equations whose `heldCurrent` is not a number.
  var currentOfNoVoltage: DeviceError {
    .model(
      source: library.source,
      reason: "the current of '\(equations.name)' does not follow from the voltage between its terminals alone: no element may "
        + "join a terminal to another node, and no formula read a terminal's voltage by itself")
  }
}

extension Card {
  fileprivate func isCapacitor(of node: String) -> Bool {
    if case .capacitor(let plus, .ground, _, _) = kind { plus.name.lowercased() == node.lowercased() } else { false }
  }
}

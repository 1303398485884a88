import Netlisting

/// The equations of a two-terminal device, read from its subcircuit: a current that depends on the voltage across it
/// and on states, and the rates of the states. The first step of compilation; `CompiledDevice` is the second.
///
/// A state is the voltage of an inner node with a capacitor to ground. Its rate is the sum of the currents into the
/// node divided by the capacitance. Inner voltages given by formulas are substituted wherever they are used. The order
/// of the subcircuit's lines, letter case and the names of inner nodes do not change the results.
package struct DeviceEquations: Sendable {
  /// The names of the states' nodes, in the order of every array of states.
  package let states: [String]
  /// The parameters that differ from cell to cell, in the order of every array of parameters.
  package let cellParameters: [String]
  /// The subcircuit's name, for messages.
  let device: String
  /// All formulas; the numbers below are its nodes.
  let graph: ExpressionGraph
  /// Node of the current from the first terminal to the second, A.
  let current: Int
  /// Node of each state's rate, V/s.
  let rates: [Int]
  /// Node of each state's initial value, V; a function of parameters only.
  let initialStates: [Int]

  /// Most states of a device. With more the step's matrix would need a general elimination.
  static let mostStates = 3
  /// Most nodes of a graph. A program has about as many registers, which should not outgrow the processor's caches by
  /// far.
  static let mostNodes = 2500

  /// - Parameters:
  ///   - definition: the device's subcircuit, with two terminals.
  ///   - states: names of the states' nodes, in the order wanted; nil for the order of their capacitors.
  ///   - cellParameters: names of the subcircuit's parameters that differ from cell to cell, in the order of their values.
  ///   - constants: other parameters whose values differ from the defaults, by name, in SI units.
  /// - Throws: `CompilationRefusal` with the first element, node, parameter or function that is not part of a
  ///   two-terminal device with explicit equations.
  package init(
    _ definition: SubcircuitDefinition, cellParameters: [String], states: [String]? = nil, constants: [String: Double] = [:]
  ) throws(CompilationRefusal) {
    var reader = try EquationReader(definition, cellParameters: cellParameters, states: states, constants: constants)
    (current, rates, initialStates) = try reader.equations()
    self.states = reader.states.map(\.name)
    self.cellParameters = cellParameters
    device = definition.name
    graph = reader.graph
  }
}

/// Why a device or transistor cannot be compiled: it has something that the compiled simulator does not reproduce
/// exactly. ngspice may still simulate it.
public struct CompilationRefusal: Error, Hashable, CustomStringConvertible {
  /// Name of the subcircuit or model card.
  public let device: String
  /// The element, node, parameter or function that is not supported.
  public let place: String
  /// What is wrong there, and what is allowed, as part of a sentence.
  public let reason: String

  /// All three are parts of the message, in this order with colons between them.
  public init(device: String, place: String, reason: String) {
    self.device = device
    self.place = place
    self.reason = reason
  }

  public var description: String { "\(device): \(place): \(reason)" }
}

import Netlisting

/// The equations of a two-terminal device, read from its subcircuit: a current that depends on the voltage across it and
/// on states, and the rates of the states.
///
/// A state is the voltage of an inner node with a capacitor to ground; its rate is the sum of the currents into the node
/// over the capacitance. Voltages that formulas give to inner nodes are put in wherever they are used. The order of the
/// subcircuit's lines, letter case and the names of inner nodes make no difference to the results.
public struct DeviceEquations: Sendable {
  /// The names of the states' nodes, in the order of every array of states.
  public let states: [String]
  /// The parameters that differ from cell to cell, in the order of every array of parameters.
  public let cellParameters: [String]
  let device: String
  let graph: ExpressionGraph
  /// From the first terminal to the second, A.
  let current: Int
  /// V/s, each.
  let rates: [Int]
  let initialStates: [Int]

  /// Beyond this many the step's matrix would need a general elimination.
  static let mostStates = 3
  /// A program's registers, of a size with the nodes, should not outgrow the processor's nearer memory by far.
  static let mostNodes = 2500

  /// - Parameters:
  ///   - states: names of the states' nodes, in the order wanted; nil for the order of their capacitors.
  ///   - cellParameters: names of the subcircuit's parameters that differ from cell to cell, in the order of their values.
  ///   - constants: other parameters that are given values other than the defaults, SI units.
  /// - Throws: the first element, node, parameter or function that is beyond a device of two terminals whose equations
  ///   are explicit.
  public init(
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

/// Why a device cannot be compiled: it is beyond what the compiled simulator reproduces exactly.
public struct CompilationRefusal: Error, Hashable, CustomStringConvertible {
  /// The subcircuit or model card.
  public let device: String
  /// The element, node, parameter or function in it.
  public let place: String
  public let reason: String

  public init(device: String, place: String, reason: String) {
    self.device = device
    self.place = place
    self.reason = reason
  }

  public var description: String { "\(device): \(place): \(reason)" }
}

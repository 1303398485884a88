/// A device's equations as programs that evaluate eight cells at once, with derivatives.
///
/// It is made once per device and shared: `CellIntegrator` runs pulses with it, `makeLanes()` gives evaluators of held
/// cells.
///
/// It is immutable and may be shared between threads. Cells differ in states and parameters only.
package final class CompiledDevice: Sendable {
  /// The equations it was made from, which name its states and parameters.
  package let equations: DeviceEquations
  /// Programs of a pulse: once per cell; current and rates; their derivatives.
  let pulse: RegisterPrograms
  /// Programs of a held cell: once per cell and states; current and conductance.
  let held: RegisterPrograms
  /// Graph nodes of the derivatives.
  let outputs: DeviceOutputs

  package init(_ equations: DeviceEquations) {
    self.equations = equations
    var graph = equations.graph
    let outputs = DeviceOutputs(equations, &graph)
    let values = [equations.current] + equations.rates
    let fixed = RegisterPrograms.Stage(outputs: values + outputs.derivatives + equations.initialStates, within: .parameters)
    pulse = RegisterPrograms(graph, [fixed, .init(outputs: values), .init(outputs: outputs.derivatives)])
    let conduction = [equations.current, outputs.conductance]
    held = RegisterPrograms(
      graph, [.init(outputs: conduction, within: [.parameters, .states]), .init(outputs: conduction)])
    self.outputs = outputs
  }

  /// Number of states, at most 3.
  package var stateCount: Int { equations.states.count }

  /// Number of parameters that differ from cell to cell.
  package var parameterCount: Int { equations.cellParameters.count }

  /// The states that the capacitors' initial voltages give.
  /// - Parameter parameters: in the order of `cellParameters`; missing ones count as 0.
  /// - Returns: in the order of `states`, each in its own unit.
  package func initialStates(parameters: [Double]) -> [Double] {
    let registers = pulse.makeRegisters()
    set(parameters, in: registers)
    for stage in pulse.stages { stage.run(on: registers.start) }
    return equations.initialStates.map { registers.start[pulse.register(of: $0)][0] }
  }

  /// Current, rates and all their derivatives at a voltage and states.
  package struct Evaluation: Hashable, Sendable {
    /// Current from the first terminal to the second, A.
    package var current: Double
    /// dI/dv, S.
    package var conductance: Double
    /// dI/dy of each state y, A per unit of the state.
    package var currentByState: [Double]
    /// dy/dt of each state, its unit per second.
    package var rates: [Double]
    /// Derivative of each rate with respect to the voltage, the state's unit per V s.
    package var rateByVoltage: [Double]
    /// Derivatives of the rates with respect to the states: `rateByState[rate][state]`.
    package var rateByState: [[Double]]
  }

  /// Evaluates the equations once, as for a plot or a test. Lists that are too short are filled up with 0.
  /// - Parameters:
  ///   - voltage: of the first terminal against the second, V.
  ///   - states: in the order of the equations' states.
  ///   - parameters: in the order of their cell parameters.
  package func evaluate(voltage: Double, states: [Double], parameters: [Double]) -> Evaluation {
    let registers = pulse.makeRegisters()
    set(parameters, in: registers)
    registers.start[pulse.register(of: .voltage)] = all(voltage)
    for (index, state) in states.enumerated() { registers.start[pulse.register(of: .state(index))] = all(state) }
    for stage in pulse.stages { stage.run(on: registers.start) }
    func value(_ output: Int) -> Double { registers.start[pulse.register(of: output)][0] }
    return Evaluation(
      current: value(equations.current), conductance: value(outputs.conductance),
      currentByState: outputs.currentByState.map(value), rates: equations.rates.map(value),
      rateByVoltage: outputs.rateByVoltage.map(value), rateByState: outputs.rateByState.map { $0.map(value) })
  }

  /// Puts parameters into all lanes of the registers.
  private func set(_ parameters: [Double], in registers: LaneMemory) {
    for (index, value) in parameters.enumerated() {
      registers.start[pulse.register(of: .parameter(index))] = all(value)
    }
  }
}

/// The nodes of a device's derivatives in its graph.
struct DeviceOutputs: Sendable {
  /// Node of dI/dv; the others likewise, as in `CompiledDevice.Evaluation`.
  let conductance: Int
  let currentByState: [Int]
  let rateByVoltage: [Int]
  let rateByState: [[Int]]

  /// Adds the derivatives to the graph of the equations, with which they share what they can.
  init(_ equations: DeviceEquations, _ graph: inout ExpressionGraph) {
    let values = [equations.current] + equations.rates
    let byVoltage = graph.derivatives(of: values, by: .voltage)
    let byState = equations.states.indices.map { graph.derivatives(of: values, by: .state($0)) }
    conductance = byVoltage[0]
    rateByVoltage = Array(byVoltage.dropFirst())
    currentByState = byState.map { $0[0] }
    rateByState = equations.rates.indices.map { rate in byState.map { $0[rate + 1] } }
  }

  /// All nodes of derivatives in one list.
  var derivatives: [Int] { [conductance] + currentByState + rateByVoltage + rateByState.flatMap { $0 } }
}

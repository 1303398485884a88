import CompiledDevices
import CrossbarPrimitives
import Foundation

extension MemristorDevice {
  /// Why the equations cannot be compiled, in words; nil where they can. Such devices run in ngspice.
  public var compilationRefusal: String? {
    switch compiled {
    case .success: nil
    case .failure(let refusal): "\(refusal)"
    }
  }

  /// The fraction of the way from HRS (0) to LRS (1) in a set of compiled states.
  public func fraction(of states: [Double]) -> Double { memory.fraction(of: states[memoryIndex]) }
}

extension Memristor {
  /// Initial values of the compiled device's states; empty if the device cannot be compiled.
  ///
  /// - Parameter state: of `device.memory`, 0 (HRS) to 1 (LRS). Other states start where the equations say.
  public func compiledStates(at state: Double) -> [Double] {
    // A single state needs no initial values from the equations.
    if device.stateScales.count == 1 { return [device.memory.value(at: state)] }
    guard var states = (try? device.compiled.get())?.initialStates(parameters: values) else { return [] }
    states[device.memoryIndex] = device.memory.value(at: state)
    return states
  }

  /// Whether, by the equations, a voltage held for a time changes the state so little that the current at the read
  /// voltage changes by less than a millionth. Studies skip the simulation of such rests.
  ///
  /// Linear estimate, with exponential growth where the rate grows with the state. False if the device cannot be
  /// compiled.
  public func isStill(at voltage: Voltage, state: Double, for time: Time) -> Bool {
    guard let compiled = try? device.compiled.get() else { return false }
    let states = compiledStates(at: state)
    let found = compiled.evaluate(voltage: voltage.si, states: states, parameters: values)
    let growth = found.rateByState[device.memoryIndex][device.memoryIndex]
    // A rate that grows with the state makes the change grow exponentially at first.
    let factor = growth * time.si > 1e-9 ? (Foundation.exp(min(growth * time.si, 700)) - 1) / growth : time.si
    let change = found.rates[device.memoryIndex] * factor
    // At 0 V there is no current; what counts is the change relative to a filament's conductance.
    let atRead = compiled.evaluate(voltage: device.readVoltage.si, states: states, parameters: values)
    return abs(change * atRead.currentByState[device.memoryIndex]) <= 1e-6 * abs(atRead.current)
  }
}

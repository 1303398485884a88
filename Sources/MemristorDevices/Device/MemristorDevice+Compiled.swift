import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting

extension MemristorDevice {
  /// The equations as the compiler takes them: the terminal that a SET drives first, every parameter of the description a cell's
  /// own.
  static func compile(
    _ equations: SubcircuitDefinition, _ description: DeviceDescription, isSetTerminalFirst: Bool
  ) -> Result<CompiledDevice, CompilationRefusal> {
    var definition = equations
    if !isSetTerminalFirst { definition.terminals.reverse() }
    do {
      return .success(
        CompiledDevice(try DeviceEquations(definition, cellParameters: description.parameters.map(\.name))))
    } catch { return .failure(error) }
  }

  /// How far compiled states say that the device is on its way from HRS, 0, to LRS, 1.
  public func fraction(of states: [Double]) -> Double { memory.fraction(of: states[memoryIndex]) }
}

extension Memristor {
  /// The states of the compiled device that starts at a state of 0 (HRS) to 1 (LRS); empty where it cannot be compiled.
  public func compiledStates(at state: Double) -> [Double] {
    // Of one state nothing but its own value is to be known.
    if device.stateScales.count == 1 { return [device.memory.value(at: state)] }
    guard var states = (try? device.compiled.get())?.initialStates(parameters: values) else { return [] }
    states[device.memoryIndex] = device.memory.value(at: state)
    return states
  }

  /// Whether the equations say that a voltage moves the state, and with it the current, by less than a millionth in a time; false
  /// where they cannot be compiled.
  public func isStill(at voltage: Voltage, state: Double, for time: Time) -> Bool {
    guard let compiled = try? device.compiled.get() else { return false }
    let states = compiledStates(at: state)
    let found = compiled.evaluate(voltage: voltage.si, states: states, parameters: values)
    let growth = found.rateByState[device.memoryIndex][device.memoryIndex]
    // A rate that grows with the state grows exponentially at first.
    let factor = growth * time.si > 1e-9 ? (Foundation.exp(min(growth * time.si, 700)) - 1) / growth : time.si
    let change = found.rates[device.memoryIndex] * factor
    // At 0 V there is no current; its share of a filament's conductance is what counts.
    let atRead = compiled.evaluate(voltage: device.readVoltage.si, states: states, parameters: values)
    return abs(change * atRead.currentByState[device.memoryIndex]) <= 1e-6 * abs(atRead.current)
  }
}

/// Numbers of the registers of a pulse's programs that hold a device's inputs, values and derivatives.
struct PulseRegisters: Sendable {
  let voltage: Int
  /// In the order of the device's cell parameters.
  let parameters: [Int]
  let states: [Int]
  let current: Int
  let rates: [Int]
  /// dI/dv; the derivatives that follow as in `DeviceOutputs`, the last one row by row.
  let conductance: Int
  let currentByState: [Int]
  let rateByVoltage: [Int]
  let rateByState: [Int]

  init(_ device: CompiledDevice) {
    let programs = device.pulse
    voltage = programs.register(of: .voltage)
    parameters = (0..<device.parameterCount).map { programs.register(of: .parameter($0)) }
    states = (0..<device.stateCount).map { programs.register(of: .state($0)) }
    current = programs.register(of: device.equations.current)
    rates = device.equations.rates.map { programs.register(of: $0) }
    conductance = programs.register(of: device.outputs.conductance)
    currentByState = device.outputs.currentByState.map { programs.register(of: $0) }
    rateByVoltage = device.outputs.rateByVoltage.map { programs.register(of: $0) }
    rateByState = device.outputs.rateByState.flatMap { $0 }.map { programs.register(of: $0) }
  }
}

/// Cells of one device with held states: current and conductance at a voltage, eight cells at a time.
///
/// What depends on a cell alone is computed once after it is set, not at every voltage. An instance is for one thread.
package final class HeldCells {
  private let device: CompiledDevice
  private let registers: LaneMemory
  private let voltage: Int
  private let current: Int
  private let conductance: Int
  private var isPrepared = false

  init(_ device: CompiledDevice) {
    self.device = device
    registers = device.held.makeRegisters()
    voltage = device.held.register(of: .voltage)
    current = device.held.register(of: device.equations.current)
    conductance = device.held.register(of: device.outputs.conductance)
  }

  /// Number of cells of an instance: 8.
  package static var laneCount: Int { Lanes.scalarCount }

  /// Puts a cell into a lane. Lanes that are never set have parameters and states of 0, and meaningless results.
  /// - Parameters:
  ///   - lane: 0 to 7.
  ///   - parameters: in the order of the equations' cell parameters.
  ///   - states: in the order of the equations' states, each in its own unit.
  package func set(lane: Int, parameters: [Double], states: [Double]) {
    precondition((0..<Lanes.scalarCount).contains(lane), "there are \(Lanes.scalarCount) lanes")
    for (index, value) in parameters.enumerated() {
      registers.start[device.held.register(of: .parameter(index))][lane] = value
    }
    for (index, value) in states.enumerated() { registers.start[device.held.register(of: .state(index))][lane] = value }
    isPrepared = false
  }

  /// Currents from the first terminal to the second, A, and conductances dI/dv, S, of the eight cells.
  /// - Parameter voltages: of the first terminal against the second, V.
  package func current(at voltages: SIMD8<Double>) -> (current: SIMD8<Double>, conductance: SIMD8<Double>) {
    let start = registers.start
    if !isPrepared {
      device.held.stages[0].run(on: start)
      isPrepared = true
    }
    start[voltage] = voltages
    device.held.stages[1].run(on: start)
    return (start[current], start[conductance])
  }
}

extension CompiledDevice {
  /// A new evaluator of eight cells with held states.
  package func makeLanes() -> HeldCells { HeldCells(self) }
}

import CompiledDevices
import CrossbarPrimitives
import MemristorDevices

extension CellDrive {
  /// The pulse of an operation with the corners that `RowOperation` gives to a row's circuit: rise, plateau, fall, and
  /// an edge of rest.
  /// - Parameters:
  ///   - linesAreDriven: false for cells of unselected columns, whose lines stay at 0 V.
  ///   - gateIsOpen: false for cells of unselected rows, whose gate stays at 0 V.
  init(_ operation: CellOperation, linesAreDriven: Bool, gateIsOpen: Bool) {
    let pulse = operation.pulse
    func shape(_ height: Voltage) -> [Double] { linesAreDriven ? [0, height.si, height.si, 0, 0] : [0, 0, 0, 0, 0] }
    let heights = operation.lineVoltages
    self.init(
      times: [0, pulse.edge.si, pulse.plateauEnd.si, (pulse.plateauEnd + pulse.edge).si, pulse.duration.si],
      bitLine: shape(heights.bitLine), sourceLine: shape(heights.sourceLine),
      gate: Array(repeating: gateIsOpen ? operation.wordLineVoltage.si : 0, count: 5), sampleTime: pulse.plateauEnd.si)
  }
}

extension CellResponse {
  /// The response from a finished run. Currents and voltages are 0 if the run did not reach the end of the plateau.
  init(_ run: CellRun, _ pulse: CellPulse) {
    let sample = run.sample
    self.init(
      finalState: pulse.memristor.device.fraction(of: run.states), current: .amperes(sample?.sourceLineCurrent ?? 0),
      bitLineCurrent: .amperes(sample?.bitLineCurrent ?? 0), memristorVoltage: .volts(sample?.memristorVoltage ?? 0),
      transistorVoltage: .volts(sample?.transistorVoltage ?? 0),
      largestMemristorVoltage: .volts(
        pulse.operation.kind == .reset ? -run.lowestMemristorVoltage : run.highestMemristorVoltage),
      energy: .joules(run.energy),
      stress: CellStress(
        gateSource: .volts(run.largestGateSourceVoltage), gateDrain: .volts(run.largestGateDrainVoltage),
        gateBulk: .volts(abs(pulse.operation.wordLineVoltage.si)), drainSource: .volts(run.largestDrainSourceVoltage)))
  }
}

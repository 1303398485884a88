import CompiledDevices
import CrossbarPrimitives
import MemristorDevices

extension CellDrive {
  /// The pulse of an operation, as `RowOperation` gives it to a row's circuit.
  init(_ operation: CellOperation, linesAreDriven: Bool, gateIsOpen: Bool) {
    let pulse = operation.pulse
    let amplitude = linesAreDriven ? operation.amplitude.si : 0
    let shape = [0, amplitude, amplitude, 0, 0]
    let still = [0.0, 0, 0, 0, 0]
    self.init(
      times: [0, pulse.edge.si, pulse.plateauEnd.si, (pulse.plateauEnd + pulse.edge).si, pulse.duration.si],
      bitLine: operation.kind == .reset ? still : shape, sourceLine: operation.kind == .reset ? shape : still,
      gate: Array(repeating: gateIsOpen ? operation.wordLineVoltage.si : 0, count: 5), sampleTime: pulse.plateauEnd.si)
  }
}

extension CellResponse {
  /// What a run of a pulse shows; nothing at the plateau's end where it did not come to it.
  init(_ run: CellRun, _ pulse: CellPulse) {
    let sample = run.sample
    self.init(
      finalState: pulse.memristor.device.fraction(of: run.states), current: .amperes(sample?.sourceLineCurrent ?? 0),
      bitLineCurrent: .amperes(sample?.bitLineCurrent ?? 0), memristorVoltage: .volts(sample?.memristorVoltage ?? 0),
      transistorVoltage: .volts(sample?.transistorVoltage ?? 0),
      largestMemristorVoltage: .volts(
        pulse.operation.kind == .reset ? -run.lowestMemristorVoltage : run.highestMemristorVoltage),
      energy: .joules(run.energy))
  }
}

import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Testing

/// A built-in device with the pulses and the transistor that its description brings along.
struct WrittenCells: Sendable, CustomTestStringConvertible {
  var device: String
  var write: Double
  var gate: Double
  /// Above the source line, in a RESET.
  var boost: Double
  var width: Time
  /// V; the word line then is at `readGate`.
  var read: Double
  var readGate: Double
  var threshold: Resistance
  /// Width and length of the transistor, um.
  var transistor: (width: Double, length: Double)
  var testDescription: String { device }

  static let all = [
    WrittenCells(
      device: "ag-mos2", write: 5, gate: 1.12, boost: 4, width: .milliseconds(20), read: 0.1, readGate: 5,
      threshold: .kiloohms(10), transistor: (60, 0.6)),
    WrittenCells(
      device: "sky130-hfo2", write: 2.4, gate: 1.7, boost: 2, width: .microseconds(1), read: 0.1, readGate: 2.5,
      threshold: .kiloohms(100), transistor: (7, 0.5)),
    WrittenCells(
      device: "stanford", write: 2, gate: 1.2, boost: 2, width: .milliseconds(1), read: 0.1, readGate: 3,
      threshold: .kiloohms(20), transistor: (5, 0.6)),
    WrittenCells(
      device: "vteam", write: 0.5, gate: 1.5, boost: 4, width: .microseconds(2), read: 0.01, readGate: 5,
      threshold: .ohms(300), transistor: (60, 0.6)),
    WrittenCells(
      device: "vteam-1v", write: 2, gate: 1.2, boost: 2, width: .microseconds(1), read: 0.1, readGate: 3,
      threshold: .kiloohms(100), transistor: (5, 0.6)),
    WrittenCells(
      device: "yakopcic", write: 1, gate: 2.5, boost: 4, width: .milliseconds(2), read: 0.1, readGate: 5,
      threshold: .ohms(500), transistor: (60, 0.6)),
  ]

  var pulse: PulseShape { PulseShape(width: width, edge: width / 2000) }

  func accessTransistor() throws -> AccessTransistor {
    AccessTransistor(
      model: try .fiveVolt(), width: .micrometers(transistor.width), length: .micrometers(transistor.length))
  }

  var wires: Wires { Wires(bitLineSegment: .ohms(0.5), sourceLineSegment: .ohms(0.5), driver: .ohms(10)) }

  var settings: WriteSettings {
    WriteSettings(
      voltage: .volts(write), maximumVoltage: .volts(write), attempts: 1, gateVoltage: .volts(gate),
      maximumGateVoltage: .volts(gate), resetGateBoost: .volts(boost), pulse: pulse)
  }

  var readSettings: ReadSettings {
    ReadSettings(voltage: .volts(read), gateVoltage: .volts(readGate), pulse: pulse, threshold: threshold)
  }

  /// Currents and states of drawn cells after SET and read, and after RESET and read.
  func cycle(_ count: Int, seed: UInt64, on cells: any CellSimulator) async throws -> [EngineCheck.Cell] {
    let kind = try MemristorDevice(device)
    let surroundings = CellSurroundings(rows: 16, row: 15, transistor: try accessTransistor(), wires: wires)
    var pulses = (0..<count).map { index in
      CellPulse(
        CellOperation(settings.operation(writing: true, row: 15, columns: [], attempt: 0)),
        on: kind.draw(seed: seed, index: index), state: 0, in: surroundings)
    }
    var found: [EngineCheck.Cell] = []
    for isSet in [true, false] {
      for index in pulses.indices {
        pulses[index].operation = CellOperation(settings.operation(writing: isSet, row: 15, columns: [], attempt: 0))
      }
      for (index, response) in try await cells.apply(pulses).enumerated() { pulses[index].state = try response.get().finalState }
      for index in pulses.indices { pulses[index].operation = CellOperation(readSettings) }
      found += try await cells.read(pulses).map { response in
        EngineCheck.Cell(state: try response.get().finalState, current: try response.get().current)
      }
    }
    return found
  }
}

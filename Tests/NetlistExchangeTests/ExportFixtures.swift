import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NetlistExchange
import Netlisting

/// An array of drawn cells in a checkerboard of states.
func drawnArray(rows: Int, columns: Int, seed: UInt64 = 1, wire: Double = 0.5, driver: Double = 10) throws -> CrossbarArray {
  let device = try usualDevice()
  return CrossbarArray(
    memristors: Grid(rows: rows, columns: columns) { device.draw(seed: seed, index: $0 * columns + $1) },
    states: Grid(rows: rows, columns: columns) { ($0 + $1) % 2 == 0 ? 1 : 0 },
    transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
    wires: Wires(bitLineSegment: .ohms(wire), sourceLineSegment: .ohms(wire), driver: .ohms(driver)))
}

/// A deck taken back, whose memristors may be of the usual kind.
func imported(_ text: String, as name: String = "deck.cir") throws -> ImportedArray {
  try ImportedArray(deck: name, text: text, devices: [usualDevice()])
}

/// Every kind of deck that can be exported.
enum ExportedOperation: String, CaseIterable, Sendable {
  case read, frozenRead, set, reset, iv, vmm, sneak

  /// Whether its filaments move, which gnucap cannot do.
  var isDynamic: Bool { [.read, .set, .reset, .iv].contains(self) }

  func export(on array: CrossbarArray, scope: CircuitScope, row: Int = 0, column: Int = 0) throws -> DeckExport {
    let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
    let columns = scope == .array ? Array(0..<array.columns) : [column]
    func operation(_ kind: RowOperation.Kind, _ amplitude: Double, _ gate: Double) -> RowOperation {
      RowOperation(
        kind: kind, row: row, columns: columns, amplitude: .volts(amplitude), wordLineVoltage: .volts(gate), pulse: pulse)
    }
    func pulsed(_ operation: RowOperation) throws -> DeckExport {
      try ArrayCircuit.circuits(for: operation, on: array, scope: scope)[0].export
    }
    switch self {
    case .read: return try pulsed(operation(.read, 0.1, 5))
    case .frozenRead: return try operation(.read, 0.1, 5).frozenExport(on: array, scope: scope)
    case .set: return try pulsed(operation(.set, 5, 1.12))
    case .reset: return try pulsed(operation(.reset, 5, 9))
    case .iv:
      return try CellSweep(
        row: row, column: column, maximumVoltage: .volts(4), minimumVoltage: .volts(-3), sweepRate: 1, gateVoltage: .volts(1.12),
        resetGateBoost: .volts(4), readVoltage: .volts(0.1)
      ).export(on: array, scope: scope)
    case .vmm:
      return try AnalogProduct(
        inputs: (0..<array.columns).map { .volts(0.1 * Double($0 + 1) / Double(array.columns)) }, wordLineVoltage: .volts(5),
        row: row
      ).export(on: array, scope: scope)
    case .sneak:
      return try PassiveArray(
        cells: Grid(rows: array.rows, columns: array.columns) {
          .memristor(array.memristors[$0, $1], state: array.states[$0, $1])
        },
        segment: array.wires.bitLineSegment, driver: array.wires.driver
      ).export(CellAccess(.read, row: row, column: column, voltage: .volts(0.2), scheme: .floating))
    }
  }
}

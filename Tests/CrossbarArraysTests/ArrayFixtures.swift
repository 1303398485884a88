import CircuitSimulation
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NgspiceBridge

@testable import CrossbarArrays

let usualWires = Wires(bitLineSegment: .ohms(2), sourceLineSegment: .ohms(2), driver: .ohms(10))
let usualPulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
let usualRead = ReadSettings(
  voltage: .volts(0.1), gateVoltage: .volts(5), pulse: usualPulse, threshold: .kiloohms(10))

func writeSettings(
  voltage: Double = 5, maximum: Double? = nil, attempts: Int = 1, gate: Double = 1.12
) -> WriteSettings {
  WriteSettings(
    voltage: .volts(voltage), maximumVoltage: .volts(maximum ?? voltage), attempts: attempts, gateVoltage: .volts(gate),
    maximumGateVoltage: .volts(gate), resetGateBoost: .volts(4), pulse: usualPulse)
}

/// An array of the given memristors, or medians, and states behind transistors of 60 um by 0.6 um.
func makeArray(
  rows: Int, columns: Int, wires: Wires = usualWires, state: (Int, Int) -> Double = { _, _ in 0 },
  memristor: ((Int, Int) -> Memristor)? = nil
) throws -> CrossbarArray {
  let median = try medianMemristor()
  return CrossbarArray(
    memristors: Grid(rows: rows, columns: columns) { memristor?($0, $1) ?? median },
    states: Grid(rows: rows, columns: columns, state),
    transistor: AccessTransistor(model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)),
    wires: wires)
}

/// An array of drawn cells.
func drawnArray(
  rows: Int, columns: Int, seed: UInt64, wires: Wires = usualWires, state: (Int, Int) -> Double
) throws -> CrossbarArray {
  let device = try usualDevice()
  return try makeArray(rows: rows, columns: columns, wires: wires, state: state) { row, column in
    device.draw(seed: seed, index: row * columns + column)
  }
}

/// An array whose rows are operated on, cell by cell or as one circuit; states move as the circuits say.
struct SimulatedArray {
  private(set) var array: CrossbarArray
  private let cells: any CellSimulator

  init(_ array: CrossbarArray, _ scope: CircuitScope) {
    self.array = array
    cells =
      scope == .array
      ? WholeArrayCells(array, engine: NgspiceEngine.shared) : CellEngine(ngspice: NgspiceEngine.shared).cells
  }

  /// The currents of an operation in A; throws the first column's failure.
  mutating func currents(_ operation: RowOperation) async throws -> [Double] {
    let row = operation.row
    let pulses = operation.columns.map { column in
      CellPulse(
        CellOperation(operation), on: array.memristors[row, column], state: array.states[row, column],
        in: CellSurroundings(rows: array.rows, row: row, column: column, transistor: array.transistor, wires: array.wires))
    }
    let responses = try await operation.kind == .read ? cells.read(pulses) : cells.apply(pulses)
    return try zip(operation.columns, responses).map { column, response in
      let response = try response.get()
      array.states[row, column] = response.finalState
      return response.current.si
    }
  }
}

extension CrossbarArray {
  func simulated(_ scope: CircuitScope) -> SimulatedArray { SimulatedArray(self, scope) }
}

/// The access transistor of `models/nmos-5v/nmos.mod`, written down again: level 1 as the textbooks have it.
struct LevelOneTransistor {
  var widthOverLength = 100.0

  /// Drain current from voltages against the bulk.
  func current(gate: Double, drain: Double, source: Double) -> Double {
    let threshold = 0.75 + 0.6 * ((0.7 + source).squareRoot() - 0.7.squareRoot())
    let overdrive = gate - source - threshold
    let voltage = drain - source
    if overdrive <= 0 { return 0 }
    let shape = voltage < overdrive ? (overdrive - voltage / 2) * voltage : overdrive * overdrive / 2
    return 1.44e-4 * widthOverLength * shape * (1 + 0.03 * voltage)
  }

  /// The current at which `supply` is used up by the transistor between two resistances and `drop` above them.
  func seriesCurrent(gate: Double, supply: Double, above: Double, below: Double, drop: Double = 0) -> Double {
    var (low, high) = (0.0, supply / (above + below))
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let drain = supply - drop - middle * above
      let source = middle * below
      if drain > source && current(gate: gate, drain: drain, source: source) > middle { low = middle } else { high = middle }
    }
    return low
  }
}

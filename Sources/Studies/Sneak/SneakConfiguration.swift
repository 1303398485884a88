import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices

/// How the cells of an array are cut off from each other.
public enum CellKind: String, Hashable, Codable, CaseIterable, Sendable {
  /// Not at all: a passive array.
  case passive = "1R"
  /// By a transistor in series with each memristor.
  case transistor = "1T1R"
}

/// Everything that says which array is looked at, how it is biased and what it holds.
public struct SneakConfiguration: Sendable {
  public var seed: UInt64
  public var cell: CellKind
  public var rows: Int
  public var columns: Int
  /// The selected cell.
  public var row: Int
  public var column: Int
  public var scheme: BiasScheme
  public var pattern: CellPattern
  /// Whether the selected cell is in LRS; nil for what the pattern holds there.
  public var selectedIsLow: Bool?
  /// Of each cell in LRS, which then is a resistor; nil for memristors drawn from the statistics.
  public var lowResistance: Resistance?
  /// Of each cell in HRS, which then is a resistor; nil for memristors drawn from the statistics.
  public var highResistance: Resistance?
  public var readVoltage: Voltage
  public var writeVoltage: Voltage
  public var wires: Wires
  public var device: MemristorDevice
  /// Of a 1T1R array.
  public var transistor: AccessTransistor
  public var gates: GateVoltages
  /// Rows and columns of the square arrays to compare, rising; passive and 1T1R.
  public var sizes: [Int]
  /// What solves passive arrays; nil for ngspice up to `NetworkSolver.mostCellsForNgspice` cells, and the structured solver
  /// beyond. 1T1R arrays are always ngspice's.
  public var passiveSolver: NetworkSolver?

  public init(
    seed: UInt64, cell: CellKind, rows: Int, columns: Int, row: Int, column: Int, scheme: BiasScheme, pattern: CellPattern,
    selectedIsLow: Bool?, lowResistance: Resistance?, highResistance: Resistance?, readVoltage: Voltage,
    writeVoltage: Voltage, wires: Wires, device: MemristorDevice,
    transistor: AccessTransistor, gates: GateVoltages, sizes: [Int] = [], passiveSolver: NetworkSolver? = nil
  ) {
    self.seed = seed
    self.cell = cell
    self.rows = rows
    self.columns = columns
    self.row = row
    self.column = column
    self.scheme = scheme
    self.pattern = pattern
    self.selectedIsLow = selectedIsLow
    self.lowResistance = lowResistance
    self.highResistance = highResistance
    self.readVoltage = readVoltage
    self.writeVoltage = writeVoltage
    self.wires = wires
    self.device = device
    self.transistor = transistor
    self.gates = gates
    self.sizes = sizes
    self.passiveSolver = passiveSolver
  }

  /// The same study of a square array of either kind.
  public func ofSize(_ size: Int, _ cell: CellKind) -> SneakConfiguration {
    var other = self
    (other.rows, other.columns, other.cell, other.sizes) = (size, size, cell, [])
    return other
  }

  /// What solves this array.
  public var solver: NetworkSolver {
    guard cell == .passive else { return .ngspice }
    if let passiveSolver { return passiveSolver }
    return rows * columns > NetworkSolver.mostCellsForNgspice ? .structured : .ngspice
  }

  func access(_ kind: RowOperation.Kind) -> CellAccess {
    CellAccess(
      kind, row: row, column: column, voltage: kind == .read ? readVoltage : writeVoltage, scheme: scheme)
  }
}

/// Written out for a run's manifest.
extension SneakConfiguration: Encodable {
  private enum CodingKeys: String, CodingKey {
    case seed, cell, rows, columns, row, column, scheme, pattern, sizes
    case selected
    case lowResistance = "lrs_ohm"
    case highResistance = "hrs_ohm"
    case readVoltage = "read_voltage_V"
    case writeVoltage = "write_voltage_V"
    case segment = "wire_resistance_ohm"
    case driver = "driver_resistance_ohm"
    case device
    case transistorModel = "transistor_model"
    case transistorWidth = "transistor_width_um"
    case transistorLength = "transistor_length_um"
    case readGate = "read_gate_voltage_V"
    case setGate = "gate_voltage_V"
    case resetBoost = "reset_gate_boost_V"
    case offGate = "off_gate_voltage_V"
    case passiveSolver = "engine"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    try values.encode(cell, forKey: .cell)
    try values.encode(rows, forKey: .rows)
    try values.encode(columns, forKey: .columns)
    try values.encode(row, forKey: .row)
    try values.encode(column, forKey: .column)
    try values.encode(scheme, forKey: .scheme)
    try values.encode(pattern.name, forKey: .pattern)
    try values.encode(selectedIsLow.map { $0 ? "lrs" : "hrs" }, forKey: .selected)
    try values.encode(lowResistance, forKey: .lowResistance)
    try values.encode(highResistance, forKey: .highResistance)
    try values.encode(readVoltage, forKey: .readVoltage)
    try values.encode(writeVoltage, forKey: .writeVoltage)
    try values.encode(wires.bitLineSegment, forKey: .segment)
    try values.encode(wires.driver, forKey: .driver)
    try values.encode(device, forKey: .device)
    try values.encode(transistor.model.library.source, forKey: .transistorModel)
    try values.encode(transistor.width.micrometers, forKey: .transistorWidth)
    try values.encode(transistor.length.micrometers, forKey: .transistorLength)
    try values.encode(gates.read, forKey: .readGate)
    try values.encode(gates.set, forKey: .setGate)
    try values.encode(gates.resetBoost, forKey: .resetBoost)
    try values.encode(gates.off, forKey: .offGate)
    try values.encode(sizes, forKey: .sizes)
    try values.encode(passiveSolver, forKey: .passiveSolver)
  }
}

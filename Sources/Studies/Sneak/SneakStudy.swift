import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import StructuredSolver

/// How the cells of an array are cut off from each other.
public enum CellKind: String, Hashable, Codable, CaseIterable, Sendable {
  /// Not at all: a passive array.
  case passive = "1R"
  /// By a transistor in series with each memristor.
  case transistor = "1T1R"
}

/// What else flows when one cell of an array is read, and what else is written when one is written; and how that grows
/// with the array, passive and with transistors.
public struct SneakStudy: Study {
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
  public func ofSize(_ size: Int, _ cell: CellKind) -> SneakStudy {
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

  /// None of resistors, which nothing writes.
  public var warnings: [String] {
    lowResistance != nil && highResistance != nil ? [] : [device.readWarning(at: readVoltage)].compactMap { $0 }
  }

  /// Such as `8 x 8 1R`.
  var name: String { "\(rows) x \(columns) \(cell.rawValue)" }

  func access(_ kind: RowOperation.Kind) -> CellAccess {
    CellAccess(
      kind, row: row, column: column, voltage: kind == .read ? readVoltage : writeVoltage, scheme: scheme)
  }

  /// Simulates the array, then the sizes to compare.
  /// - Throws: `FailedSimulation` where the array itself cannot be simulated; what the engine throws when it is lost.
  public func run(_ run: StudyRun) async throws -> SneakFindings {
    let spice = run.engine.spice
    var done = 0
    let outcome = try await SneakOutcome.simulate(self, on: spice) {
      done += 1
      try run.progress(name, done, of: SneakOutcome.steps)
    }
    let arrays = sizes.flatMap { size in CellKind.allCases.map { ofSize(size, $0) } }
    let found = try await run.rows(
      of: arrays, counts: arrays.map { _ in 1 }, in: try run.rows(SneakRow.self, in: "sizes.csv"), stage: "sizes"
    ) { [try await SneakRow(simulating: $0, on: spice)] }
    return SneakFindings(study: self, outcome: outcome, sizes: found.flatMap { $0 })
  }
}

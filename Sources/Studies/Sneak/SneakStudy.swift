import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import StructuredSolver

/// How the cells of an array are isolated from each other.
public enum CellKind: String, Hashable, Codable, CaseIterable, Sendable {
  /// Not at all: each cell is a memristor alone.
  case passive = "1R"
  /// By a transistor in series with each memristor.
  case transistor = "1T1R"
}

/// Which unwanted currents flow when one cell of an array is read, and which other cells change when one is written? And
/// how does that grow with the array, with and without transistors?
public struct SneakStudy: Study {
  /// Of the memristors' parameters and of a random pattern.
  public var seed: UInt64
  /// Of the array that is simulated cell by cell; `sizes` are simulated with both kinds.
  public var cell: CellKind
  /// Word lines, or the row wires of a passive array.
  public var rows: Int
  /// Pairs of bit line and source line, or the column wires of a passive array.
  public var columns: Int
  /// Of the selected cell, from 0.
  public var row: Int
  /// Of the selected cell, from 0.
  public var column: Int
  /// The voltages of the unselected lines.
  public var scheme: BiasScheme
  /// What the cells hold; one from a file must have the array's size.
  public var pattern: CellPattern
  /// Whether the selected cell is in LRS; nil for its state in the pattern.
  public var selectedIsLow: Bool?
  /// Resistance of every cell in LRS, which is then a resistor; nil for drawn memristors.
  public var lowResistance: Resistance?
  /// Resistance of every cell in HRS, which is then a resistor; nil for drawn memristors.
  public var highResistance: Resistance?
  /// Between the selected lines in a read.
  public var readVoltage: Voltage
  /// Between the selected lines in a SET and in a RESET, as a magnitude.
  public var writeVoltage: Voltage
  /// A passive array uses the bit-line segments for all of its wires.
  public var wires: Wires
  /// Whose distributions the cells are drawn from; a cell that is a resistor still has a drawn V_SET and V_RESET.
  public var device: MemristorDevice
  /// Of a 1T1R array; a passive one does not use it.
  public var transistor: AccessTransistor
  /// Word-line voltages of a 1T1R array.
  public var gates: GateVoltages
  /// Rows and columns of the square arrays to compare, rising; each size passive and as 1T1R.
  public var sizes: [Int]
  /// The solver of passive arrays; nil for ngspice up to `NetworkSolver.mostCellsForNgspice` cells and the structured
  /// solver above. 1T1R arrays are always solved by ngspice.
  public var passiveSolver: NetworkSolver?

  /// The selected cell must lie in the array and in the smallest of `sizes`.
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

  /// The same study of a square array, without further sizes to compare.
  public func ofSize(_ size: Int, _ cell: CellKind) -> SneakStudy {
    var other = self
    (other.rows, other.columns, other.cell, other.sizes) = (size, size, cell, [])
    return other
  }

  /// The solver of this array.
  public var solver: NetworkSolver {
    guard cell == .passive else { return .ngspice }
    if let passiveSolver { return passiveSolver }
    return rows * columns > NetworkSolver.mostCellsForNgspice ? .structured : .ngspice
  }

  /// None for an array of resistors, which cannot be written.
  public var warnings: [String] {
    lowResistance != nil && highResistance != nil
      ? [] : device.warnings(readingAt: readVoltage, writingAt: writeVoltage, drawing: rows * columns)
  }

  /// Nil unless an array has transistors.
  public var stress: StressFigures? {
    guard cell == .transistor || !sizes.isEmpty else { return nil }
    var stress = TransistorStress()
    for kind in [.read, .set, RowOperation.Kind.reset] { stress.formUnion(gates.stress(access(kind))) }
    return StressFigures(stress, transistor.ratings)
  }

  /// As in `8 x 8 1R`.
  var name: String { "\(rows) x \(columns) \(cell.rawValue)" }

  /// A read, SET or RESET of the selected cell.
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

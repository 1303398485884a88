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
  /// By a selector, a second two-terminal device, in series with each memristor.
  case selector = "1S1R"
  /// By transistors, each of which several memristors of a row share.
  case sharedTransistor = "1TnR"

  /// Whether word lines choose the row.
  public var hasTransistors: Bool { self == .transistor || self == .sharedTransistor }
}

/// Which unwanted currents flow when one cell of an array is read, and which other cells change when one is written? And
/// how does that grow with the array, with and without transistors?
public struct SneakStudy: Study {
  /// Of the memristors' parameters and of a random pattern.
  public var seed: UInt64
  /// Of the array that is simulated cell by cell; `sizes` are simulated as 1R and 1T1R, and with this kind.
  public var cell: CellKind
  /// Of a 1S1R array, each drawn for its cell; nil for all others.
  public var selector: SelectorDevice?
  /// Memristors that share a transistor of a 1TnR array; 1 for all others.
  public var cellsPerTransistor: Int
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
  /// Of a 1T1R or 1TnR array; others do not use it.
  public var transistor: AccessTransistor
  /// Word-line voltages of a 1T1R array.
  public var gates: GateVoltages
  /// Rows and columns of the square arrays to compare, rising; each size passive, as 1T1R, and of `cell` if that is another.
  public var sizes: [Int]
  /// The solver of passive and 1S1R arrays; nil for ngspice up to `NetworkSolver.mostCellsForNgspice` cells and the structured
  /// solver above. Arrays with transistors are always solved by ngspice.
  public var passiveSolver: NetworkSolver?

  /// The selected cell must lie in the array and in the smallest of `sizes`. Columns and sizes of a 1TnR array are multiples
  /// of `cellsPerTransistor`, and a 1S1R array has a selector.
  public init(
    seed: UInt64, cell: CellKind, selector: SelectorDevice? = nil, cellsPerTransistor: Int = 1, rows: Int, columns: Int, row: Int,
    column: Int, scheme: BiasScheme, pattern: CellPattern,
    selectedIsLow: Bool?, lowResistance: Resistance?, highResistance: Resistance?, readVoltage: Voltage,
    writeVoltage: Voltage, wires: Wires, device: MemristorDevice,
    transistor: AccessTransistor, gates: GateVoltages, sizes: [Int] = [], passiveSolver: NetworkSolver? = nil
  ) {
    self.seed = seed
    self.cell = cell
    self.selector = selector
    self.cellsPerTransistor = cellsPerTransistor
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
    guard !cell.hasTransistors else { return .ngspice }
    if let passiveSolver { return passiveSolver }
    return rows * columns > NetworkSolver.mostCellsForNgspice ? .structured : .ngspice
  }

  /// None for an array of resistors, which cannot be written. Behind a selector the read voltage is not the memristor's.
  public var warnings: [String] {
    lowResistance != nil && highResistance != nil
      ? []
      : device.warnings(readingAt: cell == .selector ? nil : readVoltage, writingAt: writeVoltage, drawing: rows * columns)
  }

  /// As in `1T4R`.
  var cellName: String { cell == .sharedTransistor ? "1T\(cellsPerTransistor)R" : cell.rawValue }

  /// Nil unless an array has transistors.
  public var stress: StressFigures? {
    guard cell.hasTransistors || !sizes.isEmpty else { return nil }
    var stress = TransistorStress()
    for kind in [.read, .set, RowOperation.Kind.reset] { stress.formUnion(gates.stress(access(kind))) }
    return StressFigures(stress, transistor.ratings)
  }

  /// As in `8 x 8 1R`.
  var name: String { "\(rows) x \(columns) \(cellName)" }

  /// The kinds of cells that `sizes` are simulated with.
  public var comparedCells: [CellKind] { CellKind.allCases.filter { [.passive, .transistor, cell].contains($0) } }

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
    let arrays = sizes.flatMap { size in comparedCells.map { ofSize(size, $0) } }
    let found = try await run.rows(
      of: arrays, counts: arrays.map { _ in 1 }, in: try run.rows(SneakRow.self, in: "sizes.csv"), stage: "sizes"
    ) { [try await SneakRow(simulating: $0, on: spice)] }
    return SneakFindings(study: self, outcome: outcome, sizes: found.flatMap { $0 })
  }
}

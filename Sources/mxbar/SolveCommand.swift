import ArgumentParser
import MemristorCrossbar

/// `mxbar solve`: options of `ArrayReadStudy`, the currents of a passive array with wire resistance.
struct SolveCommand: StudyCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract:
      "Read a passive array of resistors of any size: output currents for given input voltages, with all that wires lose.",
    discussion: """
      Rows are driven at their left end, columns sensed at 0 V at their bottom; a wire segment lies before the first cell \
      of each row, between cells, and behind the last cell of each column. Without resistance wires are ideal.

      Matrices are text (a line for each row, with commas, semicolons, tabs or blanks between the numbers, and no header), \
      .npy files, or .npz files with a single array. Resistances have a row for each row of the array and a \
      column for each column of it; inf is a missing cell. Voltages have a row for each row of the array and a column \
      for each input.

      solution.npz in the folder has output_current_A (inputs x columns), solve_seconds, iterations and residual; with \
      --all also row_voltage_V, column_voltage_V, cell_current_A, and the currents row_current_A in the segment on the left \
      of each cell and column_current_A in the segment below it (inputs x rows x columns each).
      """)

  @Option(help: "Resistance of each cell, ohm: text, .npy or .npz.", value: "file") var resistances: String
  @Option(help: "Voltage of each row, V, a column for each input: text, .npy or .npz.", value: "file") var voltages: String
  @Option("Resistance of each segment of all wires, ohm. (default: 0)", "ohm") var wireResistance: Double?

  @Option("Resistance of each segment of the row wires, ohm. (default: --wire-resistance)", "ohm")
  var rowWireResistance: Double?

  @Option("Resistance of each segment of the column wires, ohm. (default: --wire-resistance)", "ohm")
  var columnWireResistance: Double?

  @Option(help: "What solves: structured; or as a circuit, up to some 64 x 64: \(EngineChoice.listed).", value: "engine")
  var engine = EngineOption(NetworkSolver.structured)

  @Flag(help: "Solve with the other engine, too, and print the largest difference.") var compare = false
  @Flag(help: "Keep voltages and currents of all wires and cells, and draw the first input's.") var all = false
  @Option("Relative accuracy of the structured solver's currents.", "ratio") var tolerance = 1e-9

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    for (name, value) in [
      ("--wire-resistance", wireResistance), ("--row-wire-resistance", rowWireResistance),
      ("--column-wire-resistance", columnWireResistance),
    ] {
      guard let value else { continue }
      try requireWire(
        value, named: name, atLeast: engine.way == .ngspice || compare ? smallestWire : CrossbarSolver.smallestWire.si)
    }
    guard tolerance >= 1e-14, tolerance <= 1e-2 else {
      throw ValidationError("--tolerance is \(SpiceNumber.shortest(tolerance)); allowed is 1e-14 to 0.01.")
    }
  }

  var circuits: EngineChoice { engine.circuits }
  var inputFiles: [String] { [resistances, voltages] }

  /// Reads both matrices and checks that they match.
  /// - Throws: `ArrayFileError` with row and column of an element that is out of range.
  func study(on engine: CommandEngine) throws -> ArrayReadStudy {
    let cells = try MatrixFile.read(resistances)
    let inputs = try MatrixFile.read(voltages)
    func refuse(_ path: String, _ reason: String) -> ArrayFileError { .malformed(path: path, array: nil, reason: reason) }
    guard cells.shape.count == 2 else {
      throw refuse(resistances, "an array of one axis has no rows and columns; expected rows x columns")
    }
    let (rows, columns) = (cells.shape[0], cells.shape[1])
    if let index = cells.values.firstIndex(where: { !($0 == .infinity || Self.resistanceRange.contains($0)) }) {
      throw refuse(
        resistances,
        "row \(index / columns), column \(index % columns) (from 0) is \(SpiceNumber.shortest(cells.values[index])) ohm; "
          + "allowed is \(Self.resistanceRange.lowerBound) to \(Self.resistanceRange.upperBound), or inf for a missing cell")
    }
    guard inputs.shape[0] == rows else {
      throw refuse(
        voltages, "\(inputs.shape[0]) rows of voltages, and \(rows) rows of resistances in '\(resistances)': one a row is needed")
    }
    let count = inputs.shape.count == 2 ? inputs.shape[1] : 1
    if let index = inputs.values.firstIndex(where: { !(abs($0) <= 1e6) }) {
      throw refuse(
        voltages,
        "row \(index / count), input \(index % count) (from 0) is \(SpiceNumber.shortest(inputs.values[index])) V; "
          + "allowed is -1e6 to 1e6")
    }
    var read = ArrayReadStudy(
      resistances: Grid(rows: rows, columns: columns) { cells.values[$0 * columns + $1] },
      voltages: Grid(rows: rows, columns: count) { inputs.values[$0 * count + $1] },
      rowSegment: .ohms(rowWireResistance ?? wireResistance ?? 0),
      columnSegment: .ohms(columnWireResistance ?? wireResistance ?? 0))
    read.tolerance = tolerance
    read.keepsNodes = all
    (read.solver, read.compares) = (self.engine.way, compare)
    return read
  }

  /// Of a cell, ohm; a missing cell is inf.
  private static let resistanceRange = 1e-9...1e18
}

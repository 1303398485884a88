import CrossbarArrays
import CrossbarPrimitives
import Records

/// The figures of a sneak study, for one access of one cell.
public struct SneakFigures: Figures, Equatable {
  @Figure("Kind of cell") public var cell = CellKind.passive
  /// Of a 1S1R array.
  public var selector: SelectorFigures? = nil
  @Figure("Memristors per transistor", .plain, "Of a 1TnR array.") public var cellsPerTransistor: Int? = nil
  @Figure public var rows = 0
  @Figure public var columns = 0
  @Figure("Selected cell's row") public var row = 0
  @Figure("Selected cell's column") public var column = 0
  @Figure("Unselected lines") public var scheme = BiasScheme.half
  @Figure public var pattern = ""
  @Figure("Selected cell holds", .plain, "As the pattern has it, or as it was said.") public var selected = ""
  @Figure("Current through the selected cell") public var selectedCurrent = Current.zero
  @Figure("Sneak current", .plain, "What the other cells send into the sensed line.") public var sneakCurrent = Current.zero
  @Figure public var sensedCurrent = Current.zero
  @Figure("Read margin", .percent, "(I_LRS - I_HRS) / I_LRS of the two next currents.") public var margin = 0.0
  @Figure("Sensed with the cell in LRS", .plain, "Every other cell in LRS.") public var marginLRSCurrent = Current.zero
  @Figure("Sensed with the cell in HRS", .plain, "Every other cell in LRS.") public var marginHRSCurrent = Current.zero
  /// All of them, in HRS and in LRS; their voltage reaches their own V_SET or V_RESET.
  @Figure(
    "Cells flipped by one write", .plain,
    "By writing the selected cell, once to each state. None for a device that does not say at what voltages it switches.")
  public var disturbedCells: Int? = nil
  @Figure("Flipped cells in HRS") public var disturbedHRSCells: Int? = nil
  @Figure("Flipped cells in LRS") public var disturbedLRSCells: Int? = nil
  @Figure("Other cells") public var unselectedCells = 0
  @Figure("Cells reached by the read", .plain, "The selected one included; their V_SET or V_RESET is reached: it writes them.")
  public var readReachedCells = 0
  @Figure("Largest disturb voltage", .plain, "In the direction that would flip a cell; none where no other cell is.")
  public var largestDisturbVoltage: Voltage? = nil
  @Figure("Solver", .plain, "Of the array's operating points.") public var engine = NetworkSolver.ngspice
  @Figure("Stress of the access transistors", .plain, "None without transistors.") public var stress: StressFigures? = nil
  @Figure("Square arrays") public var sizes: [SneakRow] = []
  @Figure("Numerical failures", .plain, "Sizes of the comparison that could not be simulated.") public var numericalFailures = 0

  public init() {}

  init(_ outcome: SneakOutcome) {
    let (study, disturb) = (outcome.study, outcome.disturb)
    cell = study.cell
    selector = cell == .selector ? study.selector.map { SelectorFigures($0, outcome.selectors) } : nil
    cellsPerTransistor = cell == .sharedTransistor ? study.cellsPerTransistor : nil
    (rows, columns) = (study.rows, study.columns)
    (row, column) = (study.row, study.column)
    scheme = study.scheme
    pattern = study.pattern.name
    selected = outcome.states[study.row, study.column] ? "lrs" : "hrs"
    selectedCurrent = outcome.selectedCurrent
    sneakCurrent = outcome.sneakCurrent
    sensedCurrent = outcome.read.sensedCurrent
    margin = outcome.margin.margin
    (marginLRSCurrent, marginHRSCurrent) = (outcome.margin.lowCurrent, outcome.margin.highCurrent)
    disturbedCells = disturb.disturbedCount
    disturbedLRSCells = disturbedCells.map { _ in disturb.unselected.count { $0.isDisturbed && $0.isLow } }
    disturbedHRSCells = disturbedCells.map { $0 - (disturbedLRSCells ?? 0) }
    unselectedCells = disturb.unselected.count
    readReachedCells = outcome.readDisturb.count
    largestDisturbVoltage = disturb.unselected.map(\.voltage).max()
    engine = study.solver
    stress = study.stress
  }
}

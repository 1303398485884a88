import CrossbarArrays
import CrossbarPrimitives

/// The figures of a sneak study, as `mxbar sneak --json` prints them.
public struct SneakSummary: Encodable, Equatable, Sendable {
  /// Those of one array.
  public struct Figures: Encodable, Equatable, Sendable {
    public var selectedCurrent: Double
    public var sneakCurrent: Double
    public var sensedCurrent: Double
    /// (I_LRS - I_HRS) / I_LRS of the two next currents: the selected cell in either state, all others in LRS.
    public var margin: Double
    public var marginLowCurrent: Double
    public var marginHighCurrent: Double
    /// Unselected cells that writing the selected one, once to each state, would flip; those in HRS by a SET. Nil for a
    /// device that does not say at what voltages it switches.
    public var disturbedCells, disturbedHighCells, disturbedLowCells: Int?
    public var unselectedCells: Int
    /// Cells, the selected one included, whose V_SET or V_RESET the read reaches: in one of their states it writes them.
    public var readReachedCells: Int
    /// The largest voltage in the direction that would flip a cell; nil where no other cell is.
    public var largestDisturbVoltage: Double?

    enum CodingKeys: String, CodingKey {
      case margin
      case selectedCurrent = "selected_current_A"
      case sneakCurrent = "sneak_current_A"
      case sensedCurrent = "sensed_current_A"
      case marginLowCurrent = "margin_lrs_current_A"
      case marginHighCurrent = "margin_hrs_current_A"
      case disturbedCells = "disturbed_cells"
      case disturbedHighCells = "disturbed_hrs_cells"
      case disturbedLowCells = "disturbed_lrs_cells"
      case unselectedCells = "unselected_cells"
      case readReachedCells = "read_reached_cells"
      case largestDisturbVoltage = "largest_disturb_voltage_V"
    }

    public init(_ figures: SneakFigures) {
      let others = figures.disturb.unselected
      selectedCurrent = figures.selectedCurrent.si
      sneakCurrent = figures.sneakCurrent.si
      sensedCurrent = figures.sensedCurrent.si
      margin = figures.margin.margin
      marginLowCurrent = figures.margin.lowCurrent.si
      marginHighCurrent = figures.margin.highCurrent.si
      disturbedCells = figures.disturb.disturbedCount
      disturbedHighCells = disturbedCells.map { _ in others.count { $0.isDisturbed && !$0.isLow } }
      disturbedLowCells = disturbedCells.map { _ in others.count { $0.isDisturbed && $0.isLow } }
      unselectedCells = others.count
      readReachedCells = figures.readDisturb.count
      largestDisturbVoltage = others.map(\.voltage).max()
    }
  }

  /// A size of the comparison.
  public struct Point: Encodable, Equatable, Sendable {
    public var size: Int
    public var cell: CellKind
    /// Nil where the simulation failed.
    public var figures: Figures?
    /// What answered; nil where nothing did.
    public var engine: NetworkSolver?
    public var failure: String?

    private enum CodingKeys: String, CodingKey {
      case size, cell, engine
      case failure = "numerical_failure"
    }

    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(size, forKey: .size)
      try values.encode(cell, forKey: .cell)
      try values.encodeIfPresent(engine, forKey: .engine)
      try values.encodeIfPresent(failure, forKey: .failure)
      try figures?.encode(to: encoder)
    }
  }

  /// What answered for the array, and the work of all arrays.
  public struct Engine: Encodable, Equatable, Sendable {
    /// `ngspice` or `structured`.
    public var name: NetworkSolver
    public var spice: SpiceFigures
    /// Wall time that the structured solver took for its arrays.
    public var structuredSeconds: Double

    private enum CodingKeys: String, CodingKey {
      case name, spice
      case structuredSeconds = "structured_seconds"
    }

    init(_ result: SneakResult) {
      name = result.configuration.solver
      spice = SpiceFigures(result.totals, result.engine)
      structuredSeconds = result.structured.reduce(Duration.zero) { $0 + $1.time } / .seconds(1)
    }
  }

  public var figures: Figures
  public var cell: CellKind
  public var rows: Int
  public var columns: Int
  public var row: Int
  public var column: Int
  public var scheme: BiasScheme
  public var pattern: String
  /// `lrs` or `hrs`.
  public var selected: String
  public var seed: UInt64
  public var sizes: [Point]
  /// Sizes of the comparison that could not be simulated.
  public var numericalFailures: Int
  public var engine: Engine

  private enum CodingKeys: String, CodingKey {
    case cell, rows, columns, row, column, scheme, pattern, selected, seed, sizes, engine
    case numericalFailures = "numerical_failures"
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try figures.encode(to: encoder)
    try values.encode(cell, forKey: .cell)
    try values.encode(rows, forKey: .rows)
    try values.encode(columns, forKey: .columns)
    try values.encode(row, forKey: .row)
    try values.encode(column, forKey: .column)
    try values.encode(scheme, forKey: .scheme)
    try values.encode(pattern, forKey: .pattern)
    try values.encode(selected, forKey: .selected)
    try values.encode(seed, forKey: .seed)
    try values.encode(sizes, forKey: .sizes)
    try values.encode(numericalFailures, forKey: .numericalFailures)
    try values.encode(engine, forKey: .engine)
  }
}

extension SneakSummary {
  public init(_ result: SneakResult) {
    let configuration = result.configuration
    figures = Figures(result.figures)
    cell = configuration.cell
    rows = configuration.rows
    columns = configuration.columns
    row = configuration.row
    column = configuration.column
    scheme = configuration.scheme
    pattern = configuration.pattern.name
    selected = result.figures.states[configuration.row, configuration.column] ? "lrs" : "hrs"
    seed = configuration.seed
    sizes = result.points.map { point in
      Point(
        size: point.size, cell: point.cell, figures: point.figures.map(Figures.init),
        engine: point.figures?.configuration.solver, failure: point.failure)
    }
    numericalFailures = result.points.count { $0.figures == nil }
    engine = Engine(result)
  }
}

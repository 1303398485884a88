import CircuitSimulation
import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A 1S1R array: a passive array with a selector in series with each memristor, below it.
public struct SelectorArray: Sendable {
  /// Rows × columns, as in a passive array.
  public var cells: Grid<CellElement>
  /// One for each cell.
  public var selectors: Grid<Selector>
  /// Resistance of each segment of a row or column wire.
  public var segment: Resistance
  /// Resistance of each driver and sense amplifier.
  public var driver: Resistance
  /// Of each segment of a wire to ground; only pulses see it.
  public var segmentCapacitance = Capacitance.zero

  /// - Precondition: `cells` and `selectors` are of one size.
  public init(cells: Grid<CellElement>, selectors: Grid<Selector>, segment: Resistance, driver: Resistance) {
    precondition((cells.rows, cells.columns) == (selectors.rows, selectors.columns), "one selector a cell")
    (self.cells, self.selectors, self.segment, self.driver) = (cells, selectors, segment, driver)
  }

  /// The array as a network, with the selected cell's selector off or on and all others off.
  public func array(_ access: CellAccess, isOn: Bool) -> PassiveArray {
    var array = PassiveArray(
      cells: cells,
      selectors: Grid(rows: cells.rows, columns: cells.columns) { row, column in
        HeldSelector(selectors[row, column], isOn: isOn && row == access.row && column == access.column)
      }, segment: segment, driver: driver)
    array.segmentCapacitance = segmentCapacitance
    return array
  }

  /// A pulse on one cell, every memristor and selector free to move; all selectors begin off.
  /// - Throws: `NetlistError` if an element is invalid.
  public func pulsed(_ access: CellAccess, _ pulse: PulseShape) throws(NetlistError) -> PulsedAccess {
    try array(access, isOn: false).pulsed(access, pulse)
  }

  /// The operating point while one cell is accessed.
  ///
  /// A selector with states has two branches. All begin off. The selected one is on where its voltage, off, reaches its
  /// threshold, as it would under a rising voltage; all others stay off. Whether the states suit the voltages is part of the
  /// result, not an error.
  /// - Throws: as `PassiveArray.operatingPoint`.
  public func operatingPoint(
    _ access: CellAccess, by solver: NetworkSolver, on engine: any SpiceEngine
  ) async throws -> (point: ArrayOperatingPoint, states: SelectorStates?) {
    let off = try await array(access, isOn: false).operatingPoint(access, by: solver, on: engine)
    guard let threshold = selectors[access.row, access.column].thresholdVoltage else { return (off, nil) }
    let isOn = abs(off.selectorVoltages?[access.row, access.column] ?? 0) >= threshold.si
    let point = isOn ? try await array(access, isOn: true).operatingPoint(access, by: solver, on: engine) : off
    return (point, SelectorStates(selectors, at: point, access, isOn: isOn))
  }
}

/// Whether the states in which an operating point holds threshold selectors are those that they would have.
public struct SelectorStates: Hashable, Sendable {
  /// Whether the selected cell's selector turns on, and is held on.
  public var isOn: Bool
  /// Whether a selected selector that is on has its hold voltage or more, so that it stays on; true of one that is off.
  public var holds: Bool
  /// Unselected selectors, held off, whose voltage reaches their threshold: they would turn on. Rows × columns.
  public var wouldTurnOn: Grid<Bool>

  init(_ selectors: Grid<Selector>, at point: ArrayOperatingPoint, _ access: CellAccess, isOn: Bool) {
    func voltage(_ row: Int, _ column: Int) -> Double { abs(point.selectorVoltages?[row, column] ?? 0) }
    self.isOn = isOn
    holds = !isOn || voltage(access.row, access.column) >= selectors[access.row, access.column].holdVoltage?.si ?? 0
    wouldTurnOn = Grid(rows: selectors.rows, columns: selectors.columns) { row, column in
      (row, column) != (access.row, access.column)
        && voltage(row, column) >= selectors[row, column].thresholdVoltage?.si ?? .infinity
    }
  }
}
